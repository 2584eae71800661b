// What the service is made of; private to its sources.
#pragma once

#include <utility>

#include "incidents/chunk_reader.h"
#include "incidents/live_columns.h"
#include "incidents/service.h"

namespace anlan::incidents {

struct Incidents::Parts {
  store::Database& database;
  store::Journal& journal;
  const Clock& clock;
  IdSource& ids;
  Zone zone;
  KindScheme scheme;
  ProfileBook profiles;
  mutable LiveColumns live;

  Parts(store::Database& d, store::Journal& j, const Clock& c, IdSource& i, Zone z, KindScheme k,
        ProfileBook p)
      : database(d),
        journal(j),
        clock(c),
        ids(i),
        zone(std::move(z)),
        scheme(std::move(k)),
        profiles(std::move(p)),
        live(d, zone) {}
};

}  // namespace anlan::incidents
