#include "funds/engine/cycles/temporal_graph.h"

#include <algorithm>

#include "base/check.h"
#include "base/problem.h"

namespace anlan::funds {
namespace {

constexpr std::size_t k_arcs_max = UINT32_MAX - 1;  // positions are 32 bits

}  // namespace

TemporalGraph::TemporalGraph(std::span<const Transfer> transfers, Duration window) {
  for (const auto& transfer : transfers) {
    accounts_ = std::max({accounts_, transfer.from + 1, transfer.to + 1});
  }
  if (transfers.size() + accounts_ > k_arcs_max) {
    throw Problem::too_large("funds.transfers", "There are too many transfers for one search.");
  }
  rank_times(transfers, window);
  link_out(transfers);
  link_in(transfers);
}

void TemporalGraph::rank_times(std::span<const Transfer> transfers, Duration window) {
  std::vector<Instant> times;
  ranks_.reserve(transfers.size());
  for (const auto& transfer : transfers) {
    CHECK(times.empty() || times.back() <= transfer.time);
    if (times.empty() || times.back() < transfer.time) times.push_back(transfer.time);
    ranks_.push_back(static_cast<Rank>(times.size()));
  }
  window_end_.assign(times.size() + 1, 0);
  std::size_t end = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    while (end < times.size() && times[end] - times[i] <= window) ++end;
    window_end_[i + 1] = static_cast<Rank>(end);
  }
}

void TemporalGraph::link_out(std::span<const Transfer> transfers) {
  std::vector<std::uint32_t> cursor(accounts_ + 1);  // behind an account's last, then moving down
  for (const auto& transfer : transfers) ++cursor[transfer.from + 1];
  for (AccountIndex account = 1; account <= accounts_; ++account) {
    cursor[account] += cursor[account - 1] + 1;  // one place for the guard
  }
  out_begin_ = cursor;
  out_.resize(transfers.size() + accounts_);
  transfer_of_.resize(out_.size());
  for (AccountIndex account = 0; account < accounts_; ++account) {
    cursor[account] = out_begin_[account + 1] - 1;
  }
  for (std::size_t end = transfers.size(); end > 0;) {  // a time at once, the latest first
    auto begin = end;
    while (begin > 0 && ranks_[begin - 1] == ranks_[end - 1]) --begin;
    const auto later = [&](std::size_t i) { return cursor[transfers[i].to]; };
    std::vector<std::uint32_t> next;
    next.reserve(end - begin);
    for (auto i = begin; i < end; ++i) next.push_back(later(i));
    for (auto i = end; i-- > begin;) {
      const auto place = --cursor[transfers[i].from];
      out_[place] = {ranks_[i], transfers[i].to, next[i - begin]};
      transfer_of_[place] = static_cast<std::uint32_t>(i);
    }
    end = begin;
  }
}

void TemporalGraph::link_in(std::span<const Transfer> transfers) {
  std::vector<std::uint32_t> cursor(accounts_ + 1);
  for (const auto& transfer : transfers) ++cursor[transfer.to + 1];
  for (AccountIndex account = 1; account <= accounts_; ++account) {
    cursor[account] += cursor[account - 1] + 1;
  }
  in_begin_ = cursor;
  in_.resize(transfers.size() + accounts_);
  for (std::size_t begin = 0; begin < transfers.size();) {
    auto end = begin;
    while (end < transfers.size() && ranks_[end] == ranks_[begin]) ++end;
    std::vector<std::uint32_t> previous;
    previous.reserve(end - begin);
    for (auto i = begin; i < end; ++i) previous.push_back(cursor[transfers[i].from]);
    for (auto i = begin; i < end; ++i) {
      in_[++cursor[transfers[i].to]] = {ranks_[i], transfers[i].from, previous[i - begin]};
    }
    begin = end;
  }
}

std::uint32_t TemporalGraph::last_in_until(AccountIndex account, Rank time,
                                           std::uint32_t from) const {
  const auto end =
      account + 1 == accounts_ ? static_cast<std::uint32_t>(in_.size()) : in_begin_[account + 1];
  while (from + 1 < end && in_[from + 1].time <= time) ++from;
  return from;
}

}  // namespace anlan::funds
