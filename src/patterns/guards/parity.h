// Parity: is every township warned in proportion to what happens there?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace anlan::patterns {

/// A unit's share of what the product does, and what it is measured against.
struct ParityUnit {
  std::uint64_t warned = 0;  ///< warnings, or cells that were flagged
  double exposure = 0;       ///< incidents reported, people, or square kilometres
};

struct ParityRow {
  bool has_exposure = true;  ///< without, nothing can be said, and the rest is 0 and 1
  double expected = 0;       ///< warnings, if all were spread by exposure
  double ratio = 1;          ///< warned / expected: 1 is parity with the whole
  double low = 1;            ///< of the interval
  double high = 1;
  bool stands_out = false;  ///< the interval does not hold 1
};

struct ParityReport {
  std::vector<ParityRow> rows;  ///< in the order of the units
  std::uint64_t warned = 0;     ///< in units with exposure
  double exposure = 0;
  /// The greatest ratio over the least; empty where fewer than two units have exposure, nobody was
  /// warned, or a unit has no warning at all (its interval says what that means).
  std::optional<double> max_to_min;
  std::size_t units_standing_out = 0;
  std::uint64_t warned_without_exposure = 0;  ///< in units where nothing is known to happen
};

/// Compares every unit with the whole. Given their sum, the warnings of a unit are binomial with
/// its share of the exposure; the interval is Clopper and Pearson's (1934) for that share, at
/// `level` of all units together (Bonferroni), so that in a fair year a report names nobody with
/// that probability. Throws Problem (invalid, "guards.parity") for an exposure that is negative or
/// not a number, or a level outside (0, 1).
ParityReport parity_report(std::span<const ParityUnit> units, double level = .95);

}  // namespace anlan::patterns
