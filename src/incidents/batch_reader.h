// BatchReader: a file's rows as incidents, some thousands at a time.
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

/// Rows of one stretch of the file. The drafts [0, count) are filled, good ones and bad ones.
struct Batch {
  static constexpr std::size_t k_rows = 4096;

  std::vector<Draft> drafts = std::vector<Draft>(k_rows);
  std::vector<bool> is_good = std::vector<bool>(k_rows);
  std::size_t count = 0;
  std::vector<RowFault> faults;
  std::int64_t rows = 0;     ///< read in this stretch, good and bad
  std::int64_t outside = 0;  ///< good ones that no boundary holds
  std::uint64_t bytes_read = 0;
};

/// Reads, maps, projects, finds units, checks and names. For one thread.
class BatchReader {
 public:
  /// Reads the header. Throws what RowMapper::bind throws, and Problem (invalid,
  /// "incidents.empty_file") where there is none.
  BatchReader(const Profile& profile, const KindScheme& scheme, const Zone& region, UnitRules units,
              CsvReader::Source source);

  /// Fills the batch; false where the file has ended and the batch is empty. Throws Problem
  /// (too_large) beyond k_rows_max rows.
  bool next(Batch& batch);

  /// The columns' names as a line of CSV.
  const std::string& header_line() const { return mapper_.header_line(); }

 private:
  void read_record(Batch& batch);
  void place(Batch& batch);
  void find_units(Batch& batch);
  std::optional<Fault> assign_unit(Draft& draft, std::int32_t unit_at_place);
  std::optional<Fault> check_and_name(Draft& draft);
  void refuse(Batch& batch, std::size_t row, Fault fault);

  const Profile& profile_;
  RowMapper mapper_;
  UnitRules units_;
  std::unordered_map<std::string, std::int32_t> unit_numbers_;
  std::vector<bool> is_in_scope_;
  geometry::Projection projection_;
  CsvReader csv_;
  SeenKeys seen_;
  std::vector<geometry::Position> places_;
  std::vector<std::size_t> placed_rows_;
  std::vector<std::int32_t> found_units_;
  std::int64_t rows_ = 0;
  bool has_record_ = false;  ///< csv_ stands at a record that is not yet read
};

}  // namespace anlan::incidents
