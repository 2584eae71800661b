// Profile: how a file of incidents is to be read (docs/incidents.md says how to write one).
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bilingual.h"
#include "incidents/incident.h"
#include "incidents/time_format.h"
#include "incidents/transcoding.h"

namespace anlan::incidents {

/// A column by its name in the header. Written with a "?" behind it in the profile where a file may
/// lack it.
struct ColumnName {
  std::string name;
  bool is_optional = false;
};

/// A value out of a few: from columns through a map, or always the same.
struct Choice {
  std::vector<ColumnName> columns;         ///< their cells joined by "|"
  std::map<std::string, std::string> map;  ///< from cells in lower case; empty: the cell as it is
  std::string value;                       ///< where there is no column, or its cell is empty
  std::string otherwise;                   ///< for a cell that the map lacks; empty: the row is bad
};

enum class HeaderLine {
  present,
  absent,  ///< the profile names the columns
  either,  ///< the first line is a header if it names the profile's columns
};

struct Profile {
  std::string name;
  Bilingual title;
  std::string source;  ///< whose records these are: a part of their ids
  Encoding encoding = Encoding::utf8;
  char delimiter = ',';
  HeaderLine header = HeaderLine::present;
  std::vector<std::string> columns;  ///< in the file's order; for files without a header

  std::vector<ColumnName> id;  ///< empty cells, or none: all that is read, and how often it came
  std::vector<ColumnName> from;
  std::vector<ColumnName> to;
  std::vector<ColumnName> reported;
  std::vector<TimeFormat> formats;
  std::string zone;  ///< empty: the region's

  std::vector<ColumnName> x;  ///< one column, or none where only the unit is known
  std::vector<ColumnName> y;
  std::string crs = "EPSG:4326";
  Choice precision;
  std::vector<ColumnName> radius;  ///< metres
  double radius_metres = 0;

  Choice kind;
  Choice known_by;
  Choice status;
  std::vector<ColumnName> status_at;
  Choice unit;

  /// Reads a profile. Throws Problem (invalid, "incidents.profile") that says what is wrong, and
  /// ("incidents.forbidden_header") if it names a column that must not be read.
  static Profile parse(std::string_view toml, std::string_view file_name);

  /// Every column that it reads, each once.
  std::vector<ColumnName> all_columns() const;
};

/// The profiles that travel in the binary, and those of a folder, by name.
class ProfileBook {
 public:
  static ProfileBook standard();
  /// Adds every *.toml of a folder, if it is there; one with a name that is there replaces it.
  void add_folder(const std::string& folder);

  std::span<const Profile> profiles() const { return profiles_; }
  /// Throws Problem (not_found, "incidents.unknown_profile") that names those there are.
  const Profile& find(std::string_view name) const;

 private:
  void add(Profile profile);
  std::vector<Profile> profiles_;  // by name
};

}  // namespace anlan::incidents
