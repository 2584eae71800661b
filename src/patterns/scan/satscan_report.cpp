#include "patterns/scan/satscan_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anlan::patterns {
namespace {

constexpr std::string_view k_rule =
    "__________________________________________________________________________________________"
    "_____\n";

std::string slashed(Day day) {
  return fmt::format("{}/{}/{}", day.year(), day.month(), day.day_of_month());
}

/// At least two decimals, and two digits that are not zero.
std::string number(double value) {
  const double size = std::fabs(value);
  const int decimals = size >= 0.1 || size == 0
                           ? 2
                           : std::min(12, 1 - static_cast<int>(std::floor(std::log10(size))));
  return fmt::format("{:.{}f}", value, decimals);
}

std::string ratio(double observed, double expected) {
  return expected > 0 ? number(observed / expected) : "n/a";
}

/// As many decimals as the replicates give.
std::string p_value(double p, const ScanResult& result) {
  const auto replicates = static_cast<double>(result.null_maxima.size() + 1);
  const int decimals = std::max(1, static_cast<int>(std::lround(std::log10(replicates))));
  return fmt::format("{:.{}f}", p, decimals);
}

std::string recurrence(double days) {
  constexpr double k_days_in_year = 365.25;
  const double years = days / k_days_in_year;
  if (years < 1) return fmt::format("{:.0f} day{}", days, days < 1.5 ? "" : "s");
  if (years <= 10) return fmt::format("{:.1f} year{}", years, years < 1.05 ? "" : "s");
  return fmt::format("{:.0f} years", years);
}

double radius_of(const SatscanSettings& settings, const ScanCluster& cluster) {
  return settings.geographic ? great_circle_km(cluster.radius.value()) : cluster.radius.value();
}

std::string position(const SatscanSettings& settings, const SatscanInput& input,
                     const ScanCluster& cluster) {
  const SatscanPlace& centre = input.centres[cluster.centre];
  const double radius = radius_of(settings, cluster);
  const std::string length = radius > 0 ? number(radius) : "0";
  if (settings.geographic)
    return fmt::format("({:.6f} {}, {:.6f} {}) / {} km", std::fabs(centre.first),
                       centre.first < 0 ? 'S' : 'N', std::fabs(centre.second),
                       centre.second < 0 ? 'W' : 'E', length);
  std::string where = fmt::format("({:g},{:g}) / {}", centre.first, centre.second, length);
  if (cluster.shape == 1) return where;
  return where + fmt::format(" (shape {:g}, angle {:.1f} degrees)", cluster.shape,
                             cluster.angle * 180 / 3.14159265358979323846);
}

/// "label: id, id, ..." with lines of at most 95 characters, the later ones set in.
std::string id_lines(const std::string& label, const SatscanInput& input,
                     const ScanCluster& cluster) {
  constexpr std::size_t k_width = 95;
  std::string text;
  std::string line = label;
  for (std::size_t i = 0; i < cluster.places.size(); ++i) {
    const bool last = i + 1 == cluster.places.size();
    const std::string id = ' ' + input.places[cluster.places[i]].id + (last ? "" : ",");
    if (line.size() + id.size() > k_width && line.size() > label.size()) {
      text += line + '\n';
      line.assign(label.size(), ' ');
    }
    line += id;
  }
  return text + line + '\n';
}

std::string category(const CategoryGroup& group) {
  return group.first == group.last ? fmt::format("[{:g}]", group.first)
                                   : fmt::format("[{:g} to {:g}]", group.first, group.last);
}

bool is_timeless(const SatscanSettings& settings) {
  return settings.plan.windows.time == TimeScan::whole_period;
}

bool is_permutation(const SatscanSettings& settings) {
  return settings.plan.null.sampler == NullSampler::permuted_days;
}

/// Writes "label...: value" lines, all set in alike.
class Lines {
 public:
  explicit Lines(std::size_t indent) : indent_(indent, ' ') {}
  void add(std::string_view label, const std::string& value) {
    text_ += fmt::format("{}{:.<22}: {}\n", indent_, label, value);
  }
  std::string text() const { return text_; }

