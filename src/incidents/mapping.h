// RowMapper: one row of a file as an incident, by a profile.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/position.h"
#include "incidents/incident.h"
#include "incidents/kinds.h"
#include "incidents/profile.h"
#include "incidents/rules.h"
#include "incidents/time_format.h"

namespace anlan::incidents {

/// A row on its way in. The mapper fills all but the incident's id, position and unit: those are
/// found for many rows at once. Kept and filled again, so that its texts need no new memory.
struct Draft {
  Incident incident;
  std::int64_t line = 0;
  bool is_good = true;
  bool has_place = false;
  geometry::Position place;  ///< x and y as the file has them
  std::string unit_text;     ///< the unit's code as the file has it; empty where it says none
  std::int32_t unit = -1;    ///< an index into the units
  bool is_outside = false;   ///< no boundary holds its place
  bool is_named = false;     ///< the source gives the record a name of its own
  std::string key;           ///< that name, or all that was read
  std::string content;       ///< the row as CSV, with only the columns that the profile reads
  std::int64_t digest = 0;
};

/// Which columns of a file a profile reads, and what it makes of them. For one thread.
class RowMapper {
 public:
  /// `region` is the zone where the profile names none.
  RowMapper(const Profile& profile, const KindScheme& scheme, const Zone& region);

  /// Whether the first record is a header, by what the profile says of it.
  bool is_header(std::span<const std::string_view> record) const;
  /// Finds the columns. Throws Problem (invalid): "incidents.forbidden_header", or
  /// "incidents.missing_columns" naming those that are missing or stand there twice.
  void bind(std::span<const std::string_view> header);
  /// For a file without a header.
  void bind_to_profile();

  /// Reads a row into the draft (its line is for the caller to set); the fault where it cannot be.
  std::optional<Fault> read(std::span<const std::string_view> fields, Draft& draft);

  /// The row with only the columns that the profile reads; the others are left empty, since a row
  /// that is kept for mending must not keep what nobody asked for.
  void copy_content(std::span<const std::string_view> fields, std::string& out) const;
  /// The header's names as a line of CSV.
  const std::string& header_line() const { return header_line_; }

 private:
  using Places = std::vector<std::size_t>;  // of columns in the file

  /// A choice made ready: what each cell stands for.
  struct Lookup {
    Places columns;
    std::map<std::string, std::string, std::less<>> values;
    const Choice* choice = nullptr;
    std::string name;  // of the column, for faults
  };

  Places find(const std::vector<ColumnName>& columns, std::vector<std::string>& faults) const;
  Lookup lookup_of(const Choice& choice, std::vector<std::string>& faults) const;
  std::string_view joined(const Places& places, std::string_view between);
  const std::string* choose(Lookup& lookup, std::optional<Fault>& fault);
  std::optional<Span> time_of(const Places& places, const std::vector<ColumnName>& names,
                              std::optional<Fault>& fault);
  std::optional<Fault> find_bad_bytes() const;
  std::optional<Fault> read_times(Draft& draft);
  std::optional<Fault> read_place(Draft& draft);
  std::optional<Fault> read_choices(Draft& draft);
  std::optional<Fault> read_key(Draft& draft);

  const Profile& profile_;
  const KindScheme& scheme_;
  DayClock clock_;
  std::vector<std::string> header_;
  std::string header_line_;
  std::vector<bool> is_read_;
  std::span<const std::string_view> fields_;
  std::string scratch_;
  Places id_, from_, to_, reported_, x_, y_, radius_, status_at_, all_;
  Lookup precision_, kind_, known_by_, status_, unit_;
};

}  // namespace anlan::incidents
