#include "patterns/forecast/stack.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <limits>
#include <thread>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

constexpr int k_iterations_max = 400;
constexpr double k_settled = 1e-7;  // change of a weight at which the fit ends
const std::string k_even = "even";
constexpr double k_day_max = 1e7;  // so that a day more is another number, however it is counted

/// FNV-1a over the numbers of the events.
std::uint64_t fingerprint(std::span<const CellEvent> events) {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto add = [&](std::uint64_t bits) { hash = (hash ^ bits) * 0x100000001b3; };
  for (const auto& e : events) {
    add(std::bit_cast<std::uint64_t>(e.x));
    add(std::bit_cast<std::uint64_t>(e.y));
    add(std::bit_cast<std::uint64_t>(e.day));
    add(e.cell);
  }
  return hash;
}

void check(std::span<const CellEvent> past, const ForecastWindow& window, std::uint32_t cells) {
  if (!(std::fabs(window.origin) <= k_day_max && window.days() > 0 && window.days() <= k_day_max)) {
    throw Problem::invalid("forecast.settings",
                           "A forecast needs a window of some days, within 10,000,000 of day 0.");
  }
  const auto is_usable = [cells](const CellEvent& e) {
    return std::isfinite(e.x) && std::isfinite(e.y) && std::isfinite(e.day) &&
           (e.cell < cells || e.cell == k_no_cell);
  };
  if (!std::ranges::all_of(past, is_usable) || !std::ranges::is_sorted(past, {}, &CellEvent::day)) {
    throw Problem::invalid("forecast.events",
                           "Events must be sorted by day, each with a usable place, day and cell.");
  }
}

/// A count of this mean and of variance dispersion x mean.
CountDistribution with_dispersion(double mean, double dispersion) {
  return {mean, dispersion > 1 ? mean / (dispersion - 1) : k_poisson_size};
}

}  // namespace

StackedForecaster::StackedForecaster(const ForecastGrid& grid, std::vector<NamedShares> members,
                                     StackSettings settings)
    : grid_(grid), members_(std::move(members)), settings_(settings) {
  if (!(settings.trial_days > 0) || !(settings.history_least_days >= 0) ||
      !(settings.even_least > 0 && settings.even_least < 1)) {
    throw Problem::invalid("forecast.settings",
                           "A stack needs trials of some days, and some even share.");
  }
  const auto even = std::ranges::find(members_, k_even, &NamedShares::name);
  even_ = static_cast<std::size_t>(even - members_.begin());
  if (even == members_.end()) members_.push_back({k_even, even_shares(grid)});
}

std::vector<std::string> StackedForecaster::names() const {
  std::vector<std::string> names;
  for (const auto& member : members_) names.push_back(member.name);
  return names;
}

/// On a lattice that does not move with the origin, so that the next origin finds most of them
/// done.
std::vector<ForecastWindow> StackedForecaster::trial_windows(std::span<const CellEvent> past,
                                                             const ForecastWindow& window) const {
  std::vector<ForecastWindow> windows;
  if (past.empty()) return windows;
  const double days = std::max(settings_.trial_days, window.days());
  const double first = past.front().day + settings_.history_least_days;
  double begin = std::floor((window.origin - days) / settings_.trial_days) * settings_.trial_days;
  for (; begin >= first && windows.size() < settings_.trials_max; begin -= settings_.trial_days)
    windows.push_back({begin, begin + days});
  std::ranges::reverse(windows);
  return windows;
}

StackedForecaster::Trial StackedForecaster::run_trial(std::span<const CellEvent> past,
                                                      const ForecastWindow& window) const {
  Trial trial{.window = window};
  const auto before = events_before(past, window.origin);
  std::vector<std::uint32_t> cells;
  for (const auto& e : past.subspan(before.size()))
    if (e.day < window.end && e.cell != k_no_cell) cells.push_back(e.cell);
  std::ranges::sort(cells);
  for (auto at = cells.begin(); at != cells.end();) {
    const auto next = std::upper_bound(at, cells.end(), *at);
    trial.counts.push_back(static_cast<std::uint32_t>(next - at));
    at = next;
  }
  cells.erase(std::ranges::unique(cells).begin(), cells.end());
  const auto gates = gates_of(before);
  for (const auto cell : cells) trial.gate.push_back(gates[cell]);
  trial.masses.resize((settings_.gates.size() + 1) * members_.size());
  trial.shares.resize(cells.size() * members_.size());
  for (std::size_t m = 0; m < members_.size(); ++m) {
    const auto shares = members_[m].forecast(before, window);
    for (std::size_t i = 0; i < cells.size(); ++i)
      trial.shares[i * members_.size() + m] = shares[cells[i]];
    for (std::size_t i = 0; i < shares.size(); ++i)
      trial.masses[gates[i] * members_.size() + m] += shares[i];
  }
  return trial;
}

