// BulkWriter: many incidents into the table, in the fewest statements.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/instant.h"
#include "incidents/batch_reader.h"
#include "store/session.h"

namespace anlan::incidents {

/// Adds what is new and rewrites what its source says otherwise now. An incident whose source says
/// what it said before is left as it is, whatever was done with it here since. For one transaction.
class BulkWriter {
 public:
  BulkWriter(store::Transaction& transaction, std::string_view source, Instant now,
             std::string actor);

  /// Writes the good rows of the batch.
  void write(const Batch& batch);

  std::int64_t added() const { return added_; }
  std::int64_t changed() const { return changed_; }
  std::int64_t unchanged() const { return unchanged_; }

 private:
  void write_rows(const Batch& batch, const std::vector<std::size_t>& rows);
  void add_parameters(const Draft& draft);
  void compare(const Draft& draft);
  void rewrite(const Draft& draft, bool has_turned);
  std::int64_t kind_number(const std::string& code);

  store::Transaction& transaction_;
  const std::int64_t source_;
  const Instant now_;
  const std::string actor_;
  std::unordered_map<std::string, std::int64_t> kinds_;
  std::string full_statement_;
  std::vector<store::Parameter> parameters_;
  std::vector<std::size_t> rows_;
  std::int64_t next_sequence_ = 1;
  std::int64_t added_ = 0;
  std::int64_t changed_ = 0;
  std::int64_t unchanged_ = 0;
};

}  // namespace anlan::incidents
