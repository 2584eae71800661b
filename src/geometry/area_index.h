// AreaIndex: which of many areas holds a place. An R-tree over their boxes, an exact test behind
// it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "geometry/bounds.h"
#include "geometry/polygon.h"

namespace anlan::geometry {

/// Immutable once built; safe to share between threads. Areas are numbered as they were given. An
/// R-tree packed by sort-tile-recursive (Leutenegger, Lopez, Edgington, ICDE 1997); in each area,
/// edges by bands of latitude, so that a place is compared with a few edges only.
class AreaIndex {
 public:
  AreaIndex() = default;
  /// Copies what it needs.
  explicit AreaIndex(std::span<const MultiPolygon* const> areas);

  /// The area that holds the place, by the rule of contains(); the one of the least number where
  /// several do.
  std::optional<std::uint32_t> find(const Position& place) const;
  /// Every area that holds the place, the least number first.
  std::vector<std::uint32_t> find_all(const Position& place) const;
  /// Every area whose box touches this one, the least number first.
  std::vector<std::uint32_t> touching(const Bounds& bounds) const;

  const Bounds& bounds(std::uint32_t area) const { return boxes_[area]; }
  std::size_t size() const { return boxes_.size(); }

 private:
  /// Where an area's edges are found by latitude.
  struct Bands {
    double south = 0;
    double per_degree = 0;
    std::uint32_t first = 0;  ///< index into band_begin_
    std::uint32_t count = 0;
    /// Never falls as the latitude rises: that is what makes it safe to look in one band only.
    std::uint32_t of(double latitude) const {
      const double band = (latitude - south) * per_degree;
      return static_cast<std::uint32_t>(std::clamp(band, 0.0, static_cast<double>(count - 1)));
    }
  };

  void add_area(const MultiPolygon& area);
  void build_tree();
  template <class Visit>
  void visit(const Bounds& wanted, Visit&& found) const;
  bool holds(std::uint32_t area, const Position& place) const;

  std::vector<Bounds> boxes_;               // by area
  std::vector<Bands> bands_;                // by area
  std::vector<std::uint32_t> band_begin_;   // by band: where its edges begin in edges_
  std::vector<std::uint32_t> edges_;        // an edge is named by the corner at which it begins
  std::vector<Position> corners_;           // each ring closed
  std::vector<Bounds> nodes_;               // of the tree, level by level, the root last
  std::vector<std::uint32_t> level_begin_;  // where each level begins in nodes_
  std::vector<std::uint32_t> leaf_areas_;   // the area of each node of the lowest level
};

}  // namespace anlan::geometry
