// Near repeats as a method: where one incident makes another likely near by and soon, which chains
// of them are still open?
#include <algorithm>
#include <cmath>
#include <numeric>

#include "patterns/near_repeat/near_repeat.h"
#include "warnings/methods/chance.h"
#include "warnings/methods/frame.h"
#include "warnings/methods/settings_reader.h"
#include "warnings/methods/table.h"
#include "warnings/words.h"

namespace anlan::warnings {
namespace {

constexpr double k_band_p = 0.05;  // a band whose p is above it is no longer near

struct NearRepeatMethodSettings {
  std::int32_t study_days = 365;
  double space_band_metres = 200;
  std::int32_t space_bands = 4;
  std::int32_t time_band_days = 7;
  std::int32_t time_bands = 4;
  double ratio_min = 1.2;      ///< observed over expected, for a band to be near
  std::int32_t chain_min = 3;  ///< incidents that make a chain worth a warning
  std::uint32_t replicates = 999;
  std::uint64_t seed = 1;

  void read_all(SettingsReader& reader) {
    reader.read("study_days", study_days, 28, 3660);
    reader.read("space_band_metres", space_band_metres, 10, 5000);
    reader.read("space_bands", space_bands, 1, 10);
    reader.read("time_band_days", time_band_days, 1, 90);
    reader.read("time_bands", time_bands, 1, 12);
    reader.read("ratio_min", ratio_min, 1, 10);
    reader.read("chain_min", chain_min, 2, 100);
    reader.read("replicates", replicates, 9, 99'999);
    reader.read("seed", seed, 0, k_seed_max);
    reader.unless(time_band_days * time_bands * 2 <= study_days, "time_bands",
                  "must reach over at most half of study_days");
  }
  std::int32_t reach_days() const { return time_band_days * time_bands; }
};

/// How near in space and time still counts: the bands from the first on that are not chance.
struct Near {
  double metres = 0;
  std::int32_t days = 0;
  double p_value = 1;  ///< of the nearest band
};

Near near_of(const patterns::NearRepeatTable& table, const NearRepeatMethodSettings& settings) {
  const auto is_near = [&](std::size_t space, std::size_t time) {
    const auto& cell = table.at(space, time);
    return cell.p_value <= k_band_p && cell.ratio >= settings.ratio_min;
  };
  std::size_t space = 1;
  std::size_t time = 1;
  while (space < table.distance_bands.size() && is_near(space - 1, 0) && is_near(space, 0)) ++space;
  while (time < table.time_bands.size() && is_near(0, time - 1) && is_near(0, time)) ++time;
  return {.metres = static_cast<double>(space) * settings.space_band_metres,
          .days = static_cast<std::int32_t>(time) * settings.time_band_days,
          .p_value = is_near(0, 0) ? table.at(0, 0).p_value : 1};
}

/// Chains of near repeats among the latest incidents, single links, by union and find.
class Chains {
 public:
  Chains(const std::vector<FramedPoint>& points, Near near, Day as_of, std::int32_t reach_days)
      : points_(points), near_(near), as_of_(as_of), reach_days_(reach_days) {
    std::vector<std::size_t> order(points.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(points[i].at.x, i); });
    neighbours_.assign(points.size(), 1);
    for (std::size_t a = 0; a < order.size(); ++a) {
      const auto& one = points[order[a]].at;
      for (std::size_t b = a + 1; b < order.size(); ++b) {
        const auto& other = points[order[b]].at;
        if (other.x - one.x >= near.metres) break;
        if (std::hypot(other.x - one.x, other.y - one.y) >= near.metres) continue;
        ++neighbours_[order[a]];
        ++neighbours_[order[b]];
      }
    }
  }

