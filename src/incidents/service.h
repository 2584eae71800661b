// Incidents: the one door to what happened.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/actor.h"
#include "base/id.h"
#include "base/instant.h"
#include "geometry/tile.h"
#include "incidents/counts.h"
#include "incidents/filter.h"
#include "incidents/import.h"
#include "incidents/incident.h"
#include "incidents/kinds.h"
#include "incidents/points.h"
#include "incidents/profile.h"
#include "places/service.h"
#include "store/database.h"
#include "store/jobs.h"
#include "store/journal.h"

namespace anlan::incidents {

/// A page of a list, newest first.
struct IncidentPage {
  std::vector<Incident> items;             ///< without external_id: that is for read()
  std::optional<std::string> next_cursor;  ///< nothing after the last page
};

/// Use cases of incidents. Every one answers within the actor's scope only; a filter's unit outside
/// of it is Problem (not_found). What changes nothing is answered from the columns in memory, which
/// are as new as the database whenever they are asked. Safe to share between threads.
class Incidents {
 public:
  /// `zone` is the region's: an incident counts on a day of it. `places` says which unit's boundary
  /// holds a place; without it no unit has a boundary.
  Incidents(store::Database& database, store::Journal& journal, const Clock& clock, IdSource& ids,
            Zone zone, const places::Places& places, KindScheme scheme = KindScheme::standard(),
            ProfileBook profiles = ProfileBook::standard());
  Incidents(store::Database& database, store::Journal& journal, const Clock& clock, IdSource& ids,
            Zone zone, KindScheme scheme = KindScheme::standard(),
            ProfileBook profiles = ProfileBook::standard());
  ~Incidents();

  const KindScheme& kinds() const;
  const ProfileBook& profiles() const;

  /// Reads a file's header and throws what an import of it would: Problem (invalid) for a forbidden
  /// or a missing column.
  void check_header(const access::Actor& actor, const Profile& profile,
                    CsvReader::Source source) const;

  /// Brings a file in, in one transaction with the record of it: all good rows, or none where a row
  /// is bad and the file is not to be taken without it (the report then says refused). Throws what
  /// check_header throws, and Problem (too_large) for a file beyond the limits of import.h.
  ImportReport import_file(const access::Actor& actor, const Profile& profile, ImportFile file,
                           store::JobProgress& progress);

  ImportReport import(const access::Actor& actor, const Id& id) const;
  ImportPage imports(const access::Actor& actor, std::string_view cursor, int limit) const;
  /// The rows that were not taken, as CSV: line, column, reason, and the columns that the profile
  /// reads, so that the file can be mended and imported.
  std::string rejects_csv(const access::Actor& actor, const Id& id) const;

  /// Stores new incidents, all or none; needs incidents_import at the unit of each. An id that is
  /// nil is made: from source and external_id where there is one. Throws Problem (invalid) for a
  /// kind, unit, place or time that cannot be, and (conflict) for an incident that is there.
  std::vector<Id> record(const access::Actor& actor, std::span<const Incident> incidents);

  /// Sets the status, and keeps the turn in the incident's history.
  void change_status(const access::Actor& actor, const Id& id, Status status, Instant at);

  /// The newest first; `cursor` is a page's next_cursor; 1 to 200 of them.
  IncidentPage list(const access::Actor& actor, const Filter& filter, std::string_view cursor = {},
                    int limit = 50) const;

  /// One whole incident; the reading, with its purpose, goes to the journal in the same
  /// transaction.
  IncidentDetail read(const access::Actor& actor, const Id& id, std::string_view purpose);

  /// Those of the ids that exist within the actor's scope, in the order given, without external_id.
  /// For services that keep ids of incidents, in their own transaction: they note the reading.
  std::vector<Incident> find_within(store::Session& session, const access::Actor& actor,
                                    std::span<const Id> ids) const;

  /// By unit, a level gathers the units below each unit of that level in the scope; those that have
  /// none above them stand for themselves. Throws Problem (invalid) for a level with another `by`.
  Counts count(const access::Actor& actor, const Filter& filter, CountBy by,
               std::optional<places::Level> level = std::nullopt) const;

  /// For analyses. Learning leaves out what the police's own initiative brought up.
  Points points(const access::Actor& actor, const Filter& filter,
                Purpose purpose = Purpose::learning) const;

  /// For analyses: what had been reported before `known_until`, and why other records are kept
  /// apart (points.h).
  Admitted admitted(const access::Actor& actor, const Filter& filter, Instant known_until) const;

  /// One map tile, as a Mapbox vector tile: points gathered until they can be told apart.
  std::string tile(const access::Actor& actor, const Filter& filter,
                   const geometry::Tile& tile) const;
  /// A GeoJSON feature collection: single incidents up to 5,000 of them, gathered ones beyond.
  std::string layer_geojson(const access::Actor& actor, const Filter& filter) const;
  /// CSV that the profile "plain" reads, newest first; the reading goes to the journal. Throws
  /// Problem (too_large) beyond 100,000 rows.
  std::string export_csv(const access::Actor& actor, const Filter& filter);

  /// Reads into memory what is new, so that the next question need not wait.
  void refresh() const;

  struct Parts;

 private:
  explicit Incidents(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace anlan::incidents
