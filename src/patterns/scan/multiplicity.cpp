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
constexpr std::uint32_t k_pilots = 8;
constexpr std::uint32_t k_round = 256;  // replicates between two looks at the stopping rule

/// Draws replicates and shares them out among threads.
class Crew {
 public:
  Crew(ScanEngine& engine, const ScanPlan& plan, const ScanRun& run, std::vector<double>& values)
      : engine_(engine), plan_(plan), run_(run), values_(values) {}

  /// Fills values [from, to). Returns false where it was cancelled.
  bool fill(std::uint32_t from, std::uint32_t to) {
    next_ = from;
    {
      std::vector<std::jthread> others;
      const std::uint32_t batches = (to - from + engine_.batch() - 1) / engine_.batch();
      for (unsigned worker = 1; worker < std::min(run_.threads, batches); ++worker)
        others.emplace_back([this, worker, to] { work(worker, to); });
      work(0, to);
    }
    if (failure_) std::rethrow_exception(failure_);
    return !cancelled_;
  }

 private:
  void work(unsigned worker, std::uint32_t to) {
    try {
      const std::uint32_t step = engine_.batch();
      for (std::uint32_t i = next_.fetch_add(step); i < to && !cancelled_;
           i = next_.fetch_add(step)) {
        const std::uint32_t count = std::min(step, to - i);
        engine_.null_maxima(plan_.null.seed, i, std::span(values_).subspan(i, count), worker);
        if (worker == 0 && run_.progress &&
            !run_.progress(std::min(next_.load(), to), static_cast<std::uint32_t>(values_.size())))
          cancelled_ = true;
      }
    } catch (...) {
      const std::lock_guard lock(failure_mutex_);
      failure_ = std::current_exception();
      cancelled_ = true;
    }
  }

  ScanEngine& engine_;
  const ScanPlan& plan_;
  const ScanRun& run_;
  std::vector<double>& values_;
  std::atomic<std::uint32_t> next_ = 0;
  std::atomic<bool> cancelled_ = false;
  std::mutex failure_mutex_;
  std::exception_ptr failure_;
};

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

std::vector<double> run_replicates(ScanEngine& engine, const ScanPlan& plan, const ScanRun& run,
                                   double statistic) {
  const std::uint32_t all = plan.null.replicates;
  std::vector<double> values(all, 0);
  Crew crew(engine, plan, run, values);
  const auto stop = plan.multiplicity.stop_after_exceeding;
  // A first batch tells where the others will lie.
  const std::uint32_t pilots = std::min(all, std::max(k_pilots, engine.batch()));
  std::uint32_t reached = 0;
  for (std::uint32_t from = 0, to = 0; from < all; from = to) {
    to = std::min(all, from + (from == 0 ? pilots : stop ? k_round : all - from));
    if (!crew.fill(from, to))
      throw Problem::unavailable("scan.cancelled", "The scan was cancelled.");
    if (from == 0)
      engine.expect_level(0.97 * *std::min_element(values.begin(), values.begin() + to));
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