  /// Indices of the points of each chain that is still open, given the day of every point.
  std::vector<std::vector<std::size_t>> open(const std::vector<Day>& days) const {
    std::vector<std::size_t> late;
    for (std::size_t i = 0; i < points_.size(); ++i) {
      if (days[i] > as_of_ - reach_days_) late.push_back(i);
    }
    std::ranges::sort(late, {}, [&](std::size_t i) { return std::pair(points_[i].at.x, i); });
    std::vector<std::size_t> root(late.size());
    std::iota(root.begin(), root.end(), std::size_t{0});
    const auto top = [&root](std::size_t i) {
      while (root[i] != i) i = root[i] = root[root[i]];
      return i;
    };
    for (std::size_t a = 0; a < late.size(); ++a) {
      const auto& one = points_[late[a]].at;
      for (std::size_t b = a + 1; b < late.size(); ++b) {
        const auto& other = points_[late[b]].at;
        if (other.x - one.x >= near_.metres) break;
        if (std::abs(days[late[a]] - days[late[b]]) >= near_.days) continue;
        if (std::hypot(other.x - one.x, other.y - one.y) < near_.metres) root[top(b)] = top(a);
      }
    }
    std::vector<std::vector<std::size_t>> groups(late.size());
    for (std::size_t i = 0; i < late.size(); ++i) groups[top(i)].push_back(late[i]);
    std::erase_if(groups, [&](const std::vector<std::size_t>& group) {
      return std::ranges::none_of(group,
                                  [&](std::size_t i) { return days[i] > as_of_ - near_.days; });
    });
    return groups;
  }
  /// How much longer the chain is than its places lead to expect, in the deviations of a count with
  /// one more than expected: where there is always much, long chains are nothing special.
  double excess(const std::vector<std::size_t>& chain, double late_share) const {
    const auto size = static_cast<double>(chain.size());
    double expected = 0;
    for (const auto i : chain) expected += neighbours_[i] * late_share / size;
    return (size - expected) / std::sqrt(expected + 1);
  }
  /// Of all incidents, those that are late enough to belong to a chain.
  double late_share(const std::vector<Day>& days) const {
    const auto late =
        std::ranges::count_if(days, [&](Day day) { return day > as_of_ - reach_days_; });
    return static_cast<double>(late) / static_cast<double>(days.size());
  }
  double most_excess(const std::vector<Day>& days) const {
    const double share = late_share(days);
    double most = 0;
    for (const auto& chain : open(days)) most = std::max(most, excess(chain, share));
    return most;
  }

