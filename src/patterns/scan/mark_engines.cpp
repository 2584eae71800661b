#include "patterns/scan/mark_engines.h"

#include <algorithm>
#include <cmath>

#include "base/problem.h"
#include "patterns/scan/count_engine.h"
#include "patterns/scan/ordinal_model.h"

namespace anlan::patterns {
namespace {

std::unique_ptr<ScanEngine> bernoulli_engine(const ScanData& data, const ScanPlan& plan,
                                             const PreparedScan& prepared, const Layout& layout) {
  CountTable table(data.places.size(), layout.cells().slots());
  std::vector<std::uint32_t> cell_of;
  for (const bool are_cases : {true, false}) {
    for (const ScanCase& c : are_cases ? data.cases : data.controls) {
      const std::uint32_t cell = layout.cell_of(c);
      cell_of.insert(cell_of.end(), c.count, cell);
      if (cell == k_no_cell) continue;
      if (are_cases) table.counts[cell] += static_cast<std::int32_t>(c.count);
      table.measures[cell] += c.count;
    }
  }
  const auto cases = static_cast<double>(prepared.cases);
  const auto people = static_cast<double>(cell_of.size());
  const std::size_t cells = table.counts.size();
  auto sampler = std::make_unique<LabelSampler>(std::move(cell_of),
                                                static_cast<std::uint32_t>(prepared.cases), cells);
  const auto description = [cases, people](std::int64_t k, double m, ScanCluster& cluster) {
    describe_cases(k, m * cases / people, cluster);
    cluster.individuals = m;
  };
  return count_engine(BernoulliScore(cases, people), plan, std::move(table), prepared.cases,
                      std::move(sampler), description, *prepared.zones, layout.cells());
}

/// A table of marks that lie where their owners are, and the sampler that permutes them.
struct MarkedTable {
  CountTable table;
  std::unique_ptr<const CountSampler> sampler;
};

template <class MarkOf>
MarkedTable marked_table(const ScanData& data, const Layout& layout, MarkOf mark_of) {
  MarkedTable result{CountTable(data.places.size(), layout.cells().slots()), nullptr};
  std::vector<std::uint32_t> cell_of;
  std::vector<Mark> marks;
  for (const ScanCase& c : data.cases) {
    const Mark mark = mark_of(c);
    const std::uint32_t cell = layout.cell_of(c);
    cell_of.insert(cell_of.end(), c.count, cell);
    marks.insert(marks.end(), c.count, mark);
    if (cell == k_no_cell) continue;
    result.table.counts[cell] += mark.count * static_cast<std::int32_t>(c.count);
    result.table.measures[cell] += mark.measure * c.count;
  }
  const std::size_t cells = result.table.counts.size();
  result.sampler = std::make_unique<MarkSampler>(std::move(cell_of), std::move(marks), cells);
  return result;
}

std::unique_ptr<ScanEngine> exponential_engine(const ScanData& data, const ScanPlan& plan,
                                               const PreparedScan& prepared, const Layout& layout) {
  double deaths = 0;
  double time = 0;
  for (const ScanCase& c : data.cases) {
    if (c.value < 0) throw Problem::invalid("scan.value", "A length of survival is negative.");
    time += c.value * c.count;
    if (!c.censored) deaths += c.count;
  }
  if (!(time > 0) || !std::isfinite(time) || !(deaths > 0))
    throw Problem::invalid("scan.value",
                           "Survival needs one length above zero that is not censored.");
  auto [table, sampler] = marked_table(data, layout, [&](const ScanCase& c) {
    return Mark{c.censored ? 0 : 1, c.value * deaths / time};
  });
  return count_engine(PoissonScore(deaths), plan, std::move(table),
                      static_cast<std::uint64_t>(deaths), std::move(sampler), describe_cases,
                      *prepared.zones, layout.cells());
}

std::unique_ptr<ScanEngine> normal_engine(const ScanData& data, const ScanPlan& plan,
                                          const PreparedScan& prepared, const Layout& layout) {
  const auto all = static_cast<double>(prepared.cases);
  double mean = 0;
  for (const ScanCase& c : data.cases) mean += c.value * c.count / all;
  double squares = 0;
  for (const ScanCase& c : data.cases) squares += (c.value - mean) * (c.value - mean) * c.count;
  double largest = 0;
  for (const ScanCase& c : data.cases) largest = std::max(largest, std::fabs(c.value));
  if (!std::isfinite(squares))
    throw Problem::invalid("scan.value", "The values are too large to be squared.");
  if (!(squares > largest * largest * k_rounding_share))
    throw Problem::invalid("scan.value", "All values are alike, so none stand out.");
  auto [table, sampler] =
      marked_table(data, layout, [&](const ScanCase& c) { return Mark{1, mean - c.value}; });
  const NormalScore score(all, squares);
  const auto description = [=](std::int64_t k, double m, ScanCluster& cluster) {
    const auto n = static_cast<double>(k);
    describe_cases(k, n, cluster);
    cluster.mean_inside = mean - m / n;
    cluster.mean_outside = mean + m / (all - n);
    cluster.variance = score.residual(k, m) / all;
  };
  return count_engine(score, plan, std::move(table), prepared.cases, std::move(sampler),
                      description, *prepared.zones, layout.cells());
}

std::unique_ptr<ScanEngine> ordinal_engine(const ScanData& data, const ScanPlan& plan,
                                           const PreparedScan& prepared, const Layout& layout) {
  std::vector<double> values;
  for (const ScanCase& c : data.cases)
    if (c.count > 0) values.push_back(c.value);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  constexpr std::size_t k_max_categories = 1000;
  if (values.size() > k_max_categories)
    throw Problem::too_large("scan.too_large", "There are more than 1,000 categories.");
  const std::size_t slots = layout.cells().slots();
  if (data.places.size() * slots * values.size() > k_max_cells)
    throw Problem::too_large("scan.too_large", "Places, times and categories are too many.");
  std::vector<std::int32_t> counts(data.places.size() * slots * values.size(), 0);
  std::vector<double> totals(values.size(), 0);
  for (const ScanCase& c : data.cases) {
    if (c.count == 0) continue;
    const auto category = static_cast<std::size_t>(
        std::lower_bound(values.begin(), values.end(), c.value) - values.begin());
    totals[category] += c.count;
    const std::uint32_t cell = layout.cell_of(c);
    if (cell != k_no_cell)
      counts[cell * values.size() + category] += static_cast<std::int32_t>(c.count);
  }
  return std::make_unique<CellScan<OrdinalModel>>(
      OrdinalModel(std::move(values), slots, std::move(counts), std::move(totals),
                   plan.likelihood.rates, plan.likelihood.min_cases),
      *prepared.zones, layout.cells(), plan.windows.ties);
}

}  // namespace

std::unique_ptr<ScanEngine> marks_engine(const ScanData& data, const ScanPlan& plan,
                                         const PreparedScan& prepared) {
  const Layout layout(data, prepared.axis,
                      CellAxis(prepared.windows, occupied_intervals(data, prepared.axis)));
  switch (plan.likelihood.score) {
    case ScanScore::bernoulli: return bernoulli_engine(data, plan, prepared, layout);
    case ScanScore::exponential: return exponential_engine(data, plan, prepared, layout);
    case ScanScore::normal: return normal_engine(data, plan, prepared, layout);
    case ScanScore::ordinal: return ordinal_engine(data, plan, prepared, layout);
    case ScanScore::poisson: break;
  }
  throw Problem::invalid("scan.combination", "This score has no marks to permute.");
}

}  // namespace anlan::patterns
