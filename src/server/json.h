// JSON in and out of the values that everybody speaks. For the api.cpp of slices only: compiling
// Boost.JSON costs.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/bilingual.h"
#include "base/id.h"
#include "base/instant.h"
#include "base/money.h"
#include "base/problem.h"
#include "base/unit_code.h"

namespace anlan::server {

struct Request;

/// Deeper nesting than any body of the contract has, and far from exhausting the stack.
constexpr std::size_t k_json_depth_max = 32;

/// The body as a JSON object. Throws Problem (invalid, "request.malformed", answered with 400)
/// where it is none, is too deep, is no UTF-8 or does not come as application/json.
boost::json::object read_object(const Request& request);

/// A body that may be left out: an empty object then.
boost::json::object read_optional_object(const Request& request);

struct TextLimits {
  std::size_t least = 1;  ///< in bytes of UTF-8
  std::size_t greatest = 2000;
};

/// Reads the fields of an object, typed. A fault is noted under the field's path ("name.en",
/// "kinds[2]") and a default is returned; finish() throws one Problem (invalid, "request.fields",
/// answered with 422) with every fault, and every field that was sent but not read. So: read all,
/// finish(), then use what was read. `find_x` is for fields that may be absent or null. The object
/// must outlive the reader, and a reader the readers got from it.
class FieldReader {
 public:
  explicit FieldReader(const boost::json::object& object);

  bool has(std::string_view name);  ///< is there, even if null
  std::string text(std::string_view name, TextLimits limits = {});
  std::optional<std::string> find_text(std::string_view name, TextLimits limits = {});
  bool boolean(std::string_view name);
  std::optional<bool> find_boolean(std::string_view name);
  std::int64_t integer(std::string_view name, std::int64_t least, std::int64_t greatest);
  std::optional<std::int64_t> find_integer(std::string_view name, std::int64_t least,
                                           std::int64_t greatest);
  double number(std::string_view name, double least, double greatest);
  std::optional<double> find_number(std::string_view name, double least, double greatest);
  Id id(std::string_view name);
  std::optional<Id> find_id(std::string_view name);
  Day day(std::string_view name);
  std::optional<Day> find_day(std::string_view name);
  Instant instant(std::string_view name);
  std::optional<Instant> find_instant(std::string_view name);
  UnitCode unit_code(std::string_view name);
  std::optional<UnitCode> find_unit_code(std::string_view name);
  Bilingual bilingual(std::string_view name, TextLimits limits = {});  ///< {"en", "zh"}
  Money money(std::string_view name);  ///< {"minor_units", "currency"}
  std::vector<std::string> texts(std::string_view name, std::size_t count_max,
                                 TextLimits each = {});

  /// `from` is a function such as role_from: std::string_view -> std::optional<Value>.
  template <class From>
  auto one_of(std::string_view name, From from) {
    return read_one_of(name, from, true)
        .value_or(typename decltype(from(std::string_view()))::value_type());
  }
  template <class From>
  auto find_one_of(std::string_view name, From from) {
    return read_one_of(name, from, false);
  }

  /// An object within; a reader of an empty object where it is absent (and noted).
  FieldReader object(std::string_view name);
  std::optional<FieldReader> find_object(std::string_view name);
  std::vector<FieldReader> objects(std::string_view name, std::size_t count_max);
  /// The value itself, such as a GeoJSON geometry; a null pointer where it is absent or null.
  const boost::json::value* find_value(std::string_view name);

  /// Notes a fault that only the caller sees.
  void refuse(std::string_view name, std::string fault);
  /// Of the outermost reader.
  void finish() const;

 private:
  struct Shared;
  FieldReader(const boost::json::object& object, std::string path, std::shared_ptr<Shared> shared);
  const boost::json::value* take(std::string_view name, bool is_required);
  template <class From>
  auto read_one_of(std::string_view name, From from, bool is_required)
      -> decltype(from(std::string_view())) {
    const auto value = text_of(name, is_required, {});
    if (!value) return {};
    auto known = from(std::string_view(*value));
    if (!known) refuse(name, "is not one of the known values");
    return known;
  }
  std::optional<std::string> text_of(std::string_view name, bool is_required, TextLimits limits);
  std::optional<std::int64_t> integer_of(std::string_view name, bool is_required,
                                         std::int64_t least, std::int64_t greatest);
  std::optional<double> number_of(std::string_view name, bool is_required, double least,
                                  double greatest);
  std::optional<bool> boolean_of(std::string_view name, bool is_required);
  template <class Value>
  std::optional<Value> parsed(std::string_view name, bool is_required, std::string_view what);
  std::string path_of(std::string_view name) const;

  const boost::json::object* object_;
  std::string path_;                // of the object itself: "", "name", "measures[2]"
  std::shared_ptr<Shared> shared_;  // faults and fields read, of the outermost and all within
};

/// The JSON of a value of ours; of an enum, its to_string.
template <class Value>
boost::json::value to_json(const Value& value) {
  if constexpr (std::is_enum_v<Value>) {
    return boost::json::value(std::string_view(to_string(value)));
  } else {
    return boost::json::value_from(value);
  }
}
template <class Value>
boost::json::value to_json(const std::optional<Value>& value) {
  return value ? to_json(*value) : boost::json::value(nullptr);
}
template <class Value>
boost::json::value to_json(const std::vector<Value>& values) {
  boost::json::array array;
  array.reserve(values.size());
  for (const auto& value : values) array.push_back(to_json(value));
  return array;
}

/// {"items": [...], "next_cursor": text or null}
boost::json::object page_json(boost::json::array items, const std::optional<std::string>& next);

}  // namespace anlan::server

namespace anlan {

// How boost::json::value_from writes the values of base, alone and inside structs described with
// Boost.Describe.
void tag_invoke(boost::json::value_from_tag, boost::json::value& json, const Id& value);
void tag_invoke(boost::json::value_from_tag, boost::json::value& json, const Instant& value);
void tag_invoke(boost::json::value_from_tag, boost::json::value& json, const Day& value);
void tag_invoke(boost::json::value_from_tag, boost::json::value& json, const UnitCode& value);
void tag_invoke(boost::json::value_from_tag, boost::json::value& json, const Money& value);
void tag_invoke(boost::json::value_from_tag, boost::json::value& json, const Bilingual& value);

}  // namespace anlan
