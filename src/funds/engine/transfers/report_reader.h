// Reports of victims, as rows of `report_id,reported_at,account,amount,occurred_at`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/csv.h"
#include "funds/engine/transfers/account_names.h"
#include "funds/engine/transfers/row_fault.h"
#include "funds/engine/transfers/transfer.h"

namespace anlan::funds {

/// A report and the id by which its source knows it.
struct IdentifiedReport {
  VictimReport report;
  std::string id;
};

/// Reads CSV with a header, or JSON lines, to the end; in the order of (reported_at, id). Without
/// `occurred_at` it is the moment of the report. Tells of each bad row and goes on; a report id
/// that comes again with other content is bad, with the same it counts once. Throws Problem
/// (invalid, funds.columns).
std::vector<IdentifiedReport> read_reports(
    CsvReader::Source source, AccountNames& accounts, Currency currency,
    const std::function<void(const Reject&)>& on_reject = {});

}  // namespace anlan::funds
