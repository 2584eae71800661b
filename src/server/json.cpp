#include "server/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <deque>
#include <utility>

#include "base/check.h"
#include "server/request.h"
#include "server/text.h"

namespace anlan::server {
namespace {

namespace json = boost::json;

const json::object k_no_fields;

bool is_json_media_type(std::string_view media_type) {
  const auto name = trimmed(media_type.substr(0, media_type.find(';')));
  return same_but_for_case(name, "application/json") ||
         same_but_for_case(name, "application/merge-patch+json");
}

[[noreturn]] void refuse_body(std::string sentence) {
  throw Problem::invalid("request.malformed", std::move(sentence));
}

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

}  // namespace

json::object read_object(const Request& request) {
  const auto media_type = request.header("Content-Type");
  if (!media_type || !is_json_media_type(*media_type)) {
    refuse_body("The body must come as application/json.");
  }
  json::parse_options options;
  options.max_depth = k_json_depth_max;
  json::error_code error;
  auto value = json::parse(request.body, error, {}, options);
  if (error) refuse_body(fmt::format("The body is not JSON: {}.", error.message()));
  if (!value.is_object()) refuse_body("The body must be a JSON object.");
  return std::move(value.get_object());
}

json::object read_optional_object(const Request& request) {
  return request.body.empty() ? json::object() : read_object(request);
}

struct FieldReader::Shared {
  struct Seen {
    const json::object* object;
    std::string path;
    std::vector<std::string> names;  // a form has few fields: a search through them is quick
  };
  std::vector<FieldFault> faults;
  std::deque<Seen> seen;

