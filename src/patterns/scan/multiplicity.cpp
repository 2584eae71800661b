#include "patterns/scan/multiplicity.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>
#include <numbers>
#include <numeric>
#include <thread>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

constexpr double k_rounding = 1e-9;
constexpr std::uint32_t k_round = 256;  // replicates between two looks at the stopping rule

/// Fills values[from, to), sharing them out among threads. Returns false where it was cancelled.
bool fill(std::vector<double>& values, std::uint32_t from, std::uint32_t to, const ScanRun& run,
          const NullMaximum& null_maximum) {
  std::atomic<std::uint32_t> next = from;
  std::atomic<bool> cancelled = false;
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto work = [&](unsigned worker) {
    try {
      for (std::uint32_t i = next++; i < to && !cancelled; i = next++) {
        values[i] = null_maximum(i, worker);
        if (worker == 0 && run.progress &&
            !run.progress(std::min(next.load(), to), static_cast<std::uint32_t>(values.size())))
          cancelled = true;
      }
    } catch (...) {
      const std::lock_guard lock(failure_mutex);
      failure = std::current_exception();
      cancelled = true;
    }
  };
  {
    std::vector<std::jthread> others;
    for (unsigned worker = 1; worker < std::min(run.threads, to - from); ++worker)
      others.emplace_back(work, worker);
    work(0);
  }
  if (failure) std::rethrow_exception(failure);
  return !cancelled;
}

}  // namespace

double Gumbel::upper_tail(double value) const {
  if (scale <= 0) return value > location ? 0 : 1;
  return -std::expm1(-std::exp(-(value - location) / scale));
}

Gumbel fit_gumbel(std::span<const double> values) {
  if (values.empty()) return {};
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  const double deviation = values.size() > 1 ? std::sqrt(squares / (n - 1)) : 0;
  const double scale = deviation * std::sqrt(6.0) / std::numbers::pi;
  return {mean - std::numbers::egamma * scale, scale};
}

std::uint32_t count_reaching(std::span<const double> null_maxima, double statistic) {
  return static_cast<std::uint32_t>(
      std::count_if(null_maxima.begin(), null_maxima.end(),
                    [&](double v) { return v >= statistic - k_rounding; }));
}

std::vector<double> run_replicates(const ScanPlan& plan, const ScanRun& run, double statistic,
                                   const NullMaximum& null_maximum) {
  const std::uint32_t all = plan.null.replicates;
  std::vector<double> values(all, 0);
  const auto stop = plan.multiplicity.stop_after_exceeding;
  const std::uint32_t step = stop ? k_round : std::max<std::uint32_t>(all, 1);
  std::uint32_t reached = 0;
  for (std::uint32_t from = 0; from < all; from += step) {
    const std::uint32_t to = std::min(all, from + step);
    if (!fill(values, from, to, run, null_maximum))
      throw Problem::unavailable("scan.cancelled", "The scan was cancelled.");
    if (!stop) continue;
    for (std::uint32_t i = from; i < to; ++i) {
      reached += values[i] >= statistic - k_rounding;
      if (reached < *stop) continue;
      values.resize(i + 1);
      return values;
    }
  }
  return values;
}

}  // namespace anlan::patterns
