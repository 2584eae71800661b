// Ledgers: the movements of one account, from a file of its own or out of transfers.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/csv.h"
#include "base/money.h"
#include "funds/engine/allocation/allocation.h"
#include "funds/engine/transfers/report_reader.h"
#include "funds/engine/transfers/row_fault.h"
#include "funds/engine/transfers/transfer_intake.h"

namespace anlan::funds {

/// Reads `id,time,party,change` as CSV or JSON lines; a change below zero goes out, and a party may
/// be empty. Tells of each bad row and goes on. Throws Problem (invalid, funds.columns).
std::vector<Movement> read_ledger(CsvReader::Source source, Currency currency,
                                  const std::function<void(const Reject&)>& on_reject = {});

/// What the account's transfers moved. Money from an account of which there is a report is of that
/// party; all other money is the holder's own.
std::vector<Movement> ledger_of(const TransferTable& table, AccountIndex account,
                                std::span<const IdentifiedReport> reports);

/// The losses that were reported, a party once.
std::vector<Loss> losses_of(const TransferTable& table, std::span<const IdentifiedReport> reports);

}  // namespace anlan::funds
