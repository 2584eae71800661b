// The forecast as a method: which cells will have most in the days to come, and how good was it?
#include <algorithm>
#include <cmath>

#include "patterns/evaluation/rolling_origins.h"
#include "patterns/forecast/stack.h"
#include "patterns/guards/exploration.h"
#include "warnings/methods/chance.h"
#include "warnings/methods/frame.h"
#include "warnings/methods/settings_reader.h"
#include "warnings/methods/table.h"
#include "warnings/words.h"

namespace anlan::warnings {
namespace {

constexpr std::size_t k_least_incidents = 30;

struct ForecastSettings {
  std::int32_t study_days = 730;
  std::int32_t horizon_days = 7;
  double grid_metres = 500;
  double bandwidth_metres = 1000;
  double area_share = 0.02;        ///< of the cells, those that are chosen
  double exploration_share = 0.1;  ///< of the chosen, those drawn by lot
  std::int32_t origins = 6;        ///< of the back-test
  std::uint64_t seed = 1;

  void read_all(SettingsReader& reader) {
    reader.read("study_days", study_days, 120, 3660);
    reader.read("horizon_days", horizon_days, 1, 90);
    reader.read("grid_metres", grid_metres, 50, 20'000);
    reader.read("bandwidth_metres", bandwidth_metres, 50, 50'000);
    reader.read("area_share", area_share, 0.001, 0.5);
    reader.read("exploration_share", exploration_share, 0, 0.5);
    reader.read("origins", origins, 1, 52);
    reader.read("seed", seed, 0, k_seed_max);
    reader.unless((origins + 1) * horizon_days * 2 <= study_days, "origins",
                  "must leave half of study_days to learn from");
  }
};

/// The models, each by itself and all of them stacked on the past.
class Models {
 public:
  Models(const patterns::ForecastGrid& grid, const ForecastSettings& settings, unsigned threads)
      : grid_(grid),
        members_{{"count", patterns::count_shares(grid)},
                 {"density", patterns::density_shares(grid, settings.bandwidth_metres)},
                 {"recent_density",
                  patterns::density_shares(grid, settings.bandwidth_metres, {.decay_days = 60})}},
        stack_(grid, members_,
               {.trials_max = 8,
                .trial_days = static_cast<double>(std::max(14, settings.horizon_days)),
                .threads = threads}) {}

  /// The names of all; the last is the stack, which is the one that is used.
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& member : members_) names.push_back(member.name);
    names.emplace_back("stack");
    return names;
  }
  patterns::CountForecast forecast(std::size_t model, std::span<const patterns::CellEvent> past,
                                   const patterns::ForecastWindow& window) {
    if (model == members_.size()) return stack_.forecast(past, window);
    const patterns::LevelModel level(past, window.origin, {});
    const double expected = level.expected(window);
    const auto shares = members_[model].forecast(past, window);
    patterns::CountForecast forecast{.mean = {}, .size = {patterns::k_poisson_size}};
    // A little of it everywhere, so that no cell is called impossible.
    const double even = 1e-3 / grid_.cells();
    for (const auto share : shares) forecast.mean.push_back(expected * ((1 - 1e-3) * share + even));
    return forecast;
  }

