#include "patterns/incremental/running_series.h"

#include <algorithm>
#include <utility>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

std::vector<double> checked(std::vector<double> thresholds) {
  if (!std::ranges::all_of(thresholds, [](double t) { return t >= 0; }))
    throw Problem::invalid("running_series.thresholds",
                           "A threshold must be a number of at least 0.");
  return thresholds;
}

}  // namespace

RunningSeries::RunningSeries(std::vector<double> thresholds)
    : thresholds_(checked(std::move(thresholds))), counts_(thresholds_.size()) {}

void RunningSeries::begin_period(std::vector<double> thresholds) {
  if (thresholds.size() != counts_.size())
    throw Problem::invalid("running_series.thresholds", "There must be one threshold a series.");
  thresholds_ = checked(std::move(thresholds));
  std::ranges::fill(counts_, 0);
}

bool RunningSeries::add(std::uint32_t series) {
  if (series >= counts_.size())
    throw Problem::invalid("running_series.series", "There is no such series.");
  const auto before = static_cast<double>(counts_[series]);
  ++counts_[series];
  return before <= thresholds_[series] && before + 1 > thresholds_[series];
}

}  // namespace anlan::patterns
