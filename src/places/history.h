// UnitHistory: the versions of every unit, what an import makes of them, and the tree of a day.
// Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "places/unit.h"

namespace anlan::places {

/// Versions by code, each list in the order of valid_from.
class UnitHistory {
 public:
  UnitHistory() = default;
  explicit UnitHistory(std::vector<UnitVersion> versions);

  /// Takes the rows in, parents first. A row with a day begins a version there (or corrects the one
  /// that begins there); a row without one corrects the newest version. A new unit that states no
  /// day is there as long as the unit above it. Rows that cannot be taken in are told by line.
  std::vector<RowFault> apply(std::vector<UnitRow> rows);

  /// What is wrong with the tree as a whole, told by the line of the row concerned: no root or a
  /// second one, a unit above that is not there throughout, of a wrong level, a circle.
  std::vector<RowFault> find_faults(const std::vector<UnitRow>& rows) const;

  /// The units of a day with their paths, by path.
  std::vector<Unit> tree_on(Day day) const;
  /// Every unit that ever was, as its newest version has it, with its path.
  std::vector<Unit> newest() const;

  const std::vector<UnitVersion>* find(const UnitCode& code) const;
  const std::map<UnitCode, std::vector<UnitVersion>>& versions() const { return versions_; }
  bool empty() const { return versions_.empty(); }

 private:
  std::optional<RowFault> apply_row(const UnitRow& row);

  std::map<UnitCode, std::vector<UnitVersion>> versions_;
};

/// Until when a version holds: its own end, or the beginning of the next; empty: still.
std::optional<Day> end_of(const std::vector<UnitVersion>& versions, std::size_t index);

}  // namespace anlan::places
