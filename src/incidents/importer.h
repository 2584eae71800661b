// Importer: a file into the table, all or nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/instant.h"
#include "incidents/chunk_reader.h"
#include "incidents/import.h"
#include "store/jobs.h"
#include "store/session.h"

namespace anlan::incidents {

/// What became of the rows of a file.
struct ImportTally {
  std::int64_t rows = 0;
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t unchanged = 0;
  std::int64_t outside = 0;
  std::vector<RowFault> faults;  ///< in the order of their lines
};

/// Reads, maps and checks the file in a second thread while this one writes, so that neither waits
/// for long. Throws Problem (too_large, "incidents.too_many_bad_rows"), what ChunkReader throws,
/// and (conflict, "incidents.cancelled"); the transaction is then to be rolled back.
ImportTally import_rows(store::Transaction& transaction, ChunkReader& reader,
                        const ImportFile& file, std::string_view source, const KindScheme& scheme,
                        Instant now, const std::string& actor, store::JobProgress& progress);

}  // namespace anlan::incidents
