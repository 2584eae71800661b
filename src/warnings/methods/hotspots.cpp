// Hot spots as a method: which cells are becoming hot, slice of time by slice of time?
#include <algorithm>
#include <array>
#include <cmath>

#include "patterns/hotspots/hotspots.h"
#include "warnings/methods/chance.h"
#include "warnings/methods/frame.h"
#include "warnings/methods/settings_reader.h"
#include "warnings/methods/table.h"
#include "warnings/words.h"

namespace anlan::warnings {
namespace {

using patterns::Emergence;

struct HotspotsSettings {
  std::int32_t study_days = 364;
  std::int32_t slice_days = 28;
  double grid_metres = 500;
  double z_threshold = 1.96;  ///< a slice is hot in a cell above it
  std::uint32_t replicates = 499;
  std::uint64_t seed = 1;

  void read_all(SettingsReader& reader) {
    reader.read("study_days", study_days, 28, 3660);
    reader.read("slice_days", slice_days, 1, 366);
    reader.read("grid_metres", grid_metres, 50, 20'000);
    reader.read("z_threshold", z_threshold, 0.5, 10);
    reader.read("replicates", replicates, 9, 99'999);
    reader.read("seed", seed, 0, k_seed_max);
    reader.unless(slice_days * 3 <= study_days, "slice_days",
                  "must be at most a third of study_days");
    reader.unless(slice_days * 200 >= study_days, "slice_days", "makes more than 200 slices");
  }
  std::size_t slices() const { return static_cast<std::size_t>(study_days / slice_days); }
};

/// Cells by slices of time; the latest slice ends on the last day of the data, and days that fill
/// no whole slice at the beginning are left out.
class Cube {
 public:
  Cube(const GridFrame& frame, const std::vector<FramedPoint>& points, Day as_of,
       const HotspotsSettings& settings)
      : cells_(frame.cells()),
        slices_(settings.slices()),
        slice_days_(settings.slice_days),
        first_(as_of - (static_cast<std::int32_t>(slices_) * slice_days_ - 1)),
        neighbours_(patterns::queen_neighbours(frame.columns, frame.rows, true)) {
    for (const auto& point : points) {
      if (point.day < first_) continue;
      places_.push_back(point.cell);
      slice_of_.push_back(static_cast<std::uint32_t>((point.day - first_) / slice_days_));
    }
  }

  std::size_t cells() const { return cells_; }
  std::size_t slices() const { return slices_; }
  const patterns::Neighbours& neighbours() const { return neighbours_; }
  const std::vector<std::uint32_t>& slice_of() const { return slice_of_; }
  Day first_day_of(std::size_t slice) const {
    return first_ + static_cast<std::int32_t>(slice) * slice_days_;
  }

  /// Slice by slice.
  std::vector<double> counts(const std::vector<std::uint32_t>& slice_of) const {
    std::vector<double> counts(cells_ * slices_);
    for (std::size_t i = 0; i < places_.size(); ++i) counts[slice_of[i] * cells_ + places_[i]] += 1;
    return counts;
  }
  /// Gi* of the latest slice less its mean before, over its deviation before with one more than it
  /// has: what has risen lately, not what is always hot or always restless.
  std::vector<double> rises(const std::vector<double>& counts) const {
    std::vector<double> sum(cells_);
    std::vector<double> squares(cells_);
    std::vector<double> z;
    for (std::size_t slice = 0; slice < slices_; ++slice) {
      z = patterns::getis_ord(std::span(counts).subspan(slice * cells_, cells_), neighbours_);
      for (std::size_t cell = 0; slice + 1 < slices_ && cell < cells_; ++cell) {
        sum[cell] += z[cell];
        squares[cell] += z[cell] * z[cell];
      }
    }
    std::vector<double> rise(cells_);
    const double before = static_cast<double>(slices_ - 1);
    for (std::size_t cell = 0; cell < cells_; ++cell) {
      const double mean = sum[cell] / before;
      const double variance = std::max(0.0, squares[cell] / before - mean * mean);
      rise[cell] = (z[cell] - mean) / std::sqrt(1 + variance);
    }
    return rise;
  }

 private:
  std::size_t cells_;
  std::size_t slices_;
  std::int32_t slice_days_;
  Day first_;
  patterns::Neighbours neighbours_;
  std::vector<std::uint32_t> places_;
  std::vector<std::uint32_t> slice_of_;
};

/// Hot now, and not as it has nearly always been.
bool is_emerging(Emergence emergence) {
  return emergence != Emergence::none && emergence != Emergence::persistent &&
         emergence != Emergence::diminishing && emergence != Emergence::historical;
}

/// How many slices up to the latest are hot in the cell without a break; at least the latest.
std::size_t hot_run(const Cube& cube, const std::vector<double>& counts, std::uint32_t cell,
                    double z_threshold) {
  std::size_t length = 1;
  for (std::size_t slice = cube.slices() - 1; slice-- > 0; ++length) {
    const auto z = patterns::getis_ord(
        std::span(counts).subspan(slice * cube.cells(), cube.cells()), cube.neighbours());
    if (z[cell] <= z_threshold) break;
  }
  return length;
}

Finding finding_of(const std::vector<std::uint32_t>& cells, const std::vector<double>& rises,
                   const std::vector<FramedPoint>& points, Day start, Day first) {
  Finding finding{.start = start, .places = static_cast<std::int32_t>(cells.size())};
  std::int64_t before = 0;
  std::int64_t all_before = 0;
  std::int64_t all_since = 0;
  for (const auto& point : points) {
    if (point.day < first) continue;
    const bool is_in = std::ranges::binary_search(cells, point.cell);
    if (point.day < start) {
      ++all_before;
      before += is_in ? 1 : 0;
    } else {
      ++all_since;
      if (is_in) finding.incidents.push_back(point.incident);
    }
  }
  std::ranges::sort(finding.incidents);
  finding.observed = static_cast<std::int64_t>(finding.incidents.size());
  if (all_before > 0) {
    finding.expected = static_cast<double>(before) * static_cast<double>(all_since) /
                       static_cast<double>(all_before);
  }
  for (const auto cell : cells) finding.statistic = std::max(finding.statistic, rises[cell]);
  return finding;
}

/// The classes of every cell, with the names that the program has for them.
HotspotsResult drawn(const GridFrame& frame, const Cube& cube, const HotspotsSettings& settings,
                     const std::vector<patterns::EmergingSpot>& spots,
                     const std::vector<double>& counts) {
  HotspotsResult result{.frame = frame,
                        .legend = {},
                        .classes = {},
                        .z = {},
                        .slice_days = settings.slice_days,
                        .slices = static_cast<std::int32_t>(cube.slices())};
  constexpr auto k_last = static_cast<int>(Emergence::historical);
  for (int i = 0; i <= k_last; ++i)
    result.legend.emplace_back(patterns::to_string(static_cast<Emergence>(i)));
  for (const auto& spot : spots) result.classes.push_back(static_cast<std::uint8_t>(spot.hot));
  const auto latest = std::span(counts).last(cube.cells());
  for (const double z : patterns::getis_ord(latest, cube.neighbours()))
    result.z.push_back(static_cast<float>(z));
  return result;
}

Detection detect(const DetectionInput& input, std::string_view text, const DetectionRun& run) {
  const auto settings = settings_from<HotspotsSettings>(text);
  const auto frame = frame_over(input, settings.grid_metres);
  const auto points = framed_points(input, frame);
  if (points.empty()) return {};
  const Cube cube(frame, points, input.as_of, settings);
  const auto counts = cube.counts(cube.slice_of());
  const auto spots = patterns::emerging_spots(counts, cube.neighbours(), settings.z_threshold);
  Detection detection{.findings = {}, .result = drawn(frame, cube, settings, spots, counts)};

  std::vector<bool> emerging(cube.cells());
  for (std::size_t cell = 0; cell < emerging.size(); ++cell)
    emerging[cell] = is_emerging(spots[cell].hot);
  const auto regions = regions_of(frame, emerging);
  if (regions.empty()) return detection;
  const auto rises = cube.rises(counts);
  const auto chance =
      maxima_by_chance(settings.replicates, settings.seed, run, 0, [&cube](Random& random) {
        auto slice_of = cube.slice_of();
        random.shuffle(std::span(slice_of));
        return std::ranges::max(cube.rises(cube.counts(slice_of)));
      });
  for (const auto& cells : regions) {
    const auto hottest =
        *std::ranges::max_element(cells, {}, [&](auto cell) { return rises[cell]; });
    const auto length = hot_run(cube, counts, hottest, settings.z_threshold);
    auto finding = finding_of(cells, rises, points, cube.first_day_of(cube.slices() - length),
                              cube.first_day_of(0));
    if (finding.observed == 0) continue;  // cells beside what happened
    finding.end = input.as_of;
    finding.p_value = finding.gumbel_p = chance.p_value(finding.statistic);
    finding.recurrence_days = recurrence_days(finding.p_value, 1);
    finding.area = circle_around(frame, cells);
    detection.findings.push_back(std::move(finding));
  }
  rank(detection.findings);
  return detection;
}

Bilingual title(const Warning& warning, const Bilingual& kinds) {
  return raised_title(warning, kinds, {.en = "a hot spot is emerging", .zh = "热点正在形成"});
}

}  // namespace

const MethodDefinition& hotspots_method() {
  static const MethodDefinition definition{
      .method = Method::hotspots,
      .engine = "emerging hot spots by Gi*, days permuted 1",
      .card = {.title = {.en = "Emerging hot spots", .zh = "新兴热点"},
               .learns_from =
                   {.en = "Counts of incidents by cell and slice of time. A cell is hot where it "
                          "and its neighbours hold more than the area's mean (Gi*).",
                    .zh =
                        "按网格和时段统计的案件数；某格及其邻格明显高于全域均值即为热点（Gi*）。"},
               .limits = {.en = "What has nearly always been hot is drawn and not warned of, as is "
                                "what cools. Cells are as coarse as the grid.",
                          .zh = "长期热点和降温热点只绘制不预警。"
                                "精度受网格大小限制。"}},
      .complete = &completed_settings<HotspotsSettings>,
      .study_days = &study_days_of<HotspotsSettings>,
      .seed = &seed_of<HotspotsSettings>,
      .detect = &detect,
      .title = &title,
      .description = &raised_description};
  return definition;
}

}  // namespace anlan::warnings
