#include "warnings/measures.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/problem.h"
#include "base/toml.h"
#include "warnings/embedded_measures.h"

namespace anlan::warnings {
namespace {

constexpr std::string_view k_anything = "*";

Problem fault_in(std::string_view kind, std::string_view fault) {
  return Problem::invalid("warnings.measures",
                          fmt::format("The measures of {:?} are wrong: {}.", kind, fault));
}

std::string text_in(const toml::value& table, const char* key, std::string_view kind) {
  if (!table.is_table() || !table.contains(key) || !table.at(key).is_string() ||
      table.at(key).as_string().str.empty()) {
    throw fault_in(kind, fmt::format("{} must be a text", key));
  }
  return table.at(key).as_string().str;
}

const toml::array& array_in(const toml::value& table, const char* key, std::string_view kind) {
  if (!table.contains(key) || !table.at(key).is_array())
    throw fault_in(kind, fmt::format("{} must be a list", key));
  return table.at(key).as_array();
}

std::vector<Measure> measures_in(const toml::value& table, std::string_view kind) {
  std::vector<Measure> measures;
  for (const auto& row : array_in(table, "measure", kind)) {
    auto code = text_in(row, "template", kind);
    if (!row.contains("reason")) throw fault_in(kind, "every measure has a reason");
    const auto& reason = row.at("reason");
    measures.push_back(
        {.template_kind = std::move(code),
         .reason = {.en = text_in(reason, "en", kind), .zh = text_in(reason, "zh", kind)}});
  }
  return measures;
}

}  // namespace

MeasureBook MeasureBook::read(std::string_view text) {
  MeasureBook book;
  try {
    const auto root = parse_toml(text, "measures");
    for (const auto& table : array_in(root, "measures", "the file")) {
      const auto kind = text_in(table, "of", "");
      if (!book.measures_.emplace(kind, measures_in(table, kind)).second)
        throw fault_in(kind, "they stand there twice");
    }
  } catch (const toml::exception& error) {
    throw Problem::invalid("warnings.measures",
                           fmt::format("The measures are not TOML: {}", error.what()));
  }
  if (!book.measures_.contains(k_anything)) throw fault_in(k_anything, "they are missing");
  return book;
}

const MeasureBook& MeasureBook::standard() {
  static const MeasureBook book = read(embedded_measures());
  return book;
}

std::vector<Measure> MeasureBook::for_kinds(std::span<const std::string> kinds) const {
  std::vector<Measure> found;
  for (const std::string& kind : kinds) {
    auto entry = measures_.find(kind);
    if (entry == measures_.end()) entry = measures_.find(kind.substr(0, kind.find('.')));
    if (entry == measures_.end()) entry = measures_.find(k_anything);
    for (const auto& measure : entry->second) {
      const bool stands = std::ranges::any_of(
          found, [&](const Measure& m) { return m.template_kind == measure.template_kind; });
      if (!stands) found.push_back(measure);
    }
  }
  return found;
}

std::vector<std::string> MeasureBook::templates() const {
  std::set<std::string> names;
  for (const auto& [kind, measures] : measures_) {
    for (const auto& measure : measures) names.insert(measure.template_kind);
  }
  return {names.begin(), names.end()};
}

}  // namespace anlan::warnings
