// Density as a method: where do the latest weeks exceed what the weeks before led to expect?
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "patterns/density/density.h"
#include "warnings/methods/chance.h"
#include "warnings/methods/frame.h"
#include "warnings/methods/settings_reader.h"
#include "warnings/methods/table.h"
#include "warnings/words.h"

namespace anlan::warnings {
namespace {

struct DensityMethodSettings {
  std::int32_t study_days = 365;
  std::int32_t window_days = 28;  ///< the latest days; those before are what is usual
  double grid_metres = 250;
  double bandwidth_metres = 500;
  std::uint32_t replicates = 999;
  std::uint64_t seed = 1;

  void read_all(SettingsReader& reader) {
    reader.read("study_days", study_days, 28, 3660);
    reader.read("window_days", window_days, 1, 365);
    reader.read("grid_metres", grid_metres, 25, 10'000);
    reader.read("bandwidth_metres", bandwidth_metres, 50, 20'000);
    reader.read("replicates", replicates, 9, 99'999);
    reader.read("seed", seed, 0, k_seed_max);
    reader.unless(window_days * 2 <= study_days, "window_days",
                  "must be at most half of study_days");
    reader.unless(bandwidth_metres >= grid_metres, "bandwidth_metres",
                  "must be at least grid_metres");
  }
};

/// Densities of the same points on the same cells, again and again.
class Smoother {
 public:
  Smoother(const GridFrame& frame, double bandwidth) : frame_(frame), bandwidth_(bandwidth) {}

  /// Incidents a square metre.
  std::vector<float> density(std::span<const patterns::DensityPoint> points,
                             bool edge_correction) const {
    patterns::Surface surface{.window = {.east = frame_.columns * frame_.cell_metres,
                                         .north = frame_.rows * frame_.cell_metres},
                              .columns = frame_.columns,
                              .rows = frame_.rows,
                              .values = {}};
    patterns::kernel_density(
        points, {}, {.bandwidth = bandwidth_, .edge_correction = edge_correction}, surface);
    return std::move(surface.values);
  }
  /// The area over which a Gaussian of this width counts: 1 over the integral of its square.
  double area() const { return 4 * std::numbers::pi * bandwidth_ * bandwidth_; }

 private:
  const GridFrame& frame_;
  double bandwidth_;
};

/// How far the recent density of each cell lies above its share of all, in the deviations of a
/// count with one more than expected, so that an empty cell does not weigh more than any.
std::vector<double> excess_of(const std::vector<float>& recent, const std::vector<float>& all,
                              double ratio, double area) {
  std::vector<double> excess(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double expected = (all[i] - recent[i]) * ratio * area;
    excess[i] = (recent[i] * area - expected) / std::sqrt(expected + 1);
  }
  return excess;
}

struct Recent {
  std::vector<patterns::DensityPoint> all;
  std::size_t first = 0;  ///< of the recent ones in `all`
  double ratio = 0;       ///< recent over before
  std::span<const patterns::DensityPoint> points() const { return std::span(all).subspan(first); }
};

Recent recent_of(const std::vector<FramedPoint>& points, Day first_recent) {
  Recent recent;
  for (const auto& point : points) {
    if (point.day < first_recent) ++recent.first;
    recent.all.push_back({.x = point.at.x, .y = point.at.y});
  }
  const auto count = static_cast<double>(points.size() - recent.first);
  if (recent.first > 0) recent.ratio = count / static_cast<double>(recent.first);
  return recent;
}

ChanceMaxima chance_of(const Recent& recent, const Smoother& smoother,
                       const std::vector<float>& all, const DensityMethodSettings& settings,
                       const DetectionRun& run) {
  const auto count = recent.all.size() - recent.first;
  return maxima_by_chance(settings.replicates, settings.seed, run, 0, [&](Random& random) {
    auto points = recent.all;
    for (std::size_t i = 0; i < count; ++i) {
      const auto left = static_cast<std::uint32_t>(points.size() - i);
      std::swap(points[i], points[i + random.below(left)]);
    }
    const auto drawn = smoother.density(std::span(points).first(count), false);
    return std::ranges::max(excess_of(drawn, all, recent.ratio, smoother.area()));
  });
}

/// What was recorded in the circle: the recent incidents, and how many there were before.
Finding finding_in(const Circle& circle, const GridFrame& frame,
                   const std::vector<FramedPoint>& points, double ratio, Day first_recent) {
  Finding finding{.start = first_recent, .area = circle};
  const auto centre = point_on(frame, circle.centre);
  std::int64_t before = 0;
  for (const auto& point : points) {
    if (std::hypot(point.at.x - centre.x, point.at.y - centre.y) > circle.radius.value()) continue;
    if (point.day < first_recent) {
      ++before;
    } else {
      finding.incidents.push_back(point.incident);
    }
  }
  std::ranges::sort(finding.incidents);
  finding.observed = static_cast<std::int64_t>(finding.incidents.size());
  finding.expected = static_cast<double>(before) * ratio;
  return finding;
}

std::vector<float> scaled(std::vector<float> values, double factor) {
  for (auto& value : values) value = static_cast<float>(value * factor);
  return values;
}

Detection detect(const DetectionInput& input, std::string_view text, const DetectionRun& run) {
  const auto settings = settings_from<DensityMethodSettings>(text);
  const auto frame = frame_over(input, settings.grid_metres);
  const auto points = framed_points(input, frame);
  const Day first_recent = input.as_of - (settings.window_days - 1);
  if (points.empty()) return {};
  const auto recent = recent_of(points, first_recent);
  const Smoother smoother(frame, settings.bandwidth_metres);
  const auto before = std::span(recent.all).first(recent.first);
  constexpr double k_square_kilometre = 1e6;
  Detection detection{
      .findings = {},
      .result = SurfaceResult{
          .frame = frame,
          .measure = SurfaceMeasure::recent_density,
          .from = first_recent,
          .to = input.as_of,
          .values = scaled(smoother.density(recent.points(), true), k_square_kilometre),
          .expected = scaled(smoother.density(before, true), recent.ratio * k_square_kilometre)}};
  if (recent.ratio == 0) return detection;  // nothing recent, or nothing to hold it against

  const auto all = smoother.density(recent.all, false);
  const auto excess =
      excess_of(smoother.density(recent.points(), false), all, recent.ratio, smoother.area());
  const auto chance = chance_of(recent, smoother, all, settings, run);
  // Every second time chance alone reaches so high somewhere: what lies above belongs together.
  const double height = std::max(chance.quantile(0.5), 1e-9);
  std::vector<bool> is_high(excess.size());
  for (std::size_t i = 0; i < excess.size(); ++i) is_high[i] = excess[i] >= height;
  for (const auto& cells : regions_of(frame, is_high)) {
    auto finding =
        finding_in(circle_around(frame, cells), frame, points, recent.ratio, first_recent);
    if (finding.observed == 0) continue;  // between two incidents, not at one
    for (const auto cell : cells) finding.statistic = std::max(finding.statistic, excess[cell]);
    finding.end = input.as_of;
    finding.p_value = finding.gumbel_p = chance.p_value(finding.statistic);
    finding.recurrence_days = recurrence_days(finding.p_value, 1);
    finding.places = static_cast<std::int32_t>(cells.size());
    detection.findings.push_back(std::move(finding));
  }
  rank(detection.findings);
  return detection;
}

Bilingual title(const Warning& warning, const Bilingual& kinds) {
  return raised_title(warning, kinds, {.en = "denser than before", .zh = "密度上升"});
}

}  // namespace

const MethodDefinition& density_method() {
  static const MethodDefinition definition{
      .method = Method::density,
      .engine = "kernel density against the past, days permuted 1",
      .card = {.title = {.en = "Density", .zh = "核密度"},
               .learns_from =
                   {.en = "Places of incidents in the latest days, held against those of the days "
                          "before; chance is told by shuffling the days among the incidents.",
                    .zh = "近期案件地点与此前案件地点对照；随机水平由打乱案件日期得到。"},
               .limits = {.en = "A rise of the whole area at once is not seen, and nothing finer "
                                "than the bandwidth. Incidents outside of the area's bounds are "
                                "not drawn.",
                          .zh = "不识别全域同时上升，也分辨不出小于带宽的差异；辖区范围外的案件"
                                "不绘制。"}},
      .complete = &completed_settings<DensityMethodSettings>,
      .study_days = &study_days_of<DensityMethodSettings>,
      .seed = &seed_of<DensityMethodSettings>,
      .detect = &detect,
      .title = &title,
      .description = &raised_description};
  return definition;
}

}  // namespace anlan::warnings