std::vector<const StackedForecaster::Trial*> StackedForecaster::trials_of(
    std::span<const CellEvent> past, std::span<const ForecastWindow> windows) {
  std::vector<Trial*> missing;
  std::vector<const Trial*> trials;
  for (const auto& window : windows) {
    const auto print = fingerprint(events_before(past, window.end));
    auto& kept = kept_[{window.origin, window.end}];
    if (kept.fingerprint != print) {
      kept = {.window = window, .fingerprint = print};
      missing.push_back(&kept);
    }
    trials.push_back(&kept);
  }
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (auto i = next.fetch_add(1); i < missing.size(); i = next.fetch_add(1)) {
      const auto print = missing[i]->fingerprint;
      *missing[i] = run_trial(past, missing[i]->window);
      missing[i]->fingerprint = print;
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < settings_.threads; ++i) threads.emplace_back(work);
  work();
  for (auto& thread : threads) thread.join();
  return trials;
}

/// Expectation: which member brought an event; maximisation: a member's part of the events.
std::vector<double> StackedForecaster::weigh(std::span<const Trial* const> trials) const {
  const auto n = members_.size();
  std::vector<double> weights(n, 1 / static_cast<double>(n)), brought(n);
  for (int iteration = 0; iteration < k_iterations_max; ++iteration) {
    std::ranges::fill(brought, 0);
    double events = 0;
    for (const auto* trial : trials) {
      for (std::size_t i = 0; i < trial->counts.size(); ++i) {
        const float* share = &trial->shares[i * n];
        double sum = 0;
        for (std::size_t m = 0; m < n; ++m) sum += weights[m] * share[m];
        const double scale = trial->counts[i] / sum;
        for (std::size_t m = 0; m < n; ++m) brought[m] += weights[m] * share[m] * scale;
        events += trial->counts[i];
      }
    }
    if (events == 0) break;
    double change = 0;
    for (std::size_t m = 0; m < n; ++m) {
      change = std::max(change, std::fabs(brought[m] / events - weights[m]));
      weights[m] = brought[m] / events;
    }
    if (change < k_settled) break;
  }
  for (double& w : weights) w *= 1 - settings_.even_least;
  weights[even_] += settings_.even_least;
  return weights;
}

/// Which gate each cell has come to.
std::vector<std::uint8_t> StackedForecaster::gates_of(std::span<const CellEvent> past) const {
  std::vector<std::uint32_t> counts(grid_.cells());
  for (const auto& e : past)
    if (e.cell != k_no_cell) ++counts[e.cell];
  std::vector<std::uint8_t> gates(grid_.cells());
  for (std::size_t i = 0; i < gates.size(); ++i) {
    gates[i] = static_cast<std::uint8_t>(std::ranges::upper_bound(settings_.gates, counts[i]) -
                                         settings_.gates.begin());
  }
  return gates;
}

/// As weigh(), with the expected events of each gate as exposure and a gamma prior around the
/// weights of all cells.
std::vector<double> StackedForecaster::weigh_gates(std::span<const Trial* const> trials,
                                                   const std::vector<double>& all) const {
  const auto n = members_.size();
  const auto gates = settings_.gates.size() + 1;
  std::vector<double> weights, exposure(n * gates), brought(n * gates);
  for (std::size_t g = 0; g < gates; ++g) weights.insert(weights.end(), all.begin(), all.end());
  for (const auto* trial : trials) {
    double events = 0;
    for (const auto k : trial->counts) events += k;
    for (std::size_t j = 0; j < exposure.size(); ++j) exposure[j] += events * trial->masses[j];
  }
  const double prior = settings_.gate_prior_events;
  for (int iteration = 0; iteration < k_iterations_max; ++iteration) {
    std::ranges::fill(brought, 0);
    for (const auto* trial : trials) {
      for (std::size_t i = 0; i < trial->counts.size(); ++i) {
        const float* share = &trial->shares[i * n];
        const double* weight = &weights[trial->gate[i] * n];
        double sum = 0;
        for (std::size_t m = 0; m < n; ++m) sum += weight[m] * share[m];
        if (!(sum > 0)) continue;
        for (std::size_t m = 0; m < n; ++m)
          brought[trial->gate[i] * n + m] += weight[m] * share[m] * trial->counts[i] / sum;
      }
    }
    double change = 0;
    for (std::size_t j = 0; j < weights.size(); ++j) {
      const double next = (brought[j] + prior * all[j % n]) / (exposure[j] + prior);
      change = std::max(change, std::fabs(next - weights[j]));
      weights[j] = next;
    }
    if (change < k_settled) break;
  }
  return weights;
}

