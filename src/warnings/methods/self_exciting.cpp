// The self-exciting model as a method: where do the latest incidents make more of them likely?
#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/problem.h"
#include "patterns/self_exciting/hawkes.h"
#include "warnings/methods/chance.h"
#include "warnings/methods/frame.h"
#include "warnings/methods/settings_reader.h"
#include "warnings/methods/table.h"
#include "warnings/words.h"

namespace anlan::warnings {
namespace {

constexpr std::size_t k_least_incidents = 30;  // fewer tell nothing of a triggering
constexpr double k_fit_share = 0.3;            // of the work, for progress

struct SelfExcitingSettings {
  std::int32_t study_days = 365;
  std::int32_t horizon_days = 7;
  double grid_metres = 250;
  double reach_metres = 500;
  std::int32_t reach_days = 60;
  double background_metres = 1500;  ///< bandwidth; wider than the triggering reaches
  std::uint32_t replicates = 499;
  std::uint64_t seed = 1;

  void read_all(SettingsReader& reader) {
    reader.read("study_days", study_days, 60, 3660);
    reader.read("horizon_days", horizon_days, 1, 60);
    reader.read("grid_metres", grid_metres, 25, 10'000);
    reader.read("reach_metres", reach_metres, 50, 10'000);
    reader.read("reach_days", reach_days, 2, 365);
    reader.read("background_metres", background_metres, 100, 50'000);
    reader.read("replicates", replicates, 9, 99'999);
    reader.read("seed", seed, 0, k_seed_max);
    reader.unless(reach_days * 2 <= study_days, "reach_days", "must be at most half of study_days");
    reader.unless(background_metres > reach_metres, "background_metres",
                  "must be above reach_metres");
  }
};

patterns::HawkesFit fit_of(const std::vector<FramedPoint>& points, const GridFrame& frame,
                           const DetectionInput& input, const SelfExcitingSettings& settings,
                           const DetectionRun& run) {
  std::vector<patterns::HawkesEvent> events;
  for (const auto& point : points) {
    events.push_back({.x = point.at.x,
                      .y = point.at.y,
                      .day = static_cast<double>(point.day - input.first_day) + 0.5});
  }
  patterns::HawkesSettings asked{.reach_days = static_cast<double>(settings.reach_days),
                                 .reach_metres = settings.reach_metres,
                                 .background_bandwidth = settings.background_metres,
                                 .threads = std::max(run.threads, 1U),
                                 .progress = {}};
  if (run.progress) {
    asked.progress = [&](std::uint32_t iteration, double) {
      return run.progress(k_fit_share * iteration / asked.iterations_max);
    };
  }
  const patterns::Window window{.east = frame.columns * frame.cell_metres,
                                .north = frame.rows * frame.cell_metres};
  return patterns::fit_hawkes(events, window, input.as_of - input.first_day + 1, asked);
}

/// The model's own triggering as a count: every incident counts by its age and distance.
class Excitement {
 public:
  Excitement(const GridFrame& frame, const patterns::HawkesModel& model)
      : frame_(frame), model_(model) {
    reach_ = static_cast<std::int32_t>(std::ceil(model.reach_metres / frame.cell_metres));
  }

  /// What an incident of this age still has to give, of 1 on its own day.
  double still_to_give(std::int32_t age_days) const {
    return age_days < model_.reach_days ? std::exp(-model_.omega * age_days) : 0;
  }
  /// Adds `weight`, spread around the point, to the cells within reach: at the place itself 1.
  void add(std::vector<double>& field, const FramePoint& at, double weight) const {
    const auto column = static_cast<std::int32_t>(at.x / frame_.cell_metres);
    const auto row = static_cast<std::int32_t>(at.y / frame_.cell_metres);
    const auto last_row = static_cast<std::int32_t>(frame_.rows) - 1;
    const auto last_column = static_cast<std::int32_t>(frame_.columns) - 1;
    for (auto r = std::max(0, row - reach_); r <= std::min(last_row, row + reach_); ++r) {
      for (auto c = std::max(0, column - reach_); c <= std::min(last_column, column + reach_);
           ++c) {
        const auto cell =
            static_cast<std::uint32_t>(r) * frame_.columns + static_cast<std::uint32_t>(c);
        const auto middle = middle_of(frame_, cell);
        const double square = std::pow(middle.x - at.x, 2) + std::pow(middle.y - at.y, 2);
        if (square > model_.reach_metres * model_.reach_metres) continue;
        field[cell] += weight * std::exp(-square / (2 * model_.sigma * model_.sigma));
      }
    }
  }
  std::vector<double> field(const std::vector<FramedPoint>& points, const std::vector<Day>& days,
                            Day as_of) const {
    std::vector<double> field(frame_.cells());
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double weight = still_to_give(as_of - days[i]);
      if (weight > 1e-3) add(field, points[i].at, weight);
    }
    return field;
  }
  /// What the same places give when their days say nothing: the mean of all shuffles.
  std::vector<double> usual(const std::vector<FramedPoint>& points, Day as_of) const {
    double mean = 0;
    for (const auto& point : points)
      mean += still_to_give(as_of - point.day) / static_cast<double>(points.size());
    std::vector<double> field(frame_.cells());
    for (const auto& point : points) add(field, point.at, mean);
    return field;
  }

 private:
  const GridFrame& frame_;
  const patterns::HawkesModel& model_;
  std::int32_t reach_ = 0;
};

std::vector<double> excess_of(std::vector<double> field, const std::vector<double>& usual) {
  for (std::size_t i = 0; i < field.size(); ++i)
    field[i] = (field[i] - usual[i]) / std::sqrt(usual[i] + 1);
  return field;
}

/// Incidents that the model expects of each cell in the horizon: the background, and what is still
/// to come of those that were recorded.
SelfExcitingResult drawn(const GridFrame& frame, const patterns::HawkesFit& fit,
                         const std::vector<double>& excitement, Day as_of,
                         std::int32_t horizon_days) {
  const auto& model = fit.model;
  SelfExcitingResult result{.surface = {.frame = frame,
                                        .measure = SurfaceMeasure::expected_incidents,
                                        .from = as_of + 1,
                                        .to = as_of + horizon_days,
                                        .values = {},
                                        .expected = {}},
                            .background_per_day = model.background_per_day,
                            .productivity = model.productivity[0],
                            .mean_delay_days = 1 / model.omega,
                            .spread_metres = model.sigma,
                            .has_converged = fit.has_converged};
  for (const auto share : fit.background_share) result.background_share += share;
  result.background_share /=
      static_cast<double>(std::max<std::size_t>(1, fit.background_share.size()));
  const double cell_area = frame.cell_metres * frame.cell_metres;
  const double begotten = model.productivity[0] * (1 - std::exp(-model.omega * horizon_days)) *
                          cell_area / (2 * std::numbers::pi * model.sigma * model.sigma);
  for (std::uint32_t cell = 0; cell < frame.cells(); ++cell) {
    const auto middle = middle_of(frame, cell);
    const auto column =
        std::min(static_cast<std::uint32_t>(middle.x / model.background.cell_width()),
                 model.background.columns - 1);
    const auto row = std::min(static_cast<std::uint32_t>(middle.y / model.background.cell_height()),
                              model.background.rows - 1);
    const double background =
        model.background_per_day * horizon_days * model.background.at(column, row) * cell_area;
    result.surface.expected.push_back(static_cast<float>(background));
    result.surface.values.push_back(static_cast<float>(background + begotten * excitement[cell]));
  }
  return result;
}

/// The incidents of the circle that still excite it, and how many as many days usually bring there.
Finding finding_in(const Circle& circle, const GridFrame& frame,
                   const std::vector<FramedPoint>& points, Day first_recent, Day as_of) {
  Finding finding{.start = first_recent, .end = as_of, .area = circle};
  const auto centre = point_on(frame, circle.centre);
  std::int64_t here = 0;
  std::int64_t recent = 0;
  for (const auto& point : points) {
    recent += point.day >= first_recent ? 1 : 0;
    if (std::hypot(point.at.x - centre.x, point.at.y - centre.y) > circle.radius.value()) continue;
    ++here;
    if (point.day >= first_recent) finding.incidents.push_back(point.incident);
  }
  std::ranges::sort(finding.incidents);
  finding.observed = static_cast<std::int64_t>(finding.incidents.size());
  finding.expected =
      static_cast<double>(here) * static_cast<double>(recent) / static_cast<double>(points.size());
  return finding;
}

Detection detect(const DetectionInput& input, std::string_view text, const DetectionRun& run) {
  const auto settings = settings_from<SelfExcitingSettings>(text);
  const auto frame = frame_over(input, settings.grid_metres);
  const auto points = framed_points(input, frame);
  if (points.size() < k_least_incidents) return {};
  const auto fit = fit_of(points, frame, input, settings, run);
  const Excitement excitement(frame, fit.model);
  std::vector<Day> days;
  for (const auto& point : points) days.push_back(point.day);
  const auto field = excitement.field(points, days, input.as_of);
  Detection detection{.findings = {},
                      .result = drawn(frame, fit, field, input.as_of, settings.horizon_days)};

  const auto usual = excitement.usual(points, input.as_of);
  const auto excess = excess_of(field, usual);
  const auto chance =
      maxima_by_chance(settings.replicates, settings.seed, run, k_fit_share, [&](Random& random) {
        auto shuffled = days;
        random.shuffle(std::span(shuffled));
        return std::ranges::max(excess_of(excitement.field(points, shuffled, input.as_of), usual));
      });
  const double height = std::max(chance.quantile(0.5), 1e-9);
  std::vector<bool> is_high(excess.size());
  for (std::size_t i = 0; i < excess.size(); ++i) is_high[i] = excess[i] >= height;
  // Three times the mean delay hold 95 % of what an incident gives.
  const auto memory =
      std::clamp(static_cast<std::int32_t>(std::ceil(3 / fit.model.omega)), 1, settings.reach_days);
  for (const auto& cells : regions_of(frame, is_high)) {
    auto finding = finding_in(circle_around(frame, cells), frame, points,
                              input.as_of - (memory - 1), input.as_of);
    if (finding.observed == 0) continue;
    for (const auto cell : cells) finding.statistic = std::max(finding.statistic, excess[cell]);
    finding.p_value = finding.gumbel_p = chance.p_value(finding.statistic);
    finding.recurrence_days = recurrence_days(finding.p_value, 1);
    finding.places = static_cast<std::int32_t>(cells.size());
    detection.findings.push_back(std::move(finding));
  }
  rank(detection.findings);
  return detection;
}

Bilingual title(const Warning& warning, const Bilingual& kinds) {
  return raised_title(warning, kinds,
                      {.en = "more likely to follow here", .zh = "后续发案可能性上升"});
}

}  // namespace

const MethodDefinition& self_exciting_method() {
  static const MethodDefinition definition{
      .method = Method::self_exciting,
      .engine = "self-exciting point process, days permuted 1",
      .card = {.title = {.en = "Self-exciting model", .zh = "自激点过程"},
               .learns_from =
                   {.en = "Places and days of incidents: how far and how long one makes others "
                          "likely, over a background that differs from place to place.",
                    .zh = "案件地点与日期：一案在多远、多久内提高后续发案可能，背景强度因地而异。"},
               .limits = {.en = "Says nothing of fewer than 30 incidents. Days are as fine as it "
                                "sees: incidents of one day do not beget each other. Whether one "
                                "really causes another it cannot tell.",
                          .zh = "少于30起案件不作判断；以天为最小单位；不能断言案件之间的因果。"}},
      .complete = &completed_settings<SelfExcitingSettings>,
      .study_days = &study_days_of<SelfExcitingSettings>,
      .seed = &seed_of<SelfExcitingSettings>,
      .detect = &detect,
      .title = &title,
      .description = &raised_description};
  return definition;
}

}  // namespace anlan::warnings
