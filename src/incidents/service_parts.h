// What the service is made of; private to its sources.
#pragma once

#include <utility>

#include "incidents/chunk_reader.h"
#include "incidents/live_columns.h"
#include "incidents/selection.h"
#include "incidents/service.h"

namespace anlan::incidents {

struct Incidents::Parts {
  store::Database& database;
  store::Journal& journal;
  const Clock& clock;
  IdSource& ids;
  Zone zone;
  const places::Places* places;  // null: no unit has a boundary
  KindScheme scheme;
  ProfileBook profiles;
  mutable LiveColumns live;

  Parts(store::Database& d, store::Journal& j, const Clock& c, IdSource& i, Zone z,
        const places::Places* where, KindScheme k, ProfileBook p)
      : database(d),
        journal(j),
        clock(c),
        ids(i),
        zone(std::move(z)),
        places(where),
        scheme(std::move(k)),
        profiles(std::move(p)),
        live(d, zone) {}

  /// The filter within what the actor may read; throws what access::require throws.
  Selection selection(const access::Actor& actor, const Columns& columns, const Filter& filter,
                      Unfounded unfounded) const;
};

}  // namespace anlan::incidents