double StackedForecaster::pooled(const Trial& trial, std::size_t cell) const {
  double sum = 0;
  for (std::size_t m = 0; m < members_.size(); ++m)
    sum += report_.gate_weights[trial.gate[cell] * members_.size() + m] *
           trial.shares[cell * members_.size() + m];
  return sum;
}

double StackedForecaster::pooled_sum(const Trial& trial) const {
  double sum = 0;
  for (std::size_t j = 0; j < trial.masses.size(); ++j)
    sum += report_.gate_weights[j] * trial.masses[j];
  return sum;
}

/// Tries dispersions from 1 (Poisson) to 6 in steps of a sixth of what lies above 1.
double StackedForecaster::dispersion(std::span<const Trial* const> trials,
                                     const LevelModel& level) const {
  double best = 1, best_score = -std::numeric_limits<double>::infinity();
  std::vector<double> totals, sums;
  for (const auto* trial : trials) {
    totals.push_back(level.expected(trial->window));
    sums.push_back(pooled_sum(*trial));
  }
  const auto score_of = [&](double dispersion) {
    double score = 0;
    for (std::size_t t = 0; t < trials.size(); ++t) {
      // Of the cells where nothing came, the probabilities multiply to that of their sum.
      score += log_probability(with_dispersion(totals[t], dispersion), 0);
      for (std::size_t i = 0; i < trials[t]->counts.size(); ++i) {
        const auto d = with_dispersion(totals[t] / sums[t] * pooled(*trials[t], i), dispersion);
        if (d.mean > 0) score += log_probability(d, trials[t]->counts[i]) - log_probability(d, 0);
      }
    }
    return score;
  };
  for (double over = 0; over < 5; over = over == 0 ? .005 : over * 7 / 6) {
    const double score = score_of(1 + over);
    if (score <= best_score) continue;
    best_score = score;
    best = 1 + over;
  }
  return best;
}

/// Every cell's mean: the members by the weights of its gate, then the level over all.
std::vector<double> StackedForecaster::means(std::span<const CellEvent> past,
                                             const ForecastWindow& window) const {
  const auto gates = gates_of(past);
  std::vector<double> mean(grid_.cells());
  for (std::size_t m = 0; m < members_.size(); ++m) {
    const auto shares = members_[m].forecast(past, window);
    for (std::size_t i = 0; i < shares.size(); ++i)
      mean[i] += report_.gate_weights[gates[i] * members_.size() + m] * shares[i];
  }
  double sum = 0;
  for (const double v : mean) sum += v;
  for (double& v : mean) v *= report_.expected / sum;
  return mean;
}

CountForecast StackedForecaster::forecast(std::span<const CellEvent> past,
                                          const ForecastWindow& window) {
  check(past, window, grid_.cells());
  past = events_before(past, window.origin);
  const auto windows = trial_windows(past, window);
  const auto trials = trials_of(past, windows);
  const LevelModel level(past, window.origin, windows);
  report_ = {.weights = weigh(trials),
             .trials = static_cast<std::uint32_t>(trials.size()),
             .expected = level.expected(window),
             .level_memory_days = level.memory_days()};
  report_.gate_weights = weigh_gates(trials, report_.weights);
  report_.dispersion = trials.empty() ? 1 : dispersion(trials, level);
  CountForecast forecast{means(past, window), {k_poisson_size}};
  if (report_.dispersion <= 1) return forecast;
  forecast.size.clear();
  for (const double mean : forecast.mean) forecast.size.push_back(mean / (report_.dispersion - 1));
  return forecast;
}

}  // namespace anlan::patterns
