#include "patterns/guards/parity.h"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <cmath>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

void check(std::span<const ParityUnit> units, double level) {
  std::vector<FieldFault> faults;
  if (!(level > 0 && level < 1)) faults.push_back({"level", "must lie in (0, 1)"});
  const auto is_wrong = [](const ParityUnit& unit) {
    return !std::isfinite(unit.exposure) || unit.exposure < 0;
  };
  if (std::ranges::any_of(units, is_wrong)) {
    faults.push_back({"exposure", "must be a number of at least 0"});
  }
  if (!faults.empty()) {
    throw Problem::invalid("guards.parity", "Units cannot be compared so.", std::move(faults));
  }
}

/// Clopper and Pearson's interval of a share, with `tail` on either side.
void set_interval(std::uint64_t count, std::uint64_t all, double tail, double share,
                  ParityRow& row) {
  namespace math = boost::math;
  const auto k = static_cast<double>(count), n = static_cast<double>(all);
  const double low = count == 0 ? 0 : math::quantile(math::beta_distribution(k, n - k + 1), tail);
  const double high =
      count == all ? 1
                   : math::quantile(math::complement(math::beta_distribution(k + 1, n - k), tail));
  row.low = low / share;
  row.high = high / share;
}

}  // namespace

ParityReport parity_report(std::span<const ParityUnit> units, double level) {
  check(units, level);
  ParityReport report;
  double counted = 0;
  for (const auto& unit : units) {
    if (unit.exposure <= 0) {
      report.warned_without_exposure += unit.warned;
      continue;
    }
    report.warned += unit.warned;
    report.exposure += unit.exposure;
    ++counted;
  }
  const double tail = (1 - level) / 2 / std::max(1.0, counted);
  double least = 0, greatest = 0;
  bool is_first = true;
  for (const auto& unit : units) {
    auto& row = report.rows.emplace_back();
    row.has_exposure = unit.exposure > 0;
    if (!row.has_exposure || report.warned == 0) continue;
    const double share = unit.exposure / report.exposure;
    row.expected = static_cast<double>(report.warned) * share;
    row.ratio = static_cast<double>(unit.warned) / row.expected;
    set_interval(unit.warned, report.warned, tail, share, row);
    // A unit that is the whole has ratio 1, which rounding must not make stand out.
    row.stands_out = counted > 1 && (row.low > 1 || row.high < 1);
    report.units_standing_out += row.stands_out ? 1U : 0U;
    least = is_first ? row.ratio : std::min(least, row.ratio);
    greatest = std::max(greatest, row.ratio);
    is_first = false;
  }
  if (counted > 1 && least > 0) report.max_to_min = greatest / least;
  return report;
}

}  // namespace anlan::patterns
