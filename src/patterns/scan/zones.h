// Zones: the circles and ellipses of a scan, as growing lists of places around each centre.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "patterns/scan/scan.h"

namespace anlan::patterns {

/// The growing zones of one shape around one centre.
struct ZoneList {
  std::uint32_t centre = 0;
  double shape = 1;
  double angle = 0;
  double weight = 1;             ///< By which statistics of these zones are multiplied.
  std::uint64_t first_step = 0;  ///< Steps [first_step, end_step) of Zones.
  std::uint64_t end_step = 0;
};

/// A step lets one place in; after it the zone may be scored or, within a group at equal distance,
/// not yet.
class Zones {
 public:
  std::span<const ZoneList> lists() const { return lists_; }
  /// The indices of lists() with those of one centre side by side.
  std::vector<std::uint32_t> lists_by_centre() const;
  std::uint64_t steps() const { return members_.size(); }
  std::span<const std::uint32_t> members() const { return members_; }
  std::uint32_t member(std::uint64_t step) const { return members_[step]; }
  bool complete(std::uint64_t step) const { return complete_[step] != 0; }
  /// The places of a zone that ends before `end_step`.
  std::span<const std::uint32_t> zone(const ZoneList& list, std::uint64_t end_step) const {
    return std::span(members_).subspan(list.first_step, end_step - list.first_step);
  }

 private:
  friend Zones make_zones(std::span<const ScanPoint>, std::span<const ScanPoint>,
                          std::span<const double>, const ScanWindows&);
  void add_shape(std::span<const ScanPoint> places, std::span<const ScanPoint> centres,
                 std::span<const double> weights, const ScanWindows& windows,
                 const ZoneList& pattern);
  void add_whole_map(std::size_t places);

  std::vector<ZoneList> lists_;
  std::vector<std::uint32_t> members_;
  std::vector<std::uint8_t> complete_;
};

/// Zones around every centre: not larger than `max_radius`, nor holding more than `max_share` of
/// the weights of places. Throws Problem (scan.windows, scan.too_large).
Zones make_zones(std::span<const ScanPoint> places, std::span<const ScanPoint> centres,
                 std::span<const double> weights, const ScanWindows& windows);

Metres distance(const ScanPoint& a, const ScanPoint& b);

/// The point on a map where ellipses of this shape and angle are circles with their shorter half
/// axis as radius.
ScanPoint squeezed(const ScanPoint& point, double shape, double angle);

}  // namespace anlan::patterns
