#include "warnings/scan_method.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <numbers>
#include <set>

#include "base/check.h"
#include "base/problem.h"
#include "patterns/scan/scan.h"
#include "warnings/incident_places.h"

namespace anlan::warnings {
namespace {

namespace json = boost::json;

constexpr double k_least_radius = 50;  // metres; a single exact place is drawn as large as a yard

/// Reads numbers of an object, and notes what is wrong with them.
class NumberReader {
 public:
  explicit NumberReader(const json::object& object) : object_(object) {}

  template <class Number>
  void read(std::string_view key, Number& value, double least, double most) {
    known_.insert(key);
    const auto* found = object_.if_contains(key);
    if (!found) return;
    if (!found->is_number()) return fault(key, "must be a number");
    const double number = found->to_number<double>();
    if (std::is_integral_v<Number> && number != std::floor(number))
      return fault(key, "must be a whole number");
    if (!(number >= least && number <= most))
      return fault(key, "must be from " + text_of(least) + " to " + text_of(most));
    value = static_cast<Number>(number);
  }
  bool is_null(std::string_view key) {
    known_.insert(key);
    const auto* found = object_.if_contains(key);
    return found && found->is_null();
  }
  void raise() {
    for (const auto& row : object_) {
      if (!known_.contains(row.key())) fault(row.key(), "is not a setting of the scan");
    }
    if (faults_.empty()) return;
    throw Problem::invalid("analyses.method_settings", "The settings of the scan are not right.",
                           std::move(faults_));
  }

 private:
  static std::string text_of(double number) { return json::serialize(json::value(number)); }
  void fault(std::string_view key, std::string text) {
    faults_.push_back({"settings." + std::string(key), std::move(text)});
  }

  const json::object& object_;
  std::set<std::string_view, std::less<>> known_;
  std::vector<FieldFault> faults_;
};

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
  // A cell reaches half its diagonal beyond its middle.
  const double margin = settings.grid_metres * std::numbers::sqrt2 / 2;
  const double radius = std::max(cluster.radius.value() + margin, k_least_radius);
  Finding finding{.start = cluster.start,
                  .end = cluster.end,
                  .observed = static_cast<std::int64_t>(cluster.observed),
                  .expected = cluster.expected,
                  .statistic = cluster.statistic,
                  .p_value = cluster.p_value,
                  .gumbel_p = cluster.gumbel_p,
                  .recurrence_days = cluster.recurrence_interval_days.value_or(1),
                  .area = {.centre = places.places[cluster.centre], .radius = Metres::of(radius)},
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

std::vector<Finding> detect(const DetectionInput& given, std::string_view settings_json,
                            const DetectionRun& run) {
  const auto settings = scan_settings_from(settings_json);
  if (given.points.empty()) return {};
  DetectionInput input = given;  // in one order, since random numbers meet cases in order
  std::ranges::sort(input.points, {}, [](const DetectionPoint& point) {
    return std::pair(point.day, point.incident);
  });
  const auto places = bring_together(input.points, Metres::of(settings.grid_metres));
  patterns::ScanRun how;
  how.threads = run.threads;
  if (run.progress) {
    how.progress = [&run](std::uint32_t done, std::uint32_t all) {
      return run.progress(static_cast<double>(done) / std::max(all, 1U));
    };
  }
  const auto result = patterns::scan(data_of(input, places), plan_of(settings), how);
  std::vector<Finding> findings;
  for (const auto& cluster : result.clusters) {
    findings.push_back(finding_of(cluster, input, places, settings));
    findings.back().rank = static_cast<std::int32_t>(findings.size());
  }
  return findings;
}

}  // namespace

ScanSettings scan_settings_from(std::string_view text) {
  json::error_code error;
  const auto value = json::parse(json::string_view(text.data(), text.size()), error);
  if (error || !value.is_object()) {
    throw Problem::invalid("analyses.method_settings", "The settings must be a JSON object.",
                           {{"settings", "must be an object"}});
  }
  ScanSettings settings;
  NumberReader reader(value.as_object());
  reader.read("study_days", settings.study_days, 14, 3660);
  reader.read("window_days", settings.window_days, 1, 365);
  reader.read("max_cases_share", settings.max_cases_share, 1e-6, 0.5);
  if (reader.is_null("max_radius_metres")) {
    settings.max_radius_metres.reset();
  } else {
    reader.read("max_radius_metres", *settings.max_radius_metres, 1, 1e6);
  }
  reader.read("grid_metres", settings.grid_metres, 0, 100'000);
  reader.read("replicates", settings.replicates, 9, 99'999);
  reader.read("seed", settings.seed, 0, 9'007'199'254'740'991.0);  // what JSON numbers hold exactly
  reader.raise();
  if (settings.window_days * 2 > settings.study_days) {
    throw Problem::invalid("analyses.method_settings",
                           "The window is too long for the study period.",
                           {{"settings.window_days", "must be at most half of study_days"}});
  }
  return settings;
}

std::string to_json(const ScanSettings& settings) {
  json::object object;
  object["study_days"] = settings.study_days;
  object["window_days"] = settings.window_days;
  object["max_cases_share"] = settings.max_cases_share;
  object["max_radius_metres"] =
      settings.max_radius_metres ? json::value(*settings.max_radius_metres) : json::value(nullptr);
  object["grid_metres"] = settings.grid_metres;
  object["replicates"] = settings.replicates;
  object["seed"] = settings.seed;
  return json::serialize(object);
}

const MethodDefinition& scan_method() {
  static const MethodDefinition definition{
      .method = Method::scan,
      .engine = "prospective space-time permutation scan 1",
      .complete = [](std::string_view text) { return to_json(scan_settings_from(text)); },
      .study_days = [](std::string_view text) { return scan_settings_from(text).study_days; },
      .seed = [](std::string_view text) { return scan_settings_from(text).seed; },
      .detect = &detect};
  return definition;
}

}  // namespace anlan::warnings
