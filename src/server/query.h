// QueryReader: the fields of a query, typed, with every fault at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/instant.h"
#include "base/problem.h"
#include "base/unit_code.h"
#include "server/request.h"

namespace anlan::server {

/// Reads what is there; what is absent is empty, what is malformed is empty and noted. finish()
/// then throws one Problem (invalid, "request.query") that names every field at fault.
class QueryReader {
 public:
  explicit QueryReader(const Request& request) : request_(request) {}

  std::optional<std::string> text(std::string_view name, std::size_t length_max = 200);
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t least,
                                      std::int64_t greatest);
  std::optional<double> number(std::string_view name, double least, double greatest);
  std::optional<bool> boolean(std::string_view name);  ///< "true" or "false"
  std::optional<Id> id(std::string_view name);
  std::optional<Day> day(std::string_view name);
  std::optional<Instant> instant(std::string_view name);
  std::optional<UnitCode> unit_code(std::string_view name);
  /// Separated by commas; empty parts are noted.
  std::vector<std::string> list(std::string_view name, std::size_t count_max = 50);

  /// `from` is a function such as role_from: std::string_view -> std::optional<Value>.
  template <class From>
  auto one_of(std::string_view name, From from) -> decltype(from(std::string_view())) {
    const auto value = request_.query(name);
    if (!value) return {};
    const auto known = from(*value);
    if (!known) refuse(name, "is not one of the known values");
    return known;
  }

  /// Like one_of, separated by commas.
  template <class From>
  auto some_of(std::string_view name, From from) {
    std::vector<typename decltype(from(std::string_view()))::value_type> values;
    for (const auto& part : list(name)) {
      if (const auto known = from(std::string_view(part))) {
        values.push_back(*known);
      } else {
        refuse(name, "'" + part + "' is not one of the known values");
      }
    }
    return values;
  }

  /// The value, or a note that it is absent, and a default.
  template <class Value>
  Value required(std::string_view name, const std::optional<Value>& value) {
    if (!value && !request_.query(name)) refuse(name, "is missing");
    return value.value_or(Value());
  }

  void refuse(std::string_view name, std::string fault);
  void finish() const;

 private:
  const Request& request_;
  std::vector<FieldFault> faults_;
};

}  // namespace anlan::server
