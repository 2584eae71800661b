#include "warnings/methods/settings_reader.h"

#include <boost/json.hpp>
#include <cmath>
#include <set>
#include <vector>

#include "base/problem.h"

namespace anlan::warnings {

namespace json = boost::json;

namespace {

Problem wrong(std::string sentence, std::vector<FieldFault> faults) {
  return Problem::invalid("analyses.method_settings", std::move(sentence), std::move(faults));
}

std::string text_of(double number) {
  if (number == std::floor(number) && std::abs(number) < 1e16)
    return std::to_string(static_cast<std::int64_t>(number));
  return json::serialize(json::value(number));
}

}  // namespace

struct SettingsReader::Parts {
  json::object given;
  json::object complete;
  std::set<std::string, std::less<>> known;
  std::vector<FieldFault> faults;

  void fault(std::string_view key, std::string text) {
    faults.push_back({"settings." + std::string(key), std::move(text)});
  }

  template <class Number>
  void read(std::string_view key, Number& value, double least, double most) {
    known.emplace(key);
    if (const auto* found = given.if_contains(key)) take(key, *found, value, least, most);
    complete[key] = value;
  }

  template <class Number>
  void take(std::string_view key, const json::value& found, Number& value, double least,
            double most) {
    if (!found.is_number()) return fault(key, "must be a number");
    const double number = found.to_number<double>();
    if (std::is_integral_v<Number> && number != std::floor(number))
      return fault(key, "must be a whole number");
    if (!(number >= least && number <= most))
      return fault(key, "must be from " + text_of(least) + " to " + text_of(most));
    value = static_cast<Number>(number);
  }
};

SettingsReader::SettingsReader(std::string_view text) : parts_(std::make_unique<Parts>()) {
  json::error_code error;
  auto value = json::parse(json::string_view(text.data(), text.size()), error);
  if (error || !value.is_object())
    throw wrong("The settings must be a JSON object.", {{"settings", "must be an object"}});
  parts_->given = std::move(value.as_object());
}

SettingsReader::~SettingsReader() = default;

void SettingsReader::read(std::string_view key, double& value, double least, double most) {
  parts_->read(key, value, least, most);
}
void SettingsReader::read(std::string_view key, std::int32_t& value, double least, double most) {
  parts_->read(key, value, least, most);
}
void SettingsReader::read(std::string_view key, std::uint32_t& value, double least, double most) {
  parts_->read(key, value, least, most);
}
void SettingsReader::read(std::string_view key, std::uint64_t& value, double least, double most) {
  parts_->read(key, value, least, most);
}
void SettingsReader::read(std::string_view key, std::optional<double>& value, double least,
                          double most) {
  const auto* found = parts_->given.if_contains(key);
  if (found && found->is_null()) value.reset();
  if (value || (found && !found->is_null())) {
    double number = value.value_or(least);
    parts_->read(key, number, least, most);
    value = number;
    return;
  }
  parts_->known.emplace(key);
  parts_->complete[key] = nullptr;
}

void SettingsReader::unless(bool holds, std::string_view key, std::string_view fault) {
  if (!holds && parts_->faults.empty()) parts_->fault(key, std::string(fault));
}

void SettingsReader::finish() {
  for (const auto& row : parts_->given) {
    if (!parts_->known.contains(std::string_view(row.key())))
      parts_->fault(row.key(), "is not a setting of this method");
  }
  if (parts_->faults.empty()) return;
  throw wrong("The settings of the method are not right.", std::move(parts_->faults));
}

std::string SettingsReader::completed() const { return json::serialize(parts_->complete); }

}  // namespace anlan::warnings
