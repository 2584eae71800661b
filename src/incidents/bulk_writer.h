// BulkWriter: many incidents into the table, in the order that costs least.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "incidents/chunk_reader.h"
#include "incidents/kinds.h"
#include "store/repeated_statement.h"
#include "store/session.h"

namespace anlan::incidents {

/// Adds what is new and rewrites what its source says otherwise now. An incident whose source says
/// what it said before is left as it is, whatever was done with it here since. For one transaction.
class BulkWriter {
 public:
  /// `units` must outlive the writer.
  BulkWriter(store::Transaction& transaction, std::string_view source, const KindScheme& scheme,
             const std::vector<PlacedUnit>& units, Instant now, std::string actor);

  void write(const Chunk& chunk);

  std::int64_t added() const { return added_; }
  std::int64_t changed() const { return changed_; }
  std::int64_t unchanged() const { return unchanged_; }

 private:
  void compare(const Chunk& chunk, const ImportRow& row);
  void rewrite(const Chunk& chunk, const ImportRow& row);

  store::Transaction& transaction_;
  const std::int64_t source_;
  const std::vector<PlacedUnit>& units_;
  const Instant now_;
  const std::string actor_;
  std::vector<std::int64_t> kinds_;  ///< the table's number of each of the scheme's kinds
  store::RepeatedStatement insert_;
  std::int64_t next_sequence_ = 1;
  std::int64_t added_ = 0;
  std::int64_t changed_ = 0;
  std::int64_t unchanged_ = 0;
};

}  // namespace anlan::incidents
