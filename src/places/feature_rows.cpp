#include "places/feature_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "base/problem.h"
#include "places/rules.h"
#include "places/units_table.h"
#include "server/text.h"

namespace anlan::places {
namespace {

constexpr std::size_t k_corners_max = 20'000'000;  // a province of villages has some 3,000,000

std::string_view text_in(const geometry::GeojsonFeature& feature, const std::string& field) {
  const auto* value = field.empty() ? nullptr : feature.find(field);
  return value ? server::trimmed(*value) : std::string_view();
}

}  // namespace

void FeatureRows::refuse_row(std::int64_t number, std::string column, std::string reason) {
  parsed_.faults.push_back({number, std::move(column), std::move(reason)});
}

void FeatureRows::add(std::string_view feature) { read(++parsed_.row_count, feature, false); }

void FeatureRows::add_repaired(std::int64_t number, std::optional<std::string_view> feature) {
  to_repair_.erase(number);
  if (feature) return read(number, *feature, true);
  refuse_row(number, "geometry", "The lines of the boundary cross, and it cannot be repaired.");
}

void FeatureRows::read(std::int64_t number, std::string_view text, bool is_repaired) {
  auto feature = geometry::read_geojson_feature(text);
  if (!feature)
    return refuse_row(number, "", fmt::format("It cannot be read: {}.", feature.error()));
  if (number == 1) {
    require_fields(*feature);
    find_usual_fields(*feature);
  }
  auto row = read_row(*feature, number);
  if (!row) return;
  auto& area = feature->area;
  const auto fault = area ? geometry::find_fault(*area) : area.error();
  if (fault && area && options_.repair && !is_repaired) {
    to_repair_.insert(number);
    return;
  }
  if (fault) {
    return refuse_row(number, "geometry", fmt::format("The boundary cannot be taken: {}.", *fault));
  }
  if (is_repaired)
    parsed_.notes.push_back({number, "geometry", "The lines of the boundary crossed: repaired."});
  corners_ += geometry::corner_count(*area);
  if (corners_ > k_corners_max)
    throw Problem::too_large("units.boundary_file", "The boundaries have too many corners.");
  add_part(std::move(*row), std::move(*area));
}

/// Every feature has the fields of its file, so the first one tells which there are.
void FeatureRows::require_fields(const geometry::GeojsonFeature& feature) const {
  std::vector<std::string_view> there;
  for (const auto& property : feature.properties) there.push_back(property.first);
  for (const auto& field : {options_.code_field, options_.name_field, options_.name_en_field,
                            options_.name_zh_field, options_.level_field, options_.parent_field}) {
    if (field.empty() || feature.find(field)) continue;
    throw Problem::invalid(
        "units.boundary_file",
        fmt::format("The file has no field \"{}\". It has: {}.", field, fmt::join(there, ", ")));
  }
}

void FeatureRows::find_usual_fields(const geometry::GeojsonFeature& feature) {
  const auto find = [&](std::string& field, const char* usual) {
    if (field.empty() && feature.find(usual)) field = usual;
  };
  if (!options_.level) find(options_.level_field, "level");
  if (!options_.parent) find(options_.parent_field, "parent");
  const bool has_names = !options_.name_field.empty() || !options_.name_en_field.empty() ||
                         !options_.name_zh_field.empty();
  if (has_names) return;
  find(options_.name_field, "name");
  find(options_.name_en_field, "name_en");
  find(options_.name_zh_field, "name_zh");
}

std::optional<UnitRow> FeatureRows::read_row(const geometry::GeojsonFeature& feature,
                                             std::int64_t number) {
  const auto given = text_in(feature, options_.code_field);
  const auto code =
      options_.code_prefix ? code_of_name(given, *options_.code_prefix) : UnitCode::parse(given);
  if (!code) {
    refuse_row(number, options_.code_field,
               fmt::format("\"{}\" is no code: 1 to 32 of A-Z a-z 0-9 - _ and full stop.", given));
    return std::nullopt;
  }
  UnitRow row{.line = number,
              .code = *code,
              .usual_name = std::string(given),
              .valid_from = options_.valid_from};
  const bool is_sound =
      read_level(feature, row) && read_parent(feature, row) && read_names(feature, row);
  return is_sound ? std::optional(std::move(row)) : std::nullopt;
}

bool FeatureRows::read_level(const geometry::GeojsonFeature& feature, UnitRow& row) {
  row.level = options_.level;
  const auto word = text_in(feature, options_.level_field);
  if (word.empty()) return true;
  row.level = level_of_word(word);
  if (!row.level)
    refuse_row(row.line, options_.level_field,
               fmt::format("\"{}\" is no level of the tree.", word));
  return row.level.has_value();
}

bool FeatureRows::read_parent(const geometry::GeojsonFeature& feature, UnitRow& row) {
  row.parent = options_.parent;
  const auto text = text_in(feature, options_.parent_field);
  if (text.empty()) return true;
  row.parent = UnitCode::parse(text);
  if (!row.parent) refuse_row(row.line, options_.parent_field, "This is not the code of a unit.");
  return row.parent.has_value();
}

bool FeatureRows::read_names(const geometry::GeojsonFeature& feature, UnitRow& row) {
  row.name_en = text_in(feature, options_.name_en_field);
  row.name_zh = text_in(feature, options_.name_zh_field);
  const auto either = text_in(feature, options_.name_field);
  auto& named = is_chinese(either) ? row.name_zh : row.name_en;
  if (named.empty()) named = either;
  for (const auto& name : {row.name_en, row.name_zh, row.usual_name}) {
    if (const auto fault = name_fault(name); !fault.empty()) {
      refuse_row(row.line, options_.name_field, std::string(fault));
      return false;
    }
  }
  return true;
}

void FeatureRows::add_part(UnitRow row, geometry::MultiPolygon area) {
  const auto [index, is_new] = indices_.emplace(row.code.text(), parsed_.boundaries.size());
  if (!is_new) {
    std::ranges::move(area, std::back_inserter(parsed_.boundaries[index->second].area));
    return;
  }
  if (indices_.size() > static_cast<std::size_t>(k_units_max))
    throw Problem::too_large("units.too_many", "There are too many units in one file.");
  parsed_.boundaries.push_back({.code = row.code,
                                .valid_from = options_.valid_from.value_or(k_since_ever),
                                .area = std::move(area)});
  parsed_.rows.push_back(std::move(row));
}

}  // namespace anlan::places
