// ChunkReader: a file's rows as incidents, a hundred thousand at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/csv.h"
#include "geometry/position.h"
#include "geometry/projection.h"
#include "incidents/columns.h"
#include "incidents/import.h"
#include "incidents/mapping.h"
#include "incidents/seen_keys.h"

namespace anlan::incidents {

/// For each position the index of its unit in the list of units; -1 where no boundary holds it.
using UnitsAt =
    std::function<void(std::span<const geometry::Position>, std::span<std::int32_t> units)>;

/// Which units there are, and which of them rows may belong to.
struct UnitRules {
  std::vector<PlacedUnit> units;
  UnitsAt units_at;  ///< may be empty: no unit has a boundary
  UnitPath scope;    ///< the importer's; rows that no boundary holds go to its own unit
};

/// A good row, packed: 96 bytes, so that a hundred thousand can be put in order cheaply.
struct ImportRow {
  static constexpr std::int64_t k_no_time = INT64_MIN;
  static constexpr std::int32_t k_nowhere = INT32_MIN;

  Id id;
  std::int64_t from_ms = 0;
  std::int64_t to_ms = 0;
  std::int64_t reported_ms = k_no_time;
  std::int64_t status_ms = k_no_time;
  std::int64_t digest = 0;
  std::int32_t longitude_e7 = k_nowhere;
  std::int32_t latitude_e7 = k_nowhere;
  std::int32_t radius_metres = 0;
  std::uint32_t unit = 0;         ///< an index into the units
  std::uint32_t name_offset = 0;  ///< of the external id in the chunk's names
  std::uint16_t name_length = 0;
  std::uint8_t kind = 0;  ///< an index into the scheme's kinds
  PlacePrecision precision = PlacePrecision::exact;
  KnownBy known_by = KnownBy::public_report;
  Status status = Status::open;
};

/// The rows of one stretch of the file, in the order of their ids: that is the order of the one
/// index of the table, and a million rows put into it in any other take three times as long.
struct Chunk {
  static constexpr std::size_t k_rows = 1 << 17;  // 13 MB

  std::vector<ImportRow> rows;
  std::string names;  ///< external ids, one after another
  std::vector<RowFault> faults;
  std::int64_t rows_read = 0;  ///< good and bad
  std::int64_t outside = 0;    ///< good ones that no boundary holds
  std::uint64_t bytes_read = 0;

  std::string_view name_of(const ImportRow& row) const {
    return std::string_view(names).substr(row.name_offset, row.name_length);
  }
};

/// Reads, maps, projects, finds units, checks and names. For one thread.
class ChunkReader {
 public:
  /// Reads the header. Throws what RowMapper::bind throws, and Problem (invalid,
  /// "incidents.empty_file") where there is none.
  ChunkReader(const Profile& profile, const KindScheme& scheme, const Zone& region, UnitRules units,
              CsvReader::Source source);

  /// Fills the chunk; false where the file has ended and there is nothing in it. Throws Problem
  /// (too_large) beyond k_rows_max rows.
  bool next(Chunk& chunk);

  const std::vector<PlacedUnit>& units() const { return units_.units; }

  /// The columns' names as a line of CSV.
  const std::string& header_line() const { return mapper_.header_line(); }

 private:
  static constexpr std::size_t k_stretch = 4096;  // rows that are projected and placed together

  std::size_t read_stretch(Chunk& chunk);
  void read_record(Draft& draft, Chunk& chunk);
  void place(std::size_t count, Chunk& chunk);
  void find_units(std::size_t count, Chunk& chunk);
  std::optional<Fault> assign_unit(Draft& draft, std::int32_t unit_at_place);
  std::optional<Fault> check_and_name(Draft& draft);
  void pack(const Draft& draft, Chunk& chunk);
  void refuse(Draft& draft, Fault fault, Chunk& chunk);

  const Profile& profile_;
  RowMapper mapper_;
  UnitRules units_;
  std::unordered_map<std::string, std::int32_t> unit_numbers_;
  std::vector<bool> is_in_scope_;
  std::unordered_map<std::string, std::uint8_t> kind_numbers_;
  geometry::Projection projection_;
  CsvReader csv_;
  SeenKeys seen_;
  std::vector<Draft> drafts_ = std::vector<Draft>(k_stretch);
  std::vector<geometry::Position> places_;
  std::vector<std::size_t> placed_rows_;
  std::vector<std::int32_t> found_units_;
  std::int64_t rows_ = 0;
  std::int32_t own_unit_ = -1;  ///< the importer's
  bool has_record_ = false;     ///< csv_ stands at a record that is not yet read
};

}  // namespace anlan::incidents
