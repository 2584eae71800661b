// FeatureRows: GeoJSON features as rows and areas of units. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "geometry/geojson.h"
#include "places/unit.h"

namespace anlan::places {

/// What to take from where. Fields are named as the file names them; a level or parent that is the
/// same for all is said once. What is not said is looked for in the fields that a table of units
/// has (level, parent, and name, name_en and name_zh where no field of names is given), but a file
/// need not have them.
struct BoundaryOptions {
  std::string code_field = "code";
  /// Where given, codes are made of what the code field holds: this before it, small letters,
  /// hyphens (rules.h, code_of_name).
  std::optional<std::string> code_prefix;
  std::string name_field;  ///< in either language
  std::string name_en_field;
  std::string name_zh_field;
  std::string level_field;
  std::string parent_field;
  std::optional<Level> level;
  std::optional<UnitCode> parent;
  std::optional<Day> valid_from;  ///< since when the areas, and what else is said, hold
  std::string crs;                ///< "EPSG:2913"; in place of what the file says
  std::string encoding;           ///< of a shapefile's texts, such as "GBK"
  std::string layer;              ///< where the file has several; the first one where empty
  bool repair = true;             ///< repair areas whose lines cross, rather than refuse them
};

/// Takes features one by one. Several of one code are the parts of one unit, of which the first one
/// tells the level, parent and names. Faults tell the feature, counted from 1. Throws Problem
/// (invalid, "units.boundary_file") where the features have no such field, (too_large) where there
/// is too much of them.
class FeatureRows {
 public:
  explicit FeatureRows(const BoundaryOptions& options) : options_(options) {}

  void add(std::string_view feature);
  /// The features whose areas are none, by number: not taken yet, where options.repair is set.
  const std::set<std::int64_t>& to_repair() const { return to_repair_; }
  /// One of them again, repaired; nothing where it could not be.
  void add_repaired(std::int64_t number, std::optional<std::string_view> feature);
  ParsedUnits take() { return std::move(parsed_); }

 private:
  void refuse_row(std::int64_t number, std::string column, std::string reason);
  void read(std::int64_t number, std::string_view text, bool is_repaired);
  void require_fields(const geometry::GeojsonFeature& feature) const;
  void find_usual_fields(const geometry::GeojsonFeature& feature);
  std::optional<UnitRow> read_row(const geometry::GeojsonFeature& feature, std::int64_t number);
  bool read_level(const geometry::GeojsonFeature& feature, UnitRow& row);
  bool read_parent(const geometry::GeojsonFeature& feature, UnitRow& row);
  bool read_names(const geometry::GeojsonFeature& feature, UnitRow& row);
  void add_part(UnitRow row, geometry::MultiPolygon area);

  BoundaryOptions options_;
  ParsedUnits parsed_;
  std::size_t corners_ = 0;
  std::set<std::int64_t> to_repair_;
  std::unordered_map<std::string, std::size_t> indices_;  // of parsed_.boundaries, by code
};

}  // namespace anlan::places
