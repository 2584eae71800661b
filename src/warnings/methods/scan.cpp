#include "warnings/methods/scan.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.h"
#include "patterns/scan/scan.h"
#include "warnings/incident_places.h"
#include "warnings/methods/table.h"
#include "warnings/words.h"

namespace anlan::warnings {
namespace {

constexpr double k_least_radius = 50;  // metres; a single exact place is drawn as large as a yard

patterns::ScanPlan plan_of(const ScanSettings& settings) {
  patterns::ScanPlan plan;
  plan.windows.max_units = static_cast<std::uint32_t>(settings.window_days);
  plan.windows.max_share = settings.max_cases_share;
  if (settings.max_radius_metres) plan.windows.max_radius = Metres::of(*settings.max_radius_metres);
  plan.null = {.replicates = settings.replicates, .seed = settings.seed};
  return plan;
}

patterns::ScanData data_of(const DetectionInput& input, const IncidentPlaces& places) {
  patterns::ScanData data{.first_day = input.first_day, .last_day = input.as_of};
  for (const auto& place : places.places) {
    const auto point = on_sphere(place);
    data.places.push_back({.x = point.x, .y = point.y, .z = point.z});
  }
  for (std::size_t i = 0; i < input.points.size(); ++i)
    data.cases.push_back({.place = places.place_of[i], .day = input.points[i].day});
  return data;
}

Finding finding_of(const patterns::ScanCluster& cluster, const DetectionInput& input,
                   const IncidentPlaces& places, const ScanSettings& settings) {
  Finding finding{.start = cluster.start,
                  .end = cluster.end,
                  .observed = static_cast<std::int64_t>(cluster.observed),
                  .expected = cluster.expected,
                  .statistic = cluster.statistic,
                  .p_value = cluster.p_value,
                  .gumbel_p = cluster.gumbel_p,
                  .recurrence_days = cluster.recurrence_interval_days.value_or(1),
                  .area = {.centre = places.places[cluster.centre],
                           .radius = drawn_radius(cluster.radius, settings)},
                  .places = static_cast<std::int32_t>(cluster.places.size())};
  std::vector<bool> is_member(places.places.size(), false);
  for (const auto place : cluster.places) is_member[place] = true;
  for (std::size_t i = 0; i < input.points.size(); ++i) {
    const auto& point = input.points[i];
    if (is_member[places.place_of[i]] && cluster.start <= point.day && point.day <= cluster.end)
      finding.incidents.push_back(point.incident);
  }
  std::ranges::sort(finding.incidents);
  CHECK(static_cast<std::int64_t>(finding.incidents.size()) == finding.observed);
  return finding;
}

/// Of the input in one order, since random numbers meet cases in order.
struct Scanned {
  DetectionInput input;
  IncidentPlaces places;
  patterns::ScanResult result;
};

Scanned scanned(const DetectionInput& given, const ScanSettings& settings,
                const DetectionRun& run) {
  Scanned scanned{.input = given, .places = {}, .result = {}};
  std::ranges::sort(scanned.input.points, {}, [](const DetectionPoint& point) {
    return std::pair(point.day, point.incident);
  });
  scanned.places = bring_together(scanned.input.points, Metres::of(settings.grid_metres));
  patterns::ScanRun how;
  how.threads = run.threads;
  if (run.progress) {
    how.progress = [&run](std::uint32_t done, std::uint32_t all) {
      return run.progress(static_cast<double>(done) / std::max(all, 1U));
    };
  }
  scanned.result = patterns::scan(data_of(scanned.input, scanned.places), plan_of(settings), how);
  return scanned;
}

Detection detect(const DetectionInput& given, std::string_view settings_json,
                 const DetectionRun& run) {
  const auto settings = settings_from<ScanSettings>(settings_json);
  if (given.points.empty()) return {};
  const auto found = scanned(given, settings, run);
  std::vector<Finding> findings;
  for (const auto& cluster : found.result.clusters) {
    findings.push_back(finding_of(cluster, found.input, found.places, settings));
    findings.back().rank = static_cast<std::int32_t>(findings.size());
  }
  return {.findings = std::move(findings), .result = {}};
}

}  // namespace

std::vector<double> null_maxima_of(const DetectionInput& input, const ScanSettings& settings,
                                   const DetectionRun& run) {
  if (input.points.empty()) return {};
  return scanned(input, settings, run).result.null_maxima;
}

Metres drawn_radius(Metres radius, const ScanSettings& settings) {
  const double margin = settings.grid_metres * std::numbers::sqrt2 / 2;
  return Metres::of(std::max(radius.value() + margin, k_least_radius));
}

void ScanSettings::read_all(SettingsReader& reader) {
  reader.read("study_days", study_days, 14, 3660);
  reader.read("window_days", window_days, 1, 365);
  reader.read("max_cases_share", max_cases_share, 1e-6, 0.5);
  reader.read("max_radius_metres", max_radius_metres, 1, 1e6);
  reader.read("grid_metres", grid_metres, 0, 100'000);
  reader.read("replicates", replicates, 9, 99'999);
  reader.read("seed", seed, 0, k_seed_max);
  reader.unless(window_days * 2 <= study_days, "window_days", "must be at most half of study_days");
}

const MethodDefinition& scan_method() {
  static const MethodDefinition definition{
      .method = Method::scan,
      .engine = "prospective space-time permutation scan 1",
      .card = {.title = {.en = "Space-time scan", .zh = "时空扫描"},
               .learns_from =
                   {.en = "Places and days of incidents that the public or a sensor reported, over "
                          "the study period; the usual pattern of a place is its own past.",
                    .zh = "研究期内群众或感知设备报告的案件地点与日期；各地以自身历史为常态。"},
               .limits = {.en = "Circles only; a rise of the whole area at once is no cluster, and "
                                "a rise older than the window is taken for the usual.",
                          .zh =
                              "仅识别圆形区域；全域同时上升不构成聚集，早于窗口的上升视为常态。"}},
      .complete = &completed_settings<ScanSettings>,
      .study_days = &study_days_of<ScanSettings>,
      .seed = &seed_of<ScanSettings>,
      .detect = &detect,
      .title = &cluster_title,
      .description = &cluster_description};
  return definition;
}

}  // namespace anlan::warnings
