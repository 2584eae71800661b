// ISO 20022 pacs.008: the credit transfers of a message between banks, as rows of the plain
// profile.
#pragma once

#include <memory>
#include <span>

#include "base/csv.h"
#include "funds/engine/transfers/record_reader.h"

namespace anlan::funds {

/// Reads each CdtTrfTxInf of FIToFICstmrCdtTrf, of any version and prefix: `id` (TxId, else
/// EndToEndId, else InstrId), `time` (AccptncDtTm, else the message's CreDtTm), `from_account` and
/// `to_account` (IBAN, else Othr/Id), `amount` and `currency` (IntrBkSttlmAmt), `channel`
/// (LclInstrm) and `counterparty_bank` (BICFI, else MmbId of CdtrAgt). A transfer that is torn or
/// holds something unreadable is one bad record, and reading goes on with the next.
std::unique_ptr<RecordReader> read_pacs_records(CsvReader::Source source,
                                                std::span<const WantedColumn> columns);

}  // namespace anlan::funds
