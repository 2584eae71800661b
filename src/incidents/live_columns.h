// LiveColumns: the columns, always as new as the database.
#pragma once

#include <memory>
#include <mutex>

#include "incidents/columns.h"
#include "store/database.h"

namespace anlan::incidents {

/// Holds the newest columns, and reads what has changed when somebody asks: rows that were added
/// are read alone, rows that were rewritten make it read all. Safe to share between threads.
class LiveColumns {
 public:
  LiveColumns(const store::Database& database, Zone zone)
      : database_(database), zone_(std::move(zone)) {}

  /// The columns of this moment. Shared, since one reader may still hold the ones before while
  /// another has newer ones.
  std::shared_ptr<const Columns> current();

 private:
  std::shared_ptr<const Columns> kept();
  std::shared_ptr<const Columns> read_again(const std::shared_ptr<const Columns>& old);

  const store::Database& database_;
  Zone zone_;
  std::mutex reading_;  ///< one thread reads, the others wait for it
  std::mutex mutex_;
  std::shared_ptr<const Columns> columns_;
};

}  // namespace anlan::incidents