 private:
  const std::vector<FramedPoint>& points_;
  Near near_;
  Day as_of_;
  std::int32_t reach_days_;
  std::vector<double> neighbours_;  ///< incidents near each in space, itself among them
};

patterns::NearRepeatTable table_of(const std::vector<FramedPoint>& points, Day first_day,
                                   const NearRepeatMethodSettings& settings,
                                   const DetectionRun& run) {
  patterns::NearRepeatSettings asked{.distance_edges = {},
                                     .time_edges = {},
                                     .replicates = settings.replicates,
                                     .seed = settings.seed,
                                     .threads = std::max(run.threads, 1U),
                                     .progress = {}};
  for (int i = 0; i <= settings.space_bands; ++i)
    asked.distance_edges.push_back(i * settings.space_band_metres);
  for (int i = 0; i <= settings.time_bands; ++i)
    asked.time_edges.push_back(i * settings.time_band_days);
  if (run.progress) {
    asked.progress = [&run](std::uint32_t done, std::uint32_t all) {
      return run.progress(0.5 * done / std::max(all, 1U));
    };
  }
  std::vector<patterns::NearRepeatEvent> events;
  for (const auto& point : points)
    events.push_back({.x = point.at.x, .y = point.at.y, .time = point.day - first_day});
  return patterns::near_repeat(events, asked);
}

NearRepeatResult drawn(const patterns::NearRepeatTable& table, Near near,
                       const NearRepeatMethodSettings& settings) {
  NearRepeatResult result{.space_bands = {},
                          .time_bands = {},
                          .observed = {},
                          .expected = {},
                          .ratio = {},
                          .p_value = {},
                          .near_metres = near.metres,
                          .near_days = near.days,
                          .chains = {}};
  for (int i = 0; i < settings.space_bands; ++i)
    result.space_bands.push_back(
        {i * settings.space_band_metres, (i + 1) * settings.space_band_metres});
  for (int i = 0; i < settings.time_bands; ++i)
    result.time_bands.push_back({static_cast<double>(i * settings.time_band_days),
                                 static_cast<double>((i + 1) * settings.time_band_days)});
  for (const auto& cell : table.cells) {
    result.observed.push_back(static_cast<std::int64_t>(cell.observed));
    result.expected.push_back(cell.expected);
    result.ratio.push_back(cell.ratio);
    result.p_value.push_back(cell.p_value);
  }
  return result;
}

/// The chain, and how many incidents a stretch of days as long usually brings there.
Finding finding_of(const std::vector<std::size_t>& chain, const std::vector<FramedPoint>& points,
                   const GridFrame& frame, Near near, const DetectionInput& input) {
  std::vector<FramePoint> places;
  Finding finding{.start = points[chain.front()].day, .end = points[chain.front()].day};
  for (const auto i : chain) {
    places.push_back(points[i].at);
    finding.start = std::min(finding.start, points[i].day);
    finding.end = std::max(finding.end, points[i].day);
    finding.incidents.push_back(points[i].incident);
  }
  std::ranges::sort(finding.incidents);
  finding.observed = static_cast<std::int64_t>(chain.size());
  finding.places = static_cast<std::int32_t>(chain.size());
  finding.area = circle_around(frame, places, 0);
  finding.area.radius = finding.area.radius + Metres::of(near.metres);
  const auto centre = point_on(frame, finding.area.centre);
  std::int64_t before = 0;
  for (const auto& point : points) {
    const double metres = std::hypot(point.at.x - centre.x, point.at.y - centre.y);
    before += point.day < finding.start && metres <= finding.area.radius.value() ? 1 : 0;
  }
  const double days = std::max(1, finding.start - input.first_day);
  finding.expected = static_cast<double>(before) * (finding.end - finding.start + 1) / days;
  return finding;
}

Detection detect(const DetectionInput& input, std::string_view text, const DetectionRun& run) {
  const auto settings = settings_from<NearRepeatMethodSettings>(text);
  const auto frame = plane_over(input);
  const auto points = placed_points(input, frame);
  if (points.size() < 2) return {};
  const auto table = table_of(points, input.first_day, settings, run);
  const auto near = near_of(table, settings);
  auto result = drawn(table, near, settings);

  std::vector<Day> days;
  for (const auto& point : points) days.push_back(point.day);
  const Chains chains(points, near, input.as_of, settings.reach_days());
  auto open = chains.open(days);
  std::erase_if(open, [&](const auto& chain) {
    return chain.size() < static_cast<std::size_t>(settings.chain_min);
  });
  Detection detection;
  if (!open.empty()) {
    const auto chance =
        maxima_by_chance(settings.replicates, settings.seed + 1, run, 0.5, [&](Random& random) {
          auto shuffled = days;
          random.shuffle(std::span(shuffled));
          return chains.most_excess(shuffled);
        });
    for (const auto& chain : open) {
      auto finding = finding_of(chain, points, frame, near, input);
      finding.statistic = chains.excess(chain, chains.late_share(days));
      // Both must be more than chance: that repeats are near here, and that a chain is so long.
      finding.p_value = std::max(near.p_value, chance.p_value(finding.statistic));
      finding.gumbel_p = finding.p_value;
      finding.recurrence_days = recurrence_days(finding.p_value, 1);
      detection.findings.push_back(std::move(finding));
    }
  }
  rank(detection.findings);
  for (const auto& f : detection.findings)
    result.chains.push_back(
        {.area = f.area, .incidents = f.observed, .first_day = f.start, .last_day = f.end});
  detection.result = std::move(result);
  return detection;
}

Bilingual title(const Warning& warning, const Bilingual& kinds) {
  return raised_title(warning, kinds, {.en = "near repeats follow each other", .zh = "近重复连发"});
}

}  // namespace

const MethodDefinition& near_repeat_method() {
  static const MethodDefinition definition{
      .method = Method::near_repeat,
      .engine = "Knox in bands and open chains, days permuted 1",
      .card = {.title = {.en = "Near repeats", .zh = "近重复"},
               .learns_from =
                   {.en = "Pairs of incidents: how often they lie near in space and time, against "
                          "the same places with their days shuffled.",
                    .zh = "案件两两之间的距离与间隔，与打乱日期后的同一批地点对照。"},
               .limits = {.en =
                              "Warns only while repeats are more than chance in this area, and of "
                              "chains that are still open. It does not say who, nor which house.",
                          .zh = "仅当本地近重复显著、且连发仍在延续时预警；不指明何人、何户。"}},
      .complete = &completed_settings<NearRepeatMethodSettings>,
      .study_days = &study_days_of<NearRepeatMethodSettings>,
      .seed = &seed_of<NearRepeatMethodSettings>,
      .detect = &detect,
      .title = &title,
      .description = &raised_description};
  return definition;
}

}  // namespace anlan::warnings
