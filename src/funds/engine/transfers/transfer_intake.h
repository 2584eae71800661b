// TransferIntake: rows become transfers, each id once, in the order of time.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <queue>
#include <string>
#include <vector>

#include "funds/engine/transfers/account_names.h"
#include "funds/engine/transfers/seen_ids.h"
#include "funds/engine/transfers/state_bytes.h"
#include "funds/engine/transfers/text_column.h"
#include "funds/engine/transfers/transfer.h"
#include "funds/engine/transfers/transfer_reader.h"

namespace anlan::funds {

struct IntakeSettings {
  /// A row may come this much later than one with a later time.
  Duration late_max;
  /// The currency of the stream; that of the first row if there is none.
  std::optional<Currency> currency;
  /// An id is known again for at least so many transfers.
  std::size_t ids_remembered = 4'000'000;
  /// Rows that wait for earlier ones; beyond it the earliest goes on.
  std::size_t waiting_max = 4'000'000;
};

/// A transfer of the stream and the id by which its source knows it.
struct IdentifiedTransfer {
  Transfer transfer;
  std::string id;
  std::optional<Money> from_balance_after;
};

/// Puts rows in the order of (time, arrival). What comes out depends on the rows and their order
/// alone. For one thread.
class TransferIntake {
 public:
  TransferIntake(AccountNames& accounts, const IntakeSettings& settings);

  /// Takes the row in, unless it says again what was said (true both times), or is refused.
  std::optional<RowFault> offer(const TransferRow& row);
  /// The next transfer that no later row can come before; false if there is none yet.
  bool take(IdentifiedTransfer& next);
  /// No row will follow: everything may be taken.
  void end() { is_ended_ = true; }

  std::uint64_t repeated() const { return repeated_; }
  Currency currency() const { return settings_.currency.value_or(Currency()); }

  /// What waits, and what is known of ids and times; not the names of accounts.
  void save(StateWriter& writer) const;
  /// Goes on with the same settings. Throws Problem (invalid, funds.state).
  void restore(StateReader& reader);

 private:
  struct Waiting {
    IdentifiedTransfer it;
    std::uint64_t arrival = 0;
  };
  struct ComesLater {
    bool operator()(const Waiting& a, const Waiting& b) const {
      return a.it.transfer.time != b.it.transfer.time ? a.it.transfer.time > b.it.transfer.time
                                                      : a.arrival > b.arrival;
    }
  };
  bool is_due(const Waiting& waiting) const;

  AccountNames& accounts_;
  IntakeSettings settings_;
  SeenIds seen_;
  std::deque<Waiting> in_order_;  // most rows come in order and only pass through
  std::priority_queue<Waiting, std::vector<Waiting>, ComesLater> late_;
  std::optional<Instant> newest_;
  std::optional<Instant> taken_;
  std::uint64_t arrivals_ = 0;
  std::uint64_t repeated_ = 0;
  bool is_ended_ = false;
};

/// A whole file in memory, in the order of (time, line).
struct TransferTable {
  AccountNames accounts;
  std::vector<Transfer> transfers;
  TextColumn ids;  ///< of each transfer
  Currency currency;
  std::uint64_t rows = 0;      ///< of every kind
  std::uint64_t repeated = 0;  ///< said again, word for word
  std::array<std::uint64_t, k_row_faults> rejected{};

  std::uint64_t rejects() const;
};

/// Reads to the end, in whatever order the rows come; tells of each bad row and goes on.
TransferTable read_transfers(TransferReader& reader, std::optional<Currency> currency,
                             const std::function<void(const Reject&)>& on_reject = {});

}  // namespace anlan::funds
