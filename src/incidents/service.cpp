#include "incidents/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "access/policy.h"
#include "base/check.h"
#include "base/problem.h"
#include "incidents/live_columns.h"
#include "incidents/repository.h"
#include "incidents/rules.h"
#include "incidents/service_parts.h"

namespace anlan::incidents {
namespace {

using access::Permission;

constexpr int k_page_max = 200;                 // rows of a list
constexpr std::size_t k_text_length_max = 200;  // of a source, an external id, a purpose

/// Where a page ends: its last row's time and order of arrival.
struct Cursor {
  std::int64_t from_ms = INT64_MAX;
  std::int64_t sequence = INT64_MAX;
  friend auto operator<=>(const Cursor&, const Cursor&) = default;
};

Cursor cursor_from(std::string_view text) {
  if (text.empty()) return {};
  Cursor cursor;
  const auto dot = text.find('.');
  const auto read = [](std::string_view digits, std::int64_t& value) {
    const auto* end = digits.data() + digits.size();
    const auto result = std::from_chars(digits.data(), end, value);
    return result.ec == std::errc() && result.ptr == end;
  };
  if (dot == std::string_view::npos || !read(text.substr(0, dot), cursor.from_ms) ||
      !read(text.substr(dot + 1), cursor.sequence)) {
    throw Problem::invalid("incidents.cursor", "This cursor is not one of ours.",
                           {{"cursor", "must be the next_cursor of a page"}});
  }
  return cursor;
}

std::string to_string(const Cursor& cursor) {
  return fmt::format("{}.{}", cursor.from_ms, cursor.sequence);
}

/// The `count` newest rows before the cursor, newest first.
std::vector<Cursor> newest_before(const Columns& columns, const Selection& selection,
                                  const Cursor& before, std::size_t count) {
  std::vector<Cursor> heap;  // the oldest of those kept is on top
  for_each_selected(columns, selection, 0, columns.size(), [&](std::uint32_t row) {
    const Cursor here{.from_ms = columns.from_ms[row], .sequence = columns.sequences[row]};
    if (here >= before) return;
    if (heap.size() == count) {
      if (here <= heap.front()) return;
      std::ranges::pop_heap(heap, std::greater<>());
      heap.back() = here;
    } else {
      heap.push_back(here);
    }
    std::ranges::push_heap(heap, std::greater<>());
  });
  std::ranges::sort(heap, std::greater<>());
  return heap;
}

const PlacedUnit* find_unit(const std::vector<PlacedUnit>& units, const UnitCode& code) {
  const auto found = std::ranges::find(units, code, &PlacedUnit::code);
  return found == units.end() ? nullptr : &*found;
}

/// What may be seen of what is asked: the filter's unit, or the whole scope.
UnitPath visible_scope(const access::Actor& actor, const Columns& columns, const Filter& filter) {
  if (!filter.unit) {
    access::require(actor, Permission::incidents_read, actor.scope);
    return actor.scope;
  }
  const auto* unit = find_unit(columns.units, *filter.unit);
  access::require_visible(actor, Permission::incidents_read, unit ? unit->path : UnitPath());
  return unit->path;
}

UnitPath path_of(const std::vector<PlacedUnit>& units, const UnitCode& code) {
  const auto* unit = find_unit(units, code);
  if (!unit) {
    throw Problem::invalid("incidents.unknown_unit",
                           fmt::format("There is no unit \"{}\".", code.text()),
                           {{"unit", "is not in the tree"}});
  }
  return unit->path;
}

void check_text(std::string_view text, const char* field) {
  if (text.size() <= k_text_length_max) return;
  throw Problem::invalid("incidents.too_long",
                         fmt::format("{} is longer than {} bytes.", field, k_text_length_max),
                         {{field, "is too long"}});
}

store::JournalEntry entry_of(const access::Actor& actor, Instant now, std::string action,
                             const Id& incident, UnitPath unit) {
  return {.at = now,
          .actor = actor.journal_name(),
          .action = std::move(action),
          .subject_kind = "incident",
          .subject = incident.to_string(),
          .unit = std::move(unit)};
}

}  // namespace

Selection Incidents::Parts::selection(const access::Actor& actor, const Columns& columns,
                                      const Filter& filter, Unfounded unfounded) const {
  const auto visible = visible_scope(actor, columns, filter);
  return select(columns, visible, filter, scheme.expand(filter.kinds), unfounded);
}

Incidents::Incidents(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {
  auto& database = parts_->database;
  const bool lacks =
      database.read([&](store::Session& session) { return lacks_kinds(session, parts_->scheme); });
  if (!lacks) return;
  database.write([&](store::Transaction& t) {
    register_kinds(t, parts_->scheme);
    advance_revision(t, true);
  });
}

Incidents::Incidents(store::Database& database, store::Journal& journal, const Clock& clock,
                     IdSource& ids, Zone zone, KindScheme scheme, ProfileBook profiles)
    : Incidents(std::make_unique<Parts>(database, journal, clock, ids, std::move(zone), nullptr,
                                        std::move(scheme), std::move(profiles))) {}

Incidents::Incidents(store::Database& database, store::Journal& journal, const Clock& clock,
                     IdSource& ids, Zone zone, const places::Places& places, KindScheme scheme,
                     ProfileBook profiles)
    : Incidents(std::make_unique<Parts>(database, journal, clock, ids, std::move(zone), &places,
                                        std::move(scheme), std::move(profiles))) {}

Incidents::~Incidents() = default;

const KindScheme& Incidents::kinds() const { return parts_->scheme; }

std::vector<Id> Incidents::record(const access::Actor& actor, std::span<const Incident> incidents) {
  for (const auto& incident : incidents) {
    check_text(incident.source, "source");
    check_text(incident.external_id, "external_id");
    if (const auto fault = fault_of(incident)) {
      throw Problem::invalid(
          "incidents.impossible",
          fmt::format("This incident cannot be: {}: {}.", fault->column, fault->reason),
          {{fault->column, fault->reason}});
    }
  }
  return parts_->database.write([&](store::Transaction& t) {
    const auto units = placed_units(t);
    const auto codes = kind_codes(t);
    std::vector<Id> made;
    for (auto incident : incidents) {
      const auto path = path_of(units, incident.unit);
      access::require(actor, Permission::incidents_import, path);
      const auto kind = std::ranges::find(codes, incident.kind);
      if (kind == codes.end() || !parts_->scheme.find(incident.kind)) {
        throw Problem::invalid("incidents.unknown_kind",
                               fmt::format("There is no incident kind \"{}\".", incident.kind),
                               {{"kind", "is not in the scheme"}});
      }
      if (incident.id.is_nil()) {
        incident.id = incident.external_id.empty() ? parts_->ids.next()
                                                   : id_of(incident.source, incident.external_id);
      }
      insert_incident(t, incident, static_cast<int>(kind - codes.begin()),
                      source_number(t, incident.source), digest_of(incident));
      parts_->journal.append(
          t, entry_of(actor, parts_->clock.now(), "incident.recorded", incident.id, path));
      made.push_back(incident.id);
    }
    if (!made.empty()) advance_revision(t, false);
    return made;
  });
}

void Incidents::change_status(const access::Actor& actor, const Id& id, Status status, Instant at) {
  parts_->database.write([&](store::Transaction& t) {
    const auto incident = find_incident(t, id);
    const auto path = incident ? path_of(placed_units(t), incident->unit) : UnitPath();
    access::require_visible(actor, Permission::incidents_read, path);
    access::require(actor, Permission::incidents_import, path);
    if (!may_turn(incident->status, status)) {
      throw Problem::conflict("incidents.same_status",
                              fmt::format("The incident is already {}.", to_string(status)));
    }
    const auto now = parts_->clock.now();
    incidents::change_status(
        t, id, {.status = status, .at = at, .noted_at = now, .noted_by = actor.journal_name()});
    advance_revision(t, true);
    auto entry = entry_of(actor, now, "incident.status_changed", id, path);
    entry.detail = fmt::format(R"({{"status":"{}"}})", to_string(status));
    parts_->journal.append(t, entry);
  });
}

IncidentPage Incidents::list(const access::Actor& actor, const Filter& filter,
                             std::string_view cursor, int limit) const {
  const auto columns = parts_->live.current();
  const auto selection = parts_->selection(actor, *columns, filter, Unfounded::kept);
  const auto count = static_cast<std::size_t>(std::clamp(limit, 1, k_page_max));
  auto found = newest_before(*columns, selection, cursor_from(cursor), count + 1);
  IncidentPage page;
  if (found.size() > count) {
    found.pop_back();
    page.next_cursor = to_string(found.back());
  }
  parts_->database.read([&](store::Session& session) {
    for (const auto& row : found) {
      auto incident = incident_at(session, row.sequence);
      if (!incident) continue;  // deleted by the schedule since the columns were read
      incident->external_id.clear();
      page.items.push_back(std::move(*incident));
    }
  });
  return page;
}

IncidentDetail Incidents::read(const access::Actor& actor, const Id& id, std::string_view purpose) {
  check_text(purpose, "purpose");
  return parts_->database.write([&](store::Transaction& t) {
    auto incident = find_incident(t, id);
    auto path = incident ? path_of(placed_units(t), incident->unit) : UnitPath();
    access::require_visible(actor, Permission::incidents_read, path);
    auto entry = entry_of(actor, parts_->clock.now(), "incident.read", id, path);
    entry.purpose = purpose;
    parts_->journal.append(t, entry);
    return IncidentDetail{.incident = std::move(*incident),
                          .unit_path = std::move(path),
                          .history = status_history(t, id)};
  });
}

std::vector<Incident> Incidents::find_within(store::Session& session, const access::Actor& actor,
                                             std::span<const Id> ids) const {
  const auto units = placed_units(session);
  std::vector<Incident> found;
  for (const auto& id : ids) {
    auto incident = find_incident(session, id);
    if (!incident) continue;  // deleted by the schedule since
    const auto* unit = find_unit(units, incident->unit);
    if (!access::may(actor, Permission::incidents_read, unit ? unit->path : UnitPath())) continue;
    incident->external_id.clear();
    found.push_back(std::move(*incident));
  }
  return found;
}

Counts Incidents::count(const access::Actor& actor, const Filter& filter, CountBy by,
                        std::optional<places::Level> level) const {
  if (level && by != CountBy::unit) {
    throw Problem::invalid("request.query", "Only counts by unit have a level.",
                           {{"level", "goes with by=unit"}});
  }
  const auto columns = parts_->live.current();
  auto counts =
      count_rows(*columns, parts_->selection(actor, *columns, filter, Unfounded::left_out), by);
  if (!level || !parts_->places) return counts;
  const auto units = parts_->places->gazetteer();
  return gathered(counts, [&](const std::string& code) {
    for (const auto* above : units->line_of(*UnitCode::parse(code))) {
      if (above->level == *level && actor.scope.contains(above->path)) return above->code.text();
    }
    return code;
  });
}

Points Incidents::points(const access::Actor& actor, const Filter& filter, Purpose purpose) const {
  const auto columns = parts_->live.current();
  return points_of(*columns, parts_->selection(actor, *columns, filter, Unfounded::left_out),
                   purpose);
}

Admitted Incidents::admitted(const access::Actor& actor, const Filter& filter,
                             Instant known_until) const {
  const auto columns = parts_->live.current();
  return admit(*columns, parts_->selection(actor, *columns, filter, Unfounded::left_out),
               known_until);
}

void Incidents::refresh() const { parts_->live.current(); }

}  // namespace anlan::incidents