 private:
  const patterns::ForecastGrid& grid_;
  std::vector<patterns::NamedShares> members_;
  patterns::StackedForecaster stack_;
};

std::vector<patterns::ForecastWindow> origins_of(double end, const ForecastSettings& settings) {
  std::vector<patterns::ForecastWindow> windows;
  for (auto i = settings.origins; i > 0; --i) {
    const double origin = end - i * settings.horizon_days;
    windows.push_back({.origin = origin, .end = origin + settings.horizon_days});
  }
  return windows;
}

std::uint32_t chosen_cells(const GridFrame& frame, double area_share) {
  return static_cast<std::uint32_t>(
      std::max(1.0, std::floor(area_share * static_cast<double>(frame.cells()))));
}

void judge(ForecastResult& result, Models& models, const std::vector<patterns::CellEvent>& events,
           const DetectionInput& input, const ForecastSettings& settings, const DetectionRun& run) {
  const auto windows = origins_of(input.as_of - input.first_day + 1, settings);
  for (const auto& window : windows)
    result.origins.push_back(input.first_day + static_cast<std::int32_t>(window.origin));
  const auto names = models.names();
  for (std::size_t model = 0; model < names.size(); ++model) {
    const double share = static_cast<double>(model) / static_cast<double>(names.size());
    if (run.progress && !run.progress(share)) throw cancelled();
    BackTestedModel tested{.name = names[model], .is_chosen = model + 1 == names.size()};
    const auto scores = patterns::back_test(
        events, windows,
        [&](std::span<const patterns::CellEvent> past, const patterns::ForecastWindow& window) {
          return models.forecast(model, past, window);
        },
        {.cells = static_cast<std::uint32_t>(result.surface.frame.cells()),
         .flagged_cells = chosen_cells(result.surface.frame, settings.area_share),
         .seed = settings.seed});
    for (const auto& score : scores) {
      const bool is_any = score.ranking.events > 0;
      tested.pai.push_back(is_any ? std::optional(score.ranking.accuracy_index) : std::nullopt);
      tested.hit_rate.push_back(is_any ? std::optional(score.ranking.hit_rate) : std::nullopt);
      tested.log_score.push_back(is_any ? std::optional(score.log_score.place_per_event())
                                        : std::nullopt);
    }
    result.models.push_back(std::move(tested));
  }
}

/// Of a region of chosen cells. Its p-value is that of so many past incidents there if all cells
/// were alike, over as many cells as there are.
Finding finding_of(const GridFrame& frame, const std::vector<std::uint32_t>& cells,
                   const std::vector<double>& expected, const std::vector<FramedPoint>& points,
                   const DetectionInput& input, std::int32_t horizon_days) {
  Finding finding{
      .start = input.first_day,
      .end = input.as_of,
      .area = circle_around(frame, cells),
      .places = static_cast<std::int32_t>(cells.size()),
      .window = DayWindow{.from = input.as_of + 1, .until = input.as_of + horizon_days}};
  for (const auto cell : cells) finding.statistic += expected[cell];
  for (const auto& point : points) {
    if (std::ranges::binary_search(cells, point.cell)) finding.incidents.push_back(point.incident);
  }
  std::ranges::sort(finding.incidents);
  finding.observed = static_cast<std::int64_t>(finding.incidents.size());
  finding.expected =
      static_cast<double>(points.size() * cells.size()) / static_cast<double>(frame.cells());
  const double tail = 1 - patterns::cumulative({.mean = finding.expected}, finding.observed - 1);
  finding.p_value = std::clamp(tail * static_cast<double>(frame.cells()), 1e-9, 1.0);
  finding.gumbel_p = finding.p_value;
  finding.recurrence_days = recurrence_days(finding.p_value, 1);
  return finding;
}

Detection detect(const DetectionInput& input, std::string_view text, const DetectionRun& run) {
  const auto settings = settings_from<ForecastSettings>(text);
  const auto frame = frame_over(input, settings.grid_metres);
  const auto points = framed_points(input, frame);
  if (points.size() < k_least_incidents) return {};
  const patterns::ForecastGrid grid(
      {.cell = frame.cell_metres, .columns = frame.columns, .rows = frame.rows, .mask = {}});
  std::vector<patterns::DatedPoint> dated;
  for (const auto& point : points) {
    dated.push_back({.x = point.at.x,
                     .y = point.at.y,
                     .day = static_cast<double>(point.day - input.first_day)});
  }
  const auto events = grid.place(dated);
  Models models(grid, settings, std::max(run.threads, 1U));
  ForecastResult result{.surface = {.frame = frame,
                                    .measure = SurfaceMeasure::expected_incidents,
                                    .from = input.as_of + 1,
                                    .to = input.as_of + settings.horizon_days,
                                    .values = {},
                                    .expected = {}},
                        .exploration_share = settings.exploration_share,
                        .horizon_days = settings.horizon_days,
                        .area_share = settings.area_share};
  judge(result, models, events, input, settings, run);

  const double origin = input.as_of - input.first_day + 1;
  const auto expected = models
                            .forecast(models.names().size() - 1, events,
                                      {.origin = origin, .end = origin + settings.horizon_days})
                            .mean;
  for (const double mean : expected) result.surface.values.push_back(static_cast<float>(mean));
  const auto chosen = patterns::allocate_patrol(
      expected, {.cells = chosen_cells(frame, settings.area_share),
                 .exploration_share = settings.exploration_share,
                 .seed = settings.seed,
                 .turn = static_cast<std::uint64_t>(input.as_of.number())});
  std::vector<bool> is_top(frame.cells());
  for (const auto& [cell, is_explored] : chosen.cells) {
    result.cells.push_back({.cell = cell, .expected = expected[cell], .is_explored = is_explored});
    is_top[cell] = !is_explored;
  }
  Detection detection;
  for (const auto& cells : regions_of(frame, is_top)) {
    detection.findings.push_back(
        finding_of(frame, cells, expected, points, input, settings.horizon_days));
  }
  std::erase_if(detection.findings, [](const Finding& f) { return f.observed == 0; });
  rank(detection.findings);
  detection.result = std::move(result);
  return detection;
}

}  // namespace

const MethodDefinition& forecast_method() {
  static const MethodDefinition definition{
      .method = Method::forecast,
      .engine = "stacked counts and densities by cell 1",
      .card =
          {.title = {.en = "Forecast", .zh = "网格预测"},
           .learns_from =
               {.en = "Places and days of incidents that the public or a sensor reported. What "
                      "patrols bring up would lead the forecast back to where they were sent.",
                .zh = "群众或感知设备报告的案件地点与日期；巡逻中主动发现的记录会使预测自我循环，"
                      "因此不参与训练。"},
           .limits = {.en = "Cells, not people or houses. A share of the cells is drawn by lot, "
                            "so that what nobody looks at is seen, too. Hardly better than "
                            "counting where incidents are few: see the back-test.",
                      .zh =
                          "只到网格，不到人、户；一部分网格随机抽取，避免无人关注之处一直无人知晓。"
                          "案件稀少时与简单计数相差无几，见回测。"}},
      .complete = &completed_settings<ForecastSettings>,
      .study_days = &study_days_of<ForecastSettings>,
      .seed = &seed_of<ForecastSettings>,
      .detect = &detect,
      .title = &forecast_title,
      .description = &forecast_description};
  return definition;
}

}  // namespace anlan::warnings
