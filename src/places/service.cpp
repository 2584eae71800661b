#include "places/service.h"

#include <algorithm>
#include <utility>

#include "base/problem.h"
#include "places/repository.h"

namespace anlan::places {
namespace {

using access::Actor;
using access::Permission;

constexpr std::size_t k_days_kept = 4;  // today, and what somebody looks back at

UnitView view_of(const Gazetteer& gazetteer, const Unit& unit) {
  UnitView view{.unit = unit};
  view.child_count = gazetteer.children(unit.code).size();
  for (const auto* above : gazetteer.line_of(unit.code)) view.line.push_back(above->code);
  if (const auto* area = gazetteer.boundary(unit.code)) view.bounds = geometry::bounds(*area);
  return view;
}

[[noreturn]] void throw_not_found() {
  throw Problem::not_found("places.not_found", "There is no such unit, or it is not yours to see.");
}

}  // namespace

Places::Places(store::Database& database, store::Journal& journal, const Clock& clock, Zone zone)
    : database_(database), journal_(journal), clock_(clock), zone_(std::move(zone)) {}

std::shared_ptr<UnitMap> Places::map_of(Day day) const {
  const auto revision = database_.read([](store::Session& s) { return find_revision(s); });
  const std::lock_guard lock(mutex_);
  if (cache_.revision != revision) cache_ = {.revision = revision};
  auto& kept = cache_.days[day];
  if (!kept) {
    kept = std::make_shared<UnitMap>(database_.read([&](store::Session& session) {
      return std::make_shared<const Gazetteer>(find_history(session).tree_on(day),
                                               find_boundaries(session, day), revision, day);
    }));
  }
  const auto found = kept;
  while (cache_.days.size() > k_days_kept) {
    const auto first = cache_.days.begin();
    cache_.days.erase(first->first == day ? std::prev(cache_.days.end()) : first);
  }
  return found;
}

std::shared_ptr<const Gazetteer> Places::gazetteer() const { return gazetteer(today()); }

std::shared_ptr<const Gazetteer> Places::gazetteer(Day day) const { return map_of(day)->units(); }

std::optional<Unit> Places::find(const UnitCode& code) const {
  const auto units = gazetteer();
  const auto* unit = units->find(code);
  return unit ? std::optional(*unit) : std::nullopt;
}

UnitPath Places::path_of(const UnitCode& code) const { return gazetteer()->path_of(code); }

UnitPath Places::root() const {
  const auto units = gazetteer();
  return units->root() ? units->root()->path : UnitPath();
}

void Places::follow_moves(MoveListener listener) { move_listeners_.push_back(std::move(listener)); }

const Unit& Places::require_unit(const Actor& actor, const Gazetteer& units,
                                 const UnitCode& code) const {
  const auto* unit = units.find(code);
  if (!unit || !access::may(actor, Permission::units_read, unit->path)) throw_not_found();
  return *unit;
}

UnitView Places::unit(const Actor& actor, const UnitCode& code, std::optional<Day> day) const {
  const auto units = day ? gazetteer(*day) : gazetteer();
  return view_of(*units, require_unit(actor, *units, code));
}

UnitPage Places::list(const Actor& actor, const UnitFilter& filter, std::string_view cursor,
                      int limit) const {
  const auto units = filter.day ? gazetteer(*filter.day) : gazetteer();
  const auto scope = filter.within ? require_unit(actor, *units, *filter.within).path : actor.scope;
  if (filter.parent) require_unit(actor, *units, *filter.parent);
  UnitPage page;
  if (!access::may(actor, Permission::units_read, scope)) return page;
  for (const auto* unit : units->search(filter.text, scope)) {
    if (filter.parent && unit->parent != *filter.parent) continue;
    if (filter.level && unit->level != *filter.level) continue;
    if (unit->path.text() <= cursor) continue;
    if (page.items.size() == static_cast<std::size_t>(limit)) {
      page.next_cursor = page.items.back().unit.path.text();
      break;
    }
    page.items.push_back(view_of(*units, *unit));
  }
  return page;
}

UnitView Places::unit_at(const Actor& actor, const geometry::Position& place,
                         std::optional<Level> level, std::optional<Day> day) const {
  const auto units = day ? gazetteer(*day) : gazetteer();
  const auto* unit = units->unit_at(place, level);
  if (!unit || !access::may(actor, Permission::units_read, unit->path)) throw_not_found();
  return view_of(*units, *unit);
}

UnitPath Places::scope_of(const Actor& actor, const Gazetteer& units,
                          const std::optional<UnitCode>& within) const {
  if (within) return require_unit(actor, units, *within).path;
  return access::may(actor, Permission::units_read, actor.scope) ? actor.scope : UnitPath();
}

UnitAreas Places::boundary(const Actor& actor, const UnitCode& code, std::optional<Day> day) const {
  UnitAreas areas{.units = gazetteer(day.value_or(today()))};
  const auto& unit = require_unit(actor, *areas.units, code);
  if (areas.units->boundary(code)) areas.found.push_back(&unit);
  return areas;
}

UnitAreas Places::areas(const Actor& actor, const std::optional<UnitCode>& within, Level level,
                        const std::optional<geometry::Bounds>& near) const {
  UnitAreas areas{.units = gazetteer()};
  const auto scope = scope_of(actor, *areas.units, within);
  std::size_t corners = 0;
  const auto numbers = areas.units->with_boundary(level);
  const geometry::Bounds globe{.west = -180, .south = -90, .east = 180, .north = 90};
  for (const auto index : areas.units->near(near.value_or(globe), level)) {
    const auto& unit = areas.units->all()[numbers[index]];
    if (!scope.contains(unit.path)) continue;
    areas.found.push_back(&unit);
    corners += geometry::corner_count(areas.units->area(numbers[index]));
  }
  if (corners > k_corners_shown_max) {
    throw Problem::too_large("places.too_large",
                             "These are too many boundaries for one answer: ask for a level above, "
                             "a unit or a box.");
  }
  return areas;
}

std::string Places::tile(const Actor& actor, const std::optional<UnitCode>& within,
                         std::optional<Level> level, const geometry::Tile& tile) const {
  const auto map = map_of(today());
  const auto& units = *map->units();
  const auto scope = scope_of(actor, units, within);
  if (!level) level = level_at_zoom(units, tile.zoom);
  return level && !scope.empty() ? map->tile(tile, *level, scope) : std::string();
}

}  // namespace anlan::places
