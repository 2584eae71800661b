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

std::shared_ptr<const Gazetteer> Places::load(Day day) const {
  return database_.read([&](store::Session& session) {
    return std::make_shared<const Gazetteer>(find_history(session).tree_on(day),
                                             find_boundaries(session, day));
  });
}

std::shared_ptr<const Gazetteer> Places::gazetteer() const {
  return gazetteer(zone_.day_of(clock_.now()));
}

std::shared_ptr<const Gazetteer> Places::gazetteer(Day day) const {
  const auto revision = database_.read([](store::Session& s) { return find_revision(s); });
  const std::lock_guard lock(mutex_);
  if (cache_.revision != revision) cache_ = {.revision = revision};
  auto& kept = cache_.days[day];
  if (!kept) kept = load(day);
  auto found = kept;
  while (cache_.days.size() > k_days_kept)
    cache_.days.erase(cache_.days.begin()->first == day ? std::prev(cache_.days.end())
                                                        : cache_.days.begin());
  return found;
}

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

geometry::MultiPolygon Places::boundary(const Actor& actor, const UnitCode& code,
                                        std::optional<Day> day) const {
  const auto units = day ? gazetteer(*day) : gazetteer();
  require_unit(actor, *units, code);
  const auto* area = units->boundary(code);
  if (!area) throw Problem::not_found("places.no_boundary", "No boundary of this unit is known.");
  return *area;
}

}  // namespace anlan::places
