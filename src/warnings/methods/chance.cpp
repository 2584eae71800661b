#include "warnings/methods/chance.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <tuple>

#include "base/problem.h"

namespace anlan::warnings {

ChanceMaxima::ChanceMaxima(std::vector<double> maxima) : maxima_(std::move(maxima)) {
  std::ranges::sort(maxima_);
}

double ChanceMaxima::p_value(double statistic) const {
  const auto as_large = maxima_.end() - std::ranges::lower_bound(maxima_, statistic);
  return (1.0 + static_cast<double>(as_large)) / (1.0 + static_cast<double>(maxima_.size()));
}

double ChanceMaxima::quantile(double share) const {
  if (maxima_.empty()) return 0;
  const auto at = static_cast<std::size_t>(share * static_cast<double>(maxima_.size()));
  return maxima_[std::min(at, maxima_.size() - 1)];
}

ChanceMaxima maxima_by_chance(std::uint32_t replicates, std::uint64_t seed, const DetectionRun& run,
                              double begun, const std::function<double(Random&)>& maximum) {
  std::vector<double> maxima(replicates);
  std::atomic<std::uint32_t> next = 0;
  std::atomic<std::uint32_t> done = 0;
  std::atomic<bool> is_stopped = false;
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      for (auto r = next++; r < replicates && !is_stopped; r = next++) {
        Random random(seed, std::uint64_t{r} + 1);
        maxima[r] = maximum(random);
        const double share = begun + (1 - begun) * ++done / replicates;
        const std::lock_guard lock(mutex);
        if (run.progress && !run.progress(share)) is_stopped = true;
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
      is_stopped = true;
    }
  };
  const auto wanted = run.threads == 0 ? std::thread::hardware_concurrency() : run.threads;
  {
    std::vector<std::jthread> others;
    for (unsigned t = 1; t < std::min(wanted, replicates); ++t) others.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
  if (is_stopped) throw cancelled();
  return ChanceMaxima(std::move(maxima));
}

Problem cancelled() {
  return Problem::unavailable("analyses.cancelled", "The run of the analysis was cancelled.");
}

double recurrence_days(double p_value, double days_between_runs) {
  return std::max(1.0, days_between_runs / p_value);
}

void rank(std::vector<Finding>& findings) {
  std::ranges::sort(findings, {}, [](const Finding& f) {
    return std::tuple(f.p_value, -f.statistic, f.area.centre.latitude, f.area.centre.longitude,
                      f.unit);
  });
  for (std::size_t i = 0; i < findings.size(); ++i)
    findings[i].rank = static_cast<std::int32_t>(i + 1);
}

}  // namespace anlan::warnings
