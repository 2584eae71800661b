#include "patterns/near_repeat/near_repeat.h"

#include <fmt/format.h>

#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>
#include <thread>

#include "base/problem.h"
#include "base/random.h"
#include "patterns/near_repeat/band_counts.h"
#include "patterns/near_repeat/near_pairs.h"

namespace anlan::patterns {
namespace {

constexpr std::uint64_t k_pairs_max = 200'000'000;     // 1.6 GB of pairs
constexpr std::uint32_t k_replicates_max = 1'000'000;  // p-values to six places
constexpr std::int32_t k_time_max = 1 << 30;           // so that a difference of two fits

void check_edges(std::span<const double> edges, std::string_view name,
                 std::vector<FieldFault>& faults) {
  const auto fail = [&](std::string fault) {
    faults.push_back({std::string(name), std::move(fault)});
  };
  if (edges.size() < 2) return fail("needs at least two edges");
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (!std::isfinite(edges[i]) || edges[i] < 0)
      return fail("edges must be numbers of at least 0");
    if (i > 0 && edges[i] <= edges[i - 1]) return fail("edges must rise");
  }
}

void check(std::span<const NearRepeatEvent> events, const NearRepeatSettings& settings) {
  std::vector<FieldFault> faults;
  check_edges(settings.distance_edges, "distance_edges", faults);
  check_edges(settings.time_edges, "time_edges", faults);
  if (settings.replicates > k_replicates_max) {
    faults.push_back({"replicates", fmt::format("must be at most {}", k_replicates_max)});
  }
  if (!faults.empty()) {
    throw Problem::invalid("near_repeat.edges", "The bands cannot be used.", std::move(faults));
  }
  if (events.size() < 2) {
    throw Problem::invalid("near_repeat.events", "Near repeats need at least two events.");
  }
  for (const auto& event : events) {
    if (!std::isfinite(event.x) || !std::isfinite(event.y) || std::abs(event.time) > k_time_max) {
      throw Problem::invalid("near_repeat.events", "An event has no usable place or time.");
    }
  }
}

std::vector<std::string> intervals(std::span<const double> edges) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    names.push_back(fmt::format("[{:g}, {:g})", edges[i], edges[i + 1]));
  }
  return names;
}

/// A whole delay is below a real edge exactly when it is below the edge rounded up.
std::vector<std::int32_t> whole_edges(std::span<const double> edges) {
  std::vector<std::int32_t> whole;
  for (const double edge : edges) {
    whole.push_back(static_cast<std::int32_t>(std::min(std::ceil(edge), 2.0 * k_time_max)));
  }
  return whole;
}

/// Counts of one arrangement of the times, a row a distance band.
class Counter {
 public:
  Counter(const std::vector<BandPairs>& bands, std::span<const double> time_edges)
      : bands_(bands), edges_(whole_edges(time_edges)) {}

  void count(std::span<const std::int32_t> times, std::span<std::uint64_t> cells) const {
    const auto columns = edges_.size() - 1;
    std::vector<std::uint64_t> below(edges_.size());
    for (std::size_t band = 0; band < bands_.size(); ++band) {
      std::ranges::fill(below, 0);
      count_delays_below(bands_[band], times, edges_, below);
      for (std::size_t c = 0; c < columns; ++c) cells[band * columns + c] = below[c + 1] - below[c];
    }
  }
  std::size_t cells() const { return bands_.size() * (edges_.size() - 1); }

 private:
  const std::vector<BandPairs>& bands_;
  std::vector<std::int32_t> edges_;
};

/// Sums over permutations; whole numbers, so that their order does not matter.
struct Tally {
  std::vector<std::uint64_t> sums;
  std::vector<std::uint32_t> at_least;
};

class Permutations {
 public:
  Permutations(const Counter& counter, std::span<const std::int32_t> times,
               std::span<const std::uint64_t> observed, const NearRepeatSettings& settings)
      : counter_(counter), times_(times), observed_(observed), settings_(settings) {
    tally_.sums.resize(observed.size());
    tally_.at_least.resize(observed.size());
  }

  Tally run() {
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < settings_.threads; ++i) threads.emplace_back([this] { work(); });
    work();
    for (auto& thread : threads) thread.join();
    if (cancelled_) throw Problem::unavailable("near_repeat.cancelled", "The test was cancelled.");
    return std::move(tally_);
  }

 private:
  void work() {
    Tally own{std::vector<std::uint64_t>(observed_.size()),
              std::vector<std::uint32_t>(observed_.size())};
    std::vector<std::int32_t> times(times_.size());
    std::vector<std::uint64_t> cells(observed_.size());
    for (;;) {
      const auto replicate = next_.fetch_add(1);
      if (replicate >= settings_.replicates || cancelled_) break;
      std::ranges::copy(times_, times.begin());
      Random random(settings_.seed, replicate);
      random.shuffle(std::span(times));
      counter_.count(times, cells);
      for (std::size_t i = 0; i < cells.size(); ++i) {
        own.sums[i] += cells[i];
        own.at_least[i] += cells[i] >= observed_[i] ? 1U : 0U;
      }
      tell();
    }
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < own.sums.size(); ++i) {
      tally_.sums[i] += own.sums[i];
      tally_.at_least[i] += own.at_least[i];
    }
  }

  void tell() {
    if (!settings_.progress) return;
    const std::lock_guard lock(mutex_);
    if (!settings_.progress(++done_, settings_.replicates)) cancelled_ = true;
  }

  const Counter& counter_;
  std::span<const std::int32_t> times_;
  std::span<const std::uint64_t> observed_;
  const NearRepeatSettings& settings_;
  std::atomic<std::uint32_t> next_ = 0;
  std::atomic<bool> cancelled_ = false;
  std::mutex mutex_;
  std::uint32_t done_ = 0;
  Tally tally_;
};

}  // namespace

NearRepeatTable near_repeat(std::span<const NearRepeatEvent> events,
                            const NearRepeatSettings& settings) {
  check(events, settings);
  const auto bands = find_near_pairs(events, settings.distance_edges, settings.metric, k_pairs_max);
  std::vector<std::int32_t> times;
  times.reserve(events.size());
  for (const auto& event : events) times.push_back(event.time);

  const Counter counter(bands, settings.time_edges);
  std::vector<std::uint64_t> observed(counter.cells());
  counter.count(times, observed);
  const auto tally = Permutations(counter, times, observed, settings).run();

  NearRepeatTable table{.distance_bands = intervals(settings.distance_edges),
                        .time_bands = intervals(settings.time_edges)};
  for (const auto& band : bands) table.near_pairs += band.first.size();
  for (std::size_t i = 0; i < observed.size(); ++i) {
    const double expected =
        settings.replicates == 0 ? 0 : static_cast<double>(tally.sums[i]) / settings.replicates;
    table.cells.push_back({.observed = observed[i],
                           .expected = expected,
                           .ratio = expected > 0 ? static_cast<double>(observed[i]) / expected : 0,
                           .p_value = (1.0 + tally.at_least[i]) / (1.0 + settings.replicates)});
  }
  return table;
}

}  // namespace anlan::patterns
