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
  return fmt::format("{:.{}f}", p,
                     std::max(1, static_cast<int>(std::lround(std::log10(replicates)))));
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
  const SatscanPlace& centre = input.places[cluster.centre];
  const double radius = radius_of(settings, cluster);
  if (!settings.geographic)
    return fmt::format("({:g},{:g}) / {}", centre.first, centre.second,
                       radius > 0 ? number(radius) : "0");
  return fmt::format("({:.6f} {}, {:.6f} {}) / {} km", std::fabs(centre.first),
                     centre.first < 0 ? 'S' : 'N', std::fabs(centre.second),
                     centre.second < 0 ? 'W' : 'E', radius > 0 ? number(radius) : "0");
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

std::string cluster_text(std::size_t rank, const SatscanSettings& settings,
                         const SatscanInput& input, const ScanResult& result) {
  const ScanCluster& cluster = result.clusters[rank - 1];
  const std::string head = fmt::format("{}.", rank);
  const std::string indent(head.size(), ' ');
  std::string text = id_lines(head + "Location IDs included.:", input, cluster);
  const auto line = [&](std::string_view label, const std::string& value) {
    text += fmt::format("{}{:.<22}: {}\n", indent, label, value);
  };
  line("Coordinates / radius", position(settings, input, cluster));
  line("Time frame", slashed(cluster.start) + " to " + slashed(cluster.end));
  line("Number of cases", fmt::format("{}", cluster.observed));
  line("Expected cases", number(cluster.expected));
  line("Observed / expected", ratio(static_cast<double>(cluster.observed), cluster.expected));
  line("Test statistic", fmt::format("{:.6f}", cluster.statistic));
  if (!result.null_maxima.empty()) {
    line("P-value", p_value(cluster.p_value, result));
    line("Gumbel P-value", fmt::format("{:.3g}", cluster.gumbel_p));
    if (cluster.recurrence_interval_days)
      line("Recurrence interval", recurrence(*cluster.recurrence_interval_days));
  }
  return text + '\n';
}

std::string p_columns(const ScanCluster& cluster, const ScanResult& result) {
  std::string text = p_value(cluster.p_value, result);
  if (cluster.recurrence_interval_days)
    text += fmt::format(" {:.1f}", *cluster.recurrence_interval_days);
  return text;
}

}  // namespace

std::string satscan_text(const SatscanSettings& settings, const SatscanInput& input,
                         const ScanResult& result) {
  const bool prospective = settings.plan.windows.time == TimeScan::prospective;
  std::string text = fmt::format(
      "{} Space-Time analysis\nscanning for clusters with high rates\nusing the Space-Time "
      "Permutation model.\n",
      prospective ? "Prospective" : "Retrospective");
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
  text += fmt::format(
      "Order of ties......................: {}\n",
      settings.plan.windows.ties == TieOrder::compatible ? "compatible" : "whole circles");
  return text;
}

std::string satscan_cluster_columns(const SatscanSettings& settings, const SatscanInput& input,
                                    const ScanResult& result) {
  std::string text;
  for (std::size_t i = 0; i < result.clusters.size(); ++i) {
    const ScanCluster& c = result.clusters[i];
    const SatscanPlace& centre = input.places[c.centre];
    text +=
        fmt::format("{} {} {:.6f} {:.6f} {:.6f} {} {} {} {:.6f} {} {} {} {}\n", i + 1, centre.id,
                    centre.first, centre.second, radius_of(settings, c), slashed(c.start),
                    slashed(c.end), c.places.size(), c.statistic, p_columns(c, result), c.observed,
                    number(c.expected), ratio(static_cast<double>(c.observed), c.expected));
  }
  return text;
}

std::string satscan_location_columns(const SatscanSettings&, const SatscanInput& input,
                                     const ScanResult& result) {
  std::vector<std::uint64_t> all(input.places.size(), 0);
  for (const ScanCase& c : input.data.cases) all[c.place] += c.count;
  std::string text;
  for (std::size_t i = 0; i < result.clusters.size(); ++i) {
    const ScanCluster& c = result.clusters[i];
    std::vector<std::uint64_t> inside(input.places.size(), 0);
    std::uint64_t in_window = 0;
    for (const ScanCase& one : input.data.cases) {
      if (one.day < c.start || one.day > c.end) continue;
      inside[one.place] += one.count;
      in_window += one.count;
    }
    for (const std::uint32_t place : c.places) {
      const double expected = static_cast<double>(all[place]) * static_cast<double>(in_window) /
                              static_cast<double>(result.cases);
      text += fmt::format("{} {} {} {} {} {} {} {} {}\n", input.places[place].id, i + 1,
                          p_columns(c, result), c.observed, number(c.expected),
                          ratio(static_cast<double>(c.observed), c.expected), inside[place],
                          number(expected), ratio(static_cast<double>(inside[place]), expected));
    }
  }
  return text;
}

std::string satscan_risk_columns(const SatscanInput& input) {
  std::vector<std::uint64_t> all(input.places.size(), 0);
  for (const ScanCase& c : input.data.cases) all[c.place] += c.count;
  std::string text;
  for (std::size_t place = 0; place < all.size(); ++place) {
    const auto cases = static_cast<double>(all[place]);
    text += fmt::format("{} {} {} {}\n", input.places[place].id, all[place], number(cases),
                        ratio(cases, cases));
  }
  return text;
}

}  // namespace anlan::patterns