 private:
  std::string indent_;
  std::string text_;
};

void add_numbers(Lines& lines, const SatscanSettings& settings, const ScanCluster& cluster,
                 const ScanResult& result) {
  const auto observed = static_cast<double>(cluster.observed);
  const ScanScore score = settings.plan.likelihood.score;
  if (score == ScanScore::ordinal) {
    lines.add("Total cases", fmt::format("{}", cluster.observed));
    for (const CategoryGroup& group : cluster.groups)
      lines.add(
          "Category " + category(group),
          fmt::format("{} cases, {} expected, ratio {}", group.observed, number(group.expected),
                      ratio(static_cast<double>(group.observed), group.expected)));
    return;
  }
  if (score == ScanScore::bernoulli)
    lines.add("Population", fmt::format("{:.0f}", cluster.individuals));
  lines.add("Number of cases", fmt::format("{}", cluster.observed));
  if (score == ScanScore::normal) {
    lines.add("Mean inside", number(cluster.mean_inside));
    lines.add("Mean outside", number(cluster.mean_outside));
    lines.add("Variance", number(cluster.variance));
    lines.add("Standard deviation", number(std::sqrt(cluster.variance)));
    return;
  }
  lines.add("Expected cases", number(cluster.expected));
  lines.add("Observed / expected", ratio(observed, cluster.expected));
  const auto all = static_cast<double>(result.cases);
  const bool has_risk =
      score == ScanScore::bernoulli || settings.plan.null.sampler == NullSampler::given_expected;
  if (has_risk && all > observed && all > cluster.expected)
    lines.add("Relative risk",
              ratio(observed * (all - cluster.expected), cluster.expected * (all - observed)));
}

std::string cluster_text(std::size_t rank, const SatscanSettings& settings,
                         const SatscanInput& input, const ScanResult& result) {
  const ScanCluster& cluster = result.clusters[rank - 1];
  const std::string head = fmt::format("{}.", rank);
  Lines lines(head.size());
  if (settings.plan.windows.space != SpaceScan::whole_map)
    lines.add("Coordinates / radius", position(settings, input, cluster));
  if (!is_timeless(settings))
    lines.add("Time frame", slashed(cluster.start) + " to " + slashed(cluster.end));
  if (settings.plan.likelihood.rates == ScanRates::both)
    lines.add("Rates", cluster.high ? "high" : "low");
  add_numbers(lines, settings, cluster, result);
  lines.add(is_permutation(settings) ? "Test statistic" : "Log likelihood ratio",
            fmt::format("{:.6f}", cluster.statistic));
  if (!result.null_maxima.empty()) {
    lines.add("P-value", p_value(cluster.p_value, result));
    lines.add("Gumbel P-value", fmt::format("{:.3g}", cluster.gumbel_p));
    if (cluster.recurrence_interval_days)
      lines.add("Recurrence interval", recurrence(*cluster.recurrence_interval_days));
  }
  return id_lines(head + "Location IDs included.:", input, cluster) + lines.text() + '\n';
}

std::string analysis_name(const SatscanSettings& settings) {
  const ScanWindows& windows = settings.plan.windows;
  const bool prospective = windows.time == TimeScan::prospective;
  if (is_timeless(settings)) return "Purely Spatial";
  if (windows.space == SpaceScan::whole_map)
    return prospective ? "Prospective Purely Temporal" : "Retrospective Purely Temporal";
  return prospective ? "Prospective Space-Time" : "Retrospective Space-Time";
}

std::string model_name(const SatscanSettings& settings) {
  switch (settings.plan.null.sampler) {
    case NullSampler::permuted_days: return "Space-Time Permutation";
    case NullSampler::given_expected: return "Discrete Poisson";
    case NullSampler::uniform_points: return "Continuous Poisson";
    case NullSampler::permuted_marks: break;
  }
  switch (settings.plan.likelihood.score) {
    case ScanScore::bernoulli: return "Bernoulli";
    case ScanScore::ordinal: return "Ordinal";
    case ScanScore::exponential: return "Exponential";
    case ScanScore::normal: return "Normal";
    case ScanScore::poisson: break;
  }
  return "Poisson";
}

std::string rates_name(const SatscanSettings& settings) {
  switch (settings.plan.likelihood.rates) {
    case ScanRates::high: return "high";
    case ScanRates::low: return "low";
    case ScanRates::both: break;
  }
  return "high or low";
}

}  // namespace

std::string satscan_text(const SatscanSettings& settings, const SatscanInput& input,
                         const ScanResult& result) {
  std::string text =
      fmt::format("{} analysis\nscanning for clusters with {} rates\nusing the {} model.\n",
                  analysis_name(settings), rates_name(settings), model_name(settings));
  text += k_rule;
  text += fmt::format(
      "\nSUMMARY OF DATA\n\nStudy period.......................: {} to {}\nNumber of "
      "locations................: {}\nTotal number of cases..............: {}\n",
      slashed(settings.first_day), slashed(settings.last_day), input.places.size(), result.cases);
  text += k_rule;
  text += "\nCLUSTERS DETECTED\n\n";
  for (std::size_t rank = 1; rank <= result.clusters.size(); ++rank)
    text += cluster_text(rank, settings, input, result);
  if (result.clusters.empty()) text += "No clusters were found.\n\n";
  text += k_rule;
  text += fmt::format("\nReplicates.........................: {}{}\n", result.null_maxima.size(),
                      result.stopped_early ? " (stopped early)" : "");
  const bool compatible = settings.plan.windows.ties == TieOrder::compatible;
  text += fmt::format("Order of ties......................: {}\n",
                      compatible ? "compatible" : "whole circles");
  return text;
}

}  // namespace anlan::patterns
