// An incident: what happened, where, when, and how it became known. Nothing about a person.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/instant.h"
#include "base/quantity.h"
#include "base/unit_code.h"
#include "geometry/position.h"

namespace anlan::incidents {

/// How the police came to know. What their own initiative brought up trains no forecast
/// (docs/boundaries.md, 5).
enum class KnownBy { public_report, sensor, police_initiative };

/// How well the place is known; the numbers are those of the table `incident`.
enum class PlacePrecision {
  exact,  ///< the address or the spot
  block,  ///< moved to a block or a street's middle
  grid,   ///< the middle of a grid cell
  area,   ///< the middle of a named area
  unit,   ///< the unit alone; a position, if there is one, stands for the whole unit
};

enum class Status {
  open,
  cleared,    ///< solved
  closed,     ///< ended without being solved
  unfounded,  ///< did not happen; stays on file, is in no count, map or analysis
};

std::string_view to_string(KnownBy known_by);
std::string_view to_string(PlacePrecision precision);
std::string_view to_string(Status status);
std::optional<KnownBy> known_by_from(std::string_view text);
std::optional<PlacePrecision> place_precision_from(std::string_view text);
std::optional<Status> status_from(std::string_view text);

/// What happened. A moment has occurred_from == occurred_to; where only an interval is known (a
/// burglary found in the morning) it happened somewhere between the two, both included.
struct Incident {
  Id id;
  std::string kind;  ///< "class.kind" of the scheme, such as "property.burglary_dwelling"
  Instant occurred_from;
  Instant occurred_to;
  std::optional<Instant> reported_at;
  std::optional<geometry::Position> position;  ///< to 1e-7 degrees, which is about a centimetre
  PlacePrecision place_precision = PlacePrecision::exact;
  Metres place_radius;  ///< the true place lies within it; 0 where nothing is said
  KnownBy known_by = KnownBy::public_report;
  Status status = Status::open;
  std::optional<Instant> status_at;  ///< since when; empty where the source does not say
  UnitCode unit;
  std::string source;       ///< who keeps the record, such as "portland-police"
  std::string external_id;  ///< its name there; may be empty
};

/// One turn of an incident's clock.
struct StatusChange {
  Status status = Status::open;
  Instant at;            ///< when it became so
  Instant noted_at;      ///< when this product was told
  std::string noted_by;  ///< as the journal names it
};

/// A whole incident, for one reader with a purpose.
struct IncidentDetail {
  Incident incident;
  UnitPath unit_path;
  std::vector<StatusChange> history;  ///< oldest first
};

}  // namespace anlan::incidents
