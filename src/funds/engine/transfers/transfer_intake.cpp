#include "funds/engine/transfers/transfer_intake.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

#include "funds/engine/transfers/text_hash.h"

namespace anlan::funds {
namespace {

/// What a row says besides its id.
std::uint64_t print_of(const TransferRow& row) {
  auto print = text_hash(row.from_account, static_cast<std::uint64_t>(row.amount.minor_units()));
  print = text_hash(row.to_account, print);
  return text_hash(row.amount.currency().code(),
                   print ^ static_cast<std::uint64_t>(row.time.unix_milliseconds()));
}

}  // namespace

TransferIntake::TransferIntake(AccountNames& accounts, const IntakeSettings& settings)
    : accounts_(accounts), settings_(settings), seen_(settings.ids_remembered) {}

std::optional<RowFault> TransferIntake::offer(const TransferRow& row) {
  if (!settings_.currency) settings_.currency = row.amount.currency();
  if (row.amount.currency() != *settings_.currency) return RowFault::other_currency;
  const bool is_behind =
      (newest_ && row.time < *newest_ - settings_.late_max) || (taken_ && row.time < *taken_);
  // A late row may still be an old one said again, which is no fault.
  switch (seen_.meet(row.id, print_of(row))) {
    case SeenIds::Answer::is_repeated: ++repeated_; return std::nullopt;
    case SeenIds::Answer::is_different: return RowFault::duplicate_id;
    case SeenIds::Answer::is_new: break;
  }
  if (is_behind) return RowFault::time_running_back;
  Waiting waiting{{{.time = row.time,
                    .amount = row.amount,
                    .from = accounts_.intern(row.from_account),
                    .to = accounts_.intern(row.to_account)},
                   std::string(row.id),
                   row.from_balance_after},
                  arrivals_++};
  if (!newest_ || row.time >= *newest_) {
    newest_ = row.time;
    in_order_.push_back(std::move(waiting));
  } else {
    late_.push(std::move(waiting));
  }
  return std::nullopt;
}

bool TransferIntake::is_due(const Waiting& waiting) const {
  return is_ended_ || waiting.it.transfer.time <= *newest_ - settings_.late_max ||
         in_order_.size() + late_.size() > settings_.waiting_max;
}

bool TransferIntake::take(IdentifiedTransfer& next) {
  const bool is_late =
      !late_.empty() && (in_order_.empty() || ComesLater()(in_order_.front(), late_.top()));
  if (!is_late && in_order_.empty()) return false;
  if (is_late) {
    if (!is_due(late_.top())) return false;
    next = late_.top().it;
    late_.pop();
  } else {
    if (!is_due(in_order_.front())) return false;
    next = std::move(in_order_.front().it);
    in_order_.pop_front();
  }
  taken_ = next.transfer.time;
  return true;
}

void TransferIntake::save(StateWriter& writer) const {
  seen_.save(writer);
  writer.put(settings_.currency);
  writer.put(newest_);
  writer.put(taken_);
  writer.put(arrivals_);
  writer.put(repeated_);
  std::vector<Waiting> waiting(in_order_.begin(), in_order_.end());
  for (auto late = late_; !late.empty(); late.pop()) waiting.push_back(late.top());
  writer.put(std::uint64_t{in_order_.size()});
  writer.put(std::uint64_t{waiting.size()});
  for (const auto& one : waiting) {
    writer.put(one.it.transfer);
    writer.put_text(one.it.id);
    writer.put(one.it.from_balance_after);
    writer.put(one.arrival);
  }
}

void TransferIntake::restore(StateReader& reader) {
  seen_.restore(reader);
  settings_.currency = reader.get<std::optional<Currency>>();
  newest_ = reader.get<std::optional<Instant>>();
  taken_ = reader.get<std::optional<Instant>>();
  arrivals_ = reader.get<std::uint64_t>();
  repeated_ = reader.get<std::uint64_t>();
  const auto in_order = reader.get<std::uint64_t>();
  const auto all = reader.get<std::uint64_t>();
  in_order_.clear();
  late_ = {};
  for (std::uint64_t i = 0; i < all; ++i) {
    Waiting one;
    one.it.transfer = reader.get<Transfer>();
    one.it.id = reader.get_text();
    one.it.from_balance_after = reader.get<std::optional<Money>>();
    one.arrival = reader.get<std::uint64_t>();
    if (i < in_order) {
      in_order_.push_back(std::move(one));
    } else {
      late_.push(std::move(one));
    }
  }
}

std::uint64_t TransferTable::rejects() const {
  return std::accumulate(rejected.begin(), rejected.end(), std::uint64_t{0});
}

TransferTable read_transfers(TransferReader& reader, std::optional<Currency> currency,
                             const std::function<void(const Reject&)>& on_reject) {
  TransferTable table;
  SeenIds seen(SIZE_MAX);
  TextColumn ids;
  std::vector<std::pair<Transfer, std::uint64_t>> rows;
  const auto refuse = [&](RowFault fault) {
    ++table.rejected[static_cast<std::size_t>(fault)];
    if (on_reject) on_reject(reader.reject(fault));
  };
  while (reader.next()) {
    ++table.rows;
    const auto& row = reader.row();
    if (!row) {
      refuse(row.error());
      continue;
    }
    if (!currency) currency = row->amount.currency();
    if (row->amount.currency() != *currency) {
      refuse(RowFault::other_currency);
      continue;
    }
    const auto answer = seen.meet(row->id, print_of(*row));
    if (answer == SeenIds::Answer::is_different) refuse(RowFault::duplicate_id);
    if (answer == SeenIds::Answer::is_repeated) ++table.repeated;
    if (answer != SeenIds::Answer::is_new) continue;
    rows.push_back({{.time = row->time,
                     .amount = row->amount,
                     .from = table.accounts.intern(row->from_account),
                     .to = table.accounts.intern(row->to_account)},
                    rows.size()});
    ids.append(row->id);
  }
  const auto earlier = [](const auto& a, const auto& b) {
    return a.first.time != b.first.time ? a.first.time < b.first.time : a.second < b.second;
  };
  if (!std::ranges::is_sorted(rows, earlier)) std::ranges::sort(rows, earlier);
  table.transfers.reserve(rows.size());
  for (const auto& [transfer, line] : rows) {
    table.transfers.push_back(transfer);
    table.ids.append(ids[line]);
  }
  table.currency = currency.value_or(Currency());
  return table;
}

}  // namespace anlan::funds
