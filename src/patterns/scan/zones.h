// Zones: the circles of a scan, as growing lists of places around each centre.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "patterns/scan/scan.h"

namespace anlan::patterns {

/// For each centre the places by distance; after each of them the circle may be scored or, within a
/// group at equal distance, not yet.
class Zones {
 public:
  std::uint32_t centres() const { return static_cast<std::uint32_t>(first_.size()) - 1; }
  std::uint64_t steps() const { return members_.size(); }
  std::uint64_t first_step(std::uint32_t centre) const { return first_[centre]; }
  std::uint64_t end_step(std::uint32_t centre) const { return first_[centre + 1]; }
  std::uint32_t member(std::uint64_t step) const { return members_[step]; }
  bool complete(std::uint64_t step) const { return complete_[step] != 0; }
  std::span<const std::uint32_t> members() const { return members_; }
  std::span<const std::uint8_t> complete() const { return complete_; }

 private:
  friend Zones circles(std::span<const ScanPoint>, std::span<const std::uint64_t>,
                       const ScanWindows&);
  std::vector<std::uint64_t> first_{0};
  std::vector<std::uint32_t> members_;
  std::vector<std::uint8_t> complete_;
};

/// Circles around every place: not larger than `max_radius`, nor holding more than
/// `max_case_share` of the weights. Throws Problem (scan.windows, scan.too_large).
Zones circles(std::span<const ScanPoint> places, std::span<const std::uint64_t> weights,
              const ScanWindows& windows);

Metres distance(const ScanPoint& a, const ScanPoint& b);

}  // namespace anlan::patterns