  Seen& of(const json::object* object, const std::string& path) {
    const auto found = std::ranges::find_if(
        seen, [&](const Seen& s) { return s.object == object && s.path == path; });
    if (found != seen.end()) return *found;
    return seen.emplace_back(Seen{object, path, {}});
  }
};

FieldReader::FieldReader(const json::object& object)
    : FieldReader(object, "", std::make_shared<Shared>()) {}

FieldReader::FieldReader(const json::object& object, std::string path,
                         std::shared_ptr<Shared> shared)
    : object_(&object), path_(std::move(path)), shared_(std::move(shared)) {
  shared_->of(object_, path_);
}

std::string FieldReader::path_of(std::string_view name) const {
  return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
}

void FieldReader::refuse(std::string_view name, std::string fault) {
  shared_->faults.push_back({path_of(name), std::move(fault)});
}

const json::value* FieldReader::take(std::string_view name, bool is_required) {
  shared_->of(object_, path_).names.emplace_back(name);
  const auto* value = object_->if_contains(name);
  if (value && !value->is_null()) return value;
  if (is_required) refuse(name, "is missing");
  return nullptr;
}

bool FieldReader::has(std::string_view name) { return object_->contains(name); }

std::optional<std::string> FieldReader::text_of(std::string_view name, bool is_required,
                                                TextLimits limits) {
  const auto* value = take(name, is_required);
  if (!value) return std::nullopt;
  const auto* text = value->if_string();
  if (!text) {
    refuse(name, "must be a text");
    return std::nullopt;
  }
  if (text->size() < limits.least || text->size() > limits.greatest) {
    refuse(name, fmt::format("must have {} to {} bytes", limits.least, limits.greatest));
    return std::nullopt;
  }
  if (view(*text).find('\0') != std::string_view::npos) {
    refuse(name, "must not hold a NUL");
    return std::nullopt;
  }
  return std::string(view(*text));
}

std::optional<bool> FieldReader::boolean_of(std::string_view name, bool is_required) {
  const auto* value = take(name, is_required);
  if (!value) return std::nullopt;
  if (const auto* boolean = value->if_bool()) return *boolean;
  refuse(name, "must be true or false");
  return std::nullopt;
}

std::optional<std::int64_t> FieldReader::integer_of(std::string_view name, bool is_required,
                                                    std::int64_t least, std::int64_t greatest) {
  const auto* value = take(name, is_required);
  if (!value) return std::nullopt;
  json::error_code error;
  const auto number = value->to_number<std::int64_t>(error);  // takes 3.0, refuses 3.5
  if (!error && number >= least && number <= greatest) return number;
  refuse(name, fmt::format("must be a whole number from {} to {}", least, greatest));
  return std::nullopt;
}

std::optional<double> FieldReader::number_of(std::string_view name, bool is_required, double least,
                                             double greatest) {
  const auto* value = take(name, is_required);
  if (!value) return std::nullopt;
  json::error_code error;
  const auto number = value->to_number<double>(error);
  if (!error && number >= least && number <= greatest) return number;
  refuse(name, fmt::format("must be a number from {} to {}", least, greatest));
  return std::nullopt;
}

template <class Value>
std::optional<Value> FieldReader::parsed(std::string_view name, bool is_required,
                                         std::string_view what) {
  const auto text = text_of(name, is_required, {});
  if (!text) return std::nullopt;
  auto value = Value::parse(*text);
  if (!value) refuse(name, fmt::format("must be {}", what));
  return value;
}

constexpr std::string_view k_id = "an id (UUID)";
constexpr std::string_view k_day = "a day, such as 2026-02-03";
constexpr std::string_view k_instant = "a time with its zone, such as 2026-02-03T04:05:06Z";
constexpr std::string_view k_unit_code = "a unit's code";

std::string FieldReader::text(std::string_view name, TextLimits limits) {
  return text_of(name, true, limits).value_or("");
}
std::optional<std::string> FieldReader::find_text(std::string_view name, TextLimits limits) {
  return text_of(name, false, limits);
}
bool FieldReader::boolean(std::string_view name) { return boolean_of(name, true).value_or(false); }
std::optional<bool> FieldReader::find_boolean(std::string_view name) {
  return boolean_of(name, false);
}
std::int64_t FieldReader::integer(std::string_view name, std::int64_t least,
                                  std::int64_t greatest) {
  return integer_of(name, true, least, greatest).value_or(least);
}
std::optional<std::int64_t> FieldReader::find_integer(std::string_view name, std::int64_t least,
                                                      std::int64_t greatest) {
  return integer_of(name, false, least, greatest);
}
double FieldReader::number(std::string_view name, double least, double greatest) {
  return number_of(name, true, least, greatest).value_or(least);
}
std::optional<double> FieldReader::find_number(std::string_view name, double least,
                                               double greatest) {
  return number_of(name, false, least, greatest);
}
Id FieldReader::id(std::string_view name) { return parsed<Id>(name, true, k_id).value_or(Id()); }
std::optional<Id> FieldReader::find_id(std::string_view name) {
  return parsed<Id>(name, false, k_id);
}
Day FieldReader::day(std::string_view name) {
  return parsed<Day>(name, true, k_day).value_or(Day());
}
std::optional<Day> FieldReader::find_day(std::string_view name) {
  return parsed<Day>(name, false, k_day);
}
Instant FieldReader::instant(std::string_view name) {
  return parsed<Instant>(name, true, k_instant).value_or(Instant());
}
std::optional<Instant> FieldReader::find_instant(std::string_view name) {
  return parsed<Instant>(name, false, k_instant);
}
UnitCode FieldReader::unit_code(std::string_view name) {
  return parsed<UnitCode>(name, true, k_unit_code).value_or(UnitCode());
}
std::optional<UnitCode> FieldReader::find_unit_code(std::string_view name) {
  return parsed<UnitCode>(name, false, k_unit_code);
}

Bilingual FieldReader::bilingual(std::string_view name, TextLimits limits) {
  auto both = object(name);
  return {both.text("en", limits), both.text("zh", limits)};
}

Money FieldReader::money(std::string_view name) {
  constexpr std::int64_t k_minor_units_max = 1'000'000'000'000'000;  // sums of them do not overflow
  auto amount = object(name);
  const auto units = amount.integer("minor_units", -k_minor_units_max, k_minor_units_max);
  const auto currency = amount.parsed<Currency>("currency", true, "a currency of three capitals");
  return Money::minor(units, currency.value_or(Currency()));
}

std::vector<std::string> FieldReader::texts(std::string_view name, std::size_t count_max,
                                            TextLimits each) {
  const auto* value = take(name, true);
  if (!value) return {};
  const auto* array = value->if_array();
  if (!array || array->size() > count_max) {
    refuse(name, fmt::format("must be a list of at most {} texts", count_max));
    return {};
  }
  std::vector<std::string> texts;
  for (const auto& item : *array) {
    const auto* text = item.if_string();
    if (text && text->size() >= each.least && text->size() <= each.greatest) {
      texts.emplace_back(view(*text));
      continue;
    }
    refuse(fmt::format("{}[{}]", name, texts.size()),
           fmt::format("must be a text of {} to {} bytes", each.least, each.greatest));
    return {};
  }
  return texts;
}

std::optional<FieldReader> FieldReader::find_object(std::string_view name) {
  const auto* value = take(name, false);
  if (!value) return std::nullopt;
  if (const auto* object = value->if_object()) return FieldReader(*object, path_of(name), shared_);
  refuse(name, "must be an object");
  return std::nullopt;
}

FieldReader FieldReader::object(std::string_view name) {
  auto found = find_object(name);
  if (found) return *std::move(found);
  const auto* value = object_->if_contains(name);
  if (!value || value->is_null()) refuse(name, "is missing");
  // What is read of it is noted, for nobody: the one fault says it all.
  return FieldReader(k_no_fields, path_of(name), std::make_shared<Shared>());
}

std::vector<FieldReader> FieldReader::objects(std::string_view name, std::size_t count_max) {
  const auto* value = take(name, true);
  if (!value) return {};
  const auto* array = value->if_array();
  if (!array || array->size() > count_max) {
    refuse(name, fmt::format("must be a list of at most {} objects", count_max));
    return {};
  }
  std::vector<FieldReader> readers;
  for (const auto& item : *array) {
    const auto* object = item.if_object();
    const auto place = fmt::format("{}[{}]", name, readers.size());
    if (!object) {
      refuse(place, "must be an object");
      return {};
    }
    readers.push_back(FieldReader(*object, path_of(place), shared_));
  }
  return readers;
}

const json::value* FieldReader::find_value(std::string_view name) { return take(name, false); }

void FieldReader::finish() const {
  auto faults = shared_->faults;
  for (const auto& seen : shared_->seen) {
    for (const auto& field : *seen.object) {
      const std::string_view name(field.key().data(), field.key().size());
      if (std::ranges::find(seen.names, name) != seen.names.end()) continue;
      const auto path =
          seen.path.empty() ? std::string(name) : fmt::format("{}.{}", seen.path, name);
      faults.push_back({path, "is not a field here"});
    }
  }
  if (faults.empty()) return;
  throw Problem::invalid("request.fields", "A field of the body cannot be accepted.",
                         std::move(faults));
}

json::object page_json(json::array items, const std::optional<std::string>& next) {
  return {{"items", std::move(items)}, {"next_cursor", to_json(next)}};
}

}  // namespace anlan::server

namespace anlan {

void tag_invoke(boost::json::value_from_tag, boost::json::value& json, const Id& value) {
  json = value.to_string();
}
void tag_invoke(boost::json::value_from_tag, boost::json::value& json, const Instant& value) {
  json = value.to_string();
}
void tag_invoke(boost::json::value_from_tag, boost::json::value& json, const Day& value) {
  json = value.to_string();
}
void tag_invoke(boost::json::value_from_tag, boost::json::value& json, const UnitCode& value) {
  json = value.text();
}
void tag_invoke(boost::json::value_from_tag, boost::json::value& json, const Money& value) {
  json = {{"minor_units", value.minor_units()}, {"currency", value.currency().code()}};
}
void tag_invoke(boost::json::value_from_tag, boost::json::value& json, const Bilingual& value) {
  json = {{"en", value.en}, {"zh", value.zh}};
}

}  // namespace anlan
