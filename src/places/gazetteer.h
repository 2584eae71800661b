// Gazetteer: every unit of one day with its area, in memory.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "geometry/area_index.h"
#include "geometry/position.h"
#include "places/unit.h"

namespace anlan::places {

/// Immutable once made; safe to share between threads. What it returns by pointer lives as long as
/// it does; null means that there is none.
class Gazetteer {
 public:
  Gazetteer() = default;
  /// `boundaries` of units that are not there are left out. `revision` tells one state of the
  /// database from another, and `day` is the day of the tree.
  Gazetteer(std::vector<Unit> units, std::vector<UnitBoundary> boundaries,
            std::int64_t revision = 0, Day day = {});

  std::int64_t revision() const { return revision_; }
  Day day() const { return day_; }
  const Unit* root() const { return units_.empty() ? nullptr : &units_.front(); }
  const Unit* find(const UnitCode& code) const;
  /// Empty where there is no such unit.
  UnitPath path_of(const UnitCode& code) const;
  /// From the root down to the unit itself; empty where there is none.
  std::vector<const Unit*> line_of(const UnitCode& code) const;

  /// In the order of their paths: whoever stands above comes first.
  std::span<const Unit> all() const { return units_; }
  /// The unit of the path and all below it.
  std::span<const Unit> subtree(const UnitPath& scope) const;
  /// By code.
  std::vector<const Unit*> children(const UnitCode& code) const;
  /// Those in the subtree whose code or one of whose names holds the text, whatever the case of
  /// ASCII letters.
  std::vector<const Unit*> search(std::string_view text, const UnitPath& scope) const;

  /// The area of the unit itself; null where none was brought in.
  const geometry::MultiPolygon* boundary(const UnitCode& code) const;

  /// The unit whose area holds the place (geometry::contains). With a level: of that level, or the
  /// one above a deeper unit that holds it. Without: the deepest. About 1e7 a second.
  const Unit* unit_at(const geometry::Position& place, std::optional<Level> level = {}) const;

  /// Every unit of the level whose area has a point in common with this one, by path.
  std::vector<const Unit*> units_touching(const geometry::MultiPolygon& area, Level level) const;
  std::vector<const Unit*> units_touching(const geometry::Circle& circle, Level level) const;
  // For drawing: areas by number, which is the place of their unit in all().

  /// The numbers of the level's units that have an area.
  std::span<const std::uint32_t> with_boundary(Level level) const { return layer(level).units; }
  /// Indices into with_boundary() of the areas whose box touches this one.
  std::vector<std::uint32_t> near(const geometry::Bounds& bounds, Level level) const {
    return layer(level).index.touching(bounds);
  }
  /// Of a number from with_boundary().
  const geometry::MultiPolygon& area(std::uint32_t number) const { return *areas_[number]; }

 private:
  struct CodeHash {
    std::size_t operator()(const UnitCode& code) const {
      return std::hash<std::string_view>()(code.text());
    }
  };
  /// The areas of one level.
  struct Layer {
    geometry::AreaIndex index;
    std::vector<std::uint32_t> units;  ///< by the index's number
  };
  const Layer& layer(Level level) const { return layers_[static_cast<std::size_t>(level)]; }
  template <class Touches>
  std::vector<const Unit*> touching(const geometry::Bounds& near, Level level,
                                    Touches&& touches) const;

  std::int64_t revision_ = 0;
  Day day_;
  std::vector<Unit> units_;                                   // by path
  std::vector<std::optional<geometry::MultiPolygon>> areas_;  // by the unit's number
  std::unordered_map<UnitCode, std::uint32_t, CodeHash> by_code_;
  std::array<Layer, k_level_count> layers_;
};

}  // namespace anlan::places
