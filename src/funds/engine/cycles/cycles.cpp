#include "funds/engine/cycles/cycles.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "funds/engine/cycles/temporal_graph.h"

namespace anlan::funds {
namespace {

using Rank = TemporalGraph::Rank;

constexpr std::uint32_t k_chunk = 1024;  // roots that a thread takes at a time

constexpr Rank k_shared_part = 16;  // of a window, over which roots look back together

/// Cycles found so far; keeps the first ones if asked for.
class Found {
 public:
  explicit Found(std::size_t kept_max) : kept_max_(kept_max) {}

  void count(std::size_t length) {
    if (length >= counts_.by_length.size()) counts_.by_length.resize(length + 1);
    ++counts_.by_length[length];
    ++counts_.cycles;
  }
  bool keeps() const { return kept_max_ > 0; }
  /// Keeps the cycle if it is among the first; halves what it holds when it holds twice as many.
  void keep(Cycle cycle) {
    kept_.push_back(std::move(cycle));
    if (kept_.size() >= 2 * kept_max_) cut();
  }
  void add(Found other) {
    counts_.cycles += other.counts_.cycles;
    if (other.counts_.by_length.size() > counts_.by_length.size()) {
      counts_.by_length.resize(other.counts_.by_length.size());
    }
    for (std::size_t i = 0; i < other.counts_.by_length.size(); ++i) {
      counts_.by_length[i] += other.counts_.by_length[i];
    }
    kept_.insert(kept_.end(), std::make_move_iterator(other.kept_.begin()),
                 std::make_move_iterator(other.kept_.end()));
    cut();
  }
  CycleList take() && {
    cut();
    return {std::move(counts_), std::move(kept_)};
  }

 private:
  void cut() {
    std::ranges::sort(kept_);
    if (kept_.size() > kept_max_) kept_.resize(kept_max_);
  }

  std::size_t kept_max_;
  CycleCounts counts_;
  std::vector<Cycle> kept_;
};

/// Cycles by their first transfer, the root u -> v at time t. Backwards from u: by what time at the
/// latest must money leave each account to be back within the window? Forwards from v: along those
/// arcs alone from which u can still be reached, so that few steps are in vain.
class Search {
 public:
  Search(const TemporalGraph& graph, std::uint32_t length_max, std::size_t kept_max)
      : graph_(graph),
        length_max_(length_max == 0 ? UINT32_MAX : length_max),
        latest_(graph.accounts()),
        found_(kept_max) {}

  /// Every root out of the account; those of one group look back together.
  void from(AccountIndex account) {
    const auto out = graph_.out();
    auto last_in = graph_.in_begin(account);
    for (auto first = graph_.out_begin(account); out[first].time != TemporalGraph::k_never;) {
      const auto behind = group_end(first);
      const Rank end = graph_.window_end(out[behind - 1].time);
      last_in = graph_.last_in_until(account, end, last_in);
      if (graph_.in()[last_in].time > out[first].time) {  // something comes back
        look_back(account, out[first].time, last_in);
        for (auto root = first; root < behind; ++root) {
          if (latest_[out[root].head] > out[root].time) {
            walk(account, root, graph_.window_end(out[root].time));
          }
        }
        for (const auto one : touched_) latest_[one] = 0;
        touched_.clear();
      }
      first = behind;
    }
  }

  Found take() && { return std::move(found_); }

 private:
  struct Step {
    std::uint32_t arc = 0;  // to be tried next
    AccountIndex account = 0;
    Rank latest = 0;  // of the account, which has none while it is on the path
  };
  struct Reached {
    std::uint32_t arc = 0;  // the last one into the account that may help
    Rank scanned = 0;       // arcs into it before this time have been looked at
  };

  /// Behind the last root that starts in the first part of the first one's window. What a
  /// later root may reach, an earlier one may not always: it tries in vain, but it misses nothing.
  std::uint32_t group_end(std::uint32_t first) const {
    const auto out = graph_.out();
    const Rank start = out[first].time;
    const Rank last = start + (graph_.window_end(start) - start) / k_shared_part;
    auto behind = first + 1;
    while (out[behind].time <= last) ++behind;
    return behind;
  }

  /// Sets latest_ of every account from which money that leaves it after `start` can be back.
  void look_back(AccountIndex root, Rank start, std::uint32_t last_in) {
    const auto in = graph_.in();
    reached_.push_back({last_in, 0});
    while (!reached_.empty()) {
      const auto [last, scanned] = reached_.back();
      reached_.pop_back();
      const Rank from = std::max(start + 1, scanned);
      for (auto at = last; in[at].time >= from; --at) {
        const auto& arc = in[at];
        auto& latest = latest_[arc.tail];
        if (arc.tail == root || arc.time <= latest) continue;
        if (latest == 0) touched_.push_back(arc.tail);
        reached_.push_back({arc.previous, latest});
        latest = arc.time;
      }
    }
  }

  void walk(AccountIndex root, std::uint32_t root_arc, Rank end) {
    const auto out = graph_.out();
    if (length_max_ < 2) return;
    push(out[root_arc]);
    while (!path_.empty()) {
      auto& step = path_.back();
      const auto& arc = out[step.arc];
      if (arc.time > end) {
        latest_[step.account] = step.latest;
        path_.pop_back();
        continue;
      }
      ++step.arc;
      if (arc.head == root) {
        found_.count(path_.size() + 1);
        if (found_.keeps()) keep(root_arc);
      } else if (latest_[arc.head] > arc.time && path_.size() + 2 <= length_max_) {
        push(arc);
      }
    }
  }

  void push(const TemporalGraph::OutArc& arc) {
    path_.push_back({arc.next, arc.head, latest_[arc.head]});
    latest_[arc.head] = 0;
  }

  void keep(std::uint32_t root_arc) {
    Cycle cycle{graph_.transfer_of(root_arc)};
    for (const auto& step : path_) cycle.push_back(graph_.transfer_of(step.arc - 1));
    found_.keep(std::move(cycle));
  }

  const TemporalGraph& graph_;
  std::uint32_t length_max_;
  std::vector<Rank> latest_;  // 0: cannot be back
  std::vector<AccountIndex> touched_;
  std::vector<Reached> reached_;
  std::vector<Step> path_;
  Found found_;
};

}  // namespace

CycleList list_cycles(std::span<const Transfer> transfers, const CycleSettings& settings,
                      std::size_t cycles_max) {
  const TemporalGraph graph(transfers, settings.window);
  std::atomic<AccountIndex> next = 0;
  const auto threads = std::max(1U, settings.threads);
  std::vector<Found> found(threads, Found(cycles_max));
  const auto work = [&](unsigned thread) {
    Search search(graph, settings.length_max, cycles_max);
    for (;;) {
      const auto begin = next.fetch_add(k_chunk);
      if (begin >= graph.accounts()) break;
      const auto end = std::min(begin + k_chunk, graph.accounts());
      for (auto account = begin; account < end; ++account) search.from(account);
    }
    found[thread] = std::move(search).take();
  };
  {
    std::vector<std::jthread> others;
    for (unsigned thread = 1; thread < threads; ++thread) others.emplace_back(work, thread);
    work(0);
  }
  Found all(cycles_max);
  for (auto& one : found) all.add(std::move(one));
  return std::move(all).take();
}

CycleCounts count_cycles(std::span<const Transfer> transfers, const CycleSettings& settings) {
  return list_cycles(transfers, settings, 0).counts;
}

}  // namespace anlan::funds
