// The imports' SQL.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/unit_code.h"
#include "incidents/import.h"
#include "store/session.h"

namespace anlan::incidents {

/// Keeps what became of a file, with every bad row; `header` is a line of CSV.
void insert_import(store::Transaction& transaction, const ImportReport& report,
                   const UnitPath& unit, const std::string& header,
                   std::span<const RowFault> rejects);

struct StoredImport {
  ImportReport report;
  std::int64_t number = 0;
  UnitPath unit;
  std::string header;
};

std::optional<StoredImport> find_import(store::Session& session, const Id& id);
/// The newest of a subtree with a number below `before`.
std::vector<StoredImport> imports_before(store::Session& session, const UnitPath& scope,
                                         std::int64_t before, int limit);
/// In the order of their lines; all of them where no limit is given.
std::vector<RowFault> rejects_of(store::Session& session, std::int64_t import_number,
                                 std::size_t limit);

}  // namespace anlan::incidents
