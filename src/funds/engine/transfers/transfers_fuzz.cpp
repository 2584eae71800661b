// Any bytes as transfers: the reader ends, every row is taken or named, and what is taken is sound.
#include <cstdint>

#include "base/check.h"
#include "base/problem.h"
#include "funds/engine/transfers/transfer_intake.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace anlan::funds;
  if (size == 0) return 0;
  const auto choice = data[0] % (profiles().size() + 1);  // the last: by the header
  const auto* profile = choice < profiles().size() ? &profiles()[choice] : nullptr;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  try {
    TransferReader reader(anlan::csv_source(text), profile);
    std::uint64_t told = 0;
    const auto table = read_transfers(reader, std::nullopt, [&](const Reject& reject) {
      CHECK(reject.line > 0);
      CHECK(!sentence_of(reject.fault).empty());
      ++told;
    });
    CHECK(table.rows == table.transfers.size() + table.repeated + told);
    CHECK(told == table.rejects());
    CHECK(table.ids.size() == table.transfers.size());
    for (const auto& transfer : table.transfers) {
      CHECK(transfer.from != transfer.to);
      CHECK(transfer.amount.minor_units() > 0 && transfer.amount.minor_units() <= k_amount_max);
      CHECK(transfer.from < table.accounts.size() && transfer.to < table.accounts.size());
    }
  } catch (const anlan::Problem&) {  // the columns are not there
  }
  return 0;
}
