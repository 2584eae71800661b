// Is one forecast better than another, over the same origins, by more than chance?
#pragma once

#include <cstdint>
#include <span>

namespace anlan::patterns {

struct BootstrapSettings {
  std::uint32_t replicates = 2000;
  /// Origins drawn together. Windows that overlap, or lean on one another, want a block that
  /// spans them.
  std::uint32_t block = 1;
  double level = .95;
  std::uint64_t seed = 1;
};

struct IntervalEstimate {
  double value = 0;
  double low = 0;
  double high = 0;

  bool excludes(double number) const { return number < low || number > high; }
};

/// The mean of a - b over origins, with the percentile interval of a circular block bootstrap
/// (Politis and Romano 1992). A single origin has no interval: low is minus, high plus infinity.
/// Throws Problem (invalid, "evaluation.pairs").
IntervalEstimate paired_difference(std::span<const double> a, std::span<const double> b,
                                   const BootstrapSettings& settings);

/// The ratio of the means of a and b, likewise; infinite where b's mean is 0.
IntervalEstimate paired_ratio(std::span<const double> a, std::span<const double> b,
                              const BootstrapSettings& settings);

}  // namespace anlan::patterns
