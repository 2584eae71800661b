// Series as a method: which unit's week is higher than the same weeks of earlier years explain?
#include <algorithm>
#include <cmath>
#include <map>

#include "patterns/series/farrington.h"
#include "warnings/methods/chance.h"
#include "warnings/methods/settings_reader.h"
#include "warnings/methods/table.h"
#include "warnings/words.h"

namespace anlan::warnings {
namespace {

constexpr std::int32_t k_week = 7;
constexpr std::size_t k_points_max = 20'000;  // of a result; units with an alarm come first

struct SeriesSettings {
  std::int32_t years_back = 3;  ///< at most; fewer where the records do not reach so far
  std::int32_t half_window_weeks = 3;
  std::int32_t left_out_weeks = 26;  ///< latest weeks that a rise may have touched
  std::int32_t incidents_min = 5;    ///< in the last four weeks, or nothing is said
  double alpha = 0.01;               ///< of the threshold that is drawn
  std::int32_t weeks_shown = 52;
  std::uint64_t seed = 1;       ///< nothing is drawn by lot
  std::int32_t study_days = 0;  ///< follows from the others

  void read_all(SettingsReader& reader) {
    reader.read("years_back", years_back, 1, 9);
    reader.read("half_window_weeks", half_window_weeks, 0, 12);
    reader.read("left_out_weeks", left_out_weeks, 0, 51);
    reader.read("incidents_min", incidents_min, 0, 1000);
    reader.read("alpha", alpha, 1e-6, 0.5);
    reader.read("weeks_shown", weeks_shown, 1, 260);
    reader.read("seed", seed, 0, k_seed_max);
    study_days = weeks() * k_week;
  }
  std::int32_t weeks() const { return years_back * 53 + half_window_weeks + 1 + weeks_shown; }
  patterns::FarringtonSettings farrington(std::int32_t years) const {
    auto settings = patterns::noufaily_2013();
    settings.years_back = static_cast<std::uint32_t>(years);
    settings.half_window = static_cast<std::uint32_t>(half_window_weeks);
    settings.left_out = static_cast<std::uint32_t>(left_out_weeks);
    settings.cases_min = incidents_min;
    settings.alpha = alpha;
    return settings;
  }
};

/// Counts by unit and week; the last week ends on the last day of the data.
class WeekCounts {
 public:
  WeekCounts(const DetectionInput& input, std::int32_t weeks)
      : first_(input.as_of - (weeks * k_week - 1)), weeks_(static_cast<std::size_t>(weeks)) {
    counts_.resize(input.units.size(), std::vector<double>(weeks_));
    incidents_.resize(input.units.size());
    const auto add = [this](const Id& incident, Day day, std::uint32_t unit) {
      if (unit >= counts_.size() || day < first_) return;
      const auto week = static_cast<std::size_t>((day - first_) / k_week);
      counts_[unit][week] += 1;
      earliest_ = std::min(earliest_, week);
      if (week + 1 == weeks_) incidents_[unit].push_back(incident);
    };
    for (const auto& point : input.points) add(point.incident, point.day, point.unit);
    for (const auto& row : input.unplaced) add(row.incident, row.day, row.unit);
  }

  const std::vector<double>& of(std::size_t unit) const { return counts_[unit]; }
  std::size_t weeks() const { return weeks_; }
  Day day_of(std::size_t week) const { return first_ + static_cast<std::int32_t>(week) * k_week; }
  /// Of the last week, sorted.
  std::vector<Id> incidents(std::size_t unit) const {
    auto sorted = incidents_[unit];
    std::ranges::sort(sorted);
    return sorted;
  }
  patterns::WeekCalendar calendar() const {
    std::vector<Day> days;
    for (std::size_t week = 0; week < weeks_; ++week) days.push_back(day_of(week));
    return patterns::WeekCalendar::by_date(std::move(days));
  }
  /// Whole years of records before a week and its window; 0 where there is not one.
  std::int32_t years_before(std::size_t week, std::int32_t half_window) const {
    const auto known = static_cast<std::int64_t>(week) - static_cast<std::int64_t>(earliest_);
    return static_cast<std::int32_t>(std::max<std::int64_t>(0, (known - half_window) * 100 / 5225));
  }

 private:
  Day first_;
  std::size_t weeks_;
  std::size_t earliest_ = SIZE_MAX / 4;  ///< the first week with a record anywhere
  std::vector<std::vector<double>> counts_;
  std::vector<std::vector<Id>> incidents_;
};

/// The weeks that are shown; each is judged by as many years as lie before it.
std::vector<patterns::SeriesAlarm> judged(const WeekCounts& counts, std::size_t unit,
                                          const SeriesSettings& settings) {
  std::vector<patterns::SeriesAlarm> alarms;
  const auto calendar = counts.calendar();
  const auto first = counts.weeks() - static_cast<std::size_t>(settings.weeks_shown);
  for (auto week = first; week < counts.weeks(); ++week) {
    const auto years =
        std::min(settings.years_back, counts.years_before(week, settings.half_window_weeks));
    const auto known = std::span(counts.of(unit)).first(week + 1);
    patterns::SeriesAlarm alarm{.at = week, .observed = known.back(), .is_judged = false};
    if (years > 0)
      alarm = patterns::farrington(known, calendar, week, settings.farrington(years)).back();
    alarms.push_back(alarm);
  }
  return alarms;
}

UnitSeries drawn(const UnitPath& unit, const WeekCounts& counts,
                 const std::vector<patterns::SeriesAlarm>& alarms) {
  UnitSeries series{.unit = unit, .step_days = k_week, .points = {}};
  for (const auto& alarm : alarms) {
    SeriesPoint point{.day = counts.day_of(alarm.at),
                      .count = std::llround(alarm.observed),
                      .expected = {},
                      .threshold = {},
                      .is_alarm = alarm.is_judged && alarm.is_alarm};
    if (alarm.is_judged) {
      point.expected = alarm.expected;
      point.threshold = alarm.upper;
    }
    series.points.push_back(point);
  }
  return series;
}

Finding finding_of(const DetectionInput& input, std::size_t unit, const WeekCounts& counts,
                   const patterns::SeriesAlarm& alarm, std::int64_t units_judged) {
  Finding finding{
      .start = counts.day_of(alarm.at),
      .end = input.as_of,
      .observed = std::llround(alarm.observed),
      .expected = alarm.expected,
      .statistic = (alarm.observed - alarm.expected) / std::sqrt(std::max(alarm.expected, 1.0)),
      // As many units were asked (Bonferroni).
      .p_value = std::min(1.0, alarm.p_value * static_cast<double>(units_judged)),
      .area = input.units[unit].area,
      .places = 1,
      .incidents = counts.incidents(unit),
      .unit = input.units[unit].path};
  finding.gumbel_p = finding.p_value;
  finding.recurrence_days = recurrence_days(std::max(finding.p_value, 1e-9), k_week);
  return finding;
}

Detection detect(const DetectionInput& input, std::string_view text, const DetectionRun& run) {
  const auto settings = settings_from<SeriesSettings>(text);
  const WeekCounts counts(input, settings.weeks());
  std::vector<std::vector<patterns::SeriesAlarm>> alarms;
  std::int64_t units_judged = 0;
  for (std::size_t unit = 0; unit < input.units.size(); ++unit) {
    const double share = static_cast<double>(unit) / static_cast<double>(input.units.size());
    if (run.progress && !run.progress(share)) throw cancelled();
    alarms.push_back(judged(counts, unit, settings));
    units_judged += alarms.back().back().is_judged ? 1 : 0;
  }
  Detection detection;
  std::vector<std::size_t> order;
  for (std::size_t unit = 0; unit < alarms.size(); ++unit) {
    order.push_back(unit);
    const auto& latest = alarms[unit].back();
    if (!latest.is_judged || latest.observed <= latest.expected || !latest.is_alarm) continue;
    detection.findings.push_back(finding_of(input, unit, counts, latest, units_judged));
  }
  rank(detection.findings);
  std::ranges::stable_sort(order, {},
                           [&](auto unit) { return alarms[unit].back().is_alarm ? 0 : 1; });
  SeriesResult result;
  std::size_t points = 0;
  for (const auto unit : order) {
    points += alarms[unit].size();
    if (points > k_points_max) break;
    result.series.push_back(drawn(input.units[unit].path, counts, alarms[unit]));
  }
  detection.result = std::move(result);
  return detection;
}

Bilingual title(const Warning& warning, const Bilingual& kinds) {
  return raised_title(warning, kinds, {.en = "a week above its season", .zh = "周案件数异常偏高"});
}

Bilingual description(const Warning& warning, const Bilingual& kinds) {
  return unit_description(warning, kinds);
}

}  // namespace

const MethodDefinition& series_method() {
  static const MethodDefinition definition{
      .method = Method::series,
      .engine = "Farrington, flexible, by unit and week 1",
      .card = {.title = {.en = "Weekly series", .zh = "周序列监测"},
               .learns_from =
                   {.en = "Counts of incidents by unit and week, with those that are known only to "
                          "a unit; the same weeks of earlier years tell what is usual.",
                    .zh = "各单位每周案件数（含仅知所属单位的案件）；以往年同期为常态。"},
               .limits = {.en =
                              "Says nothing without a year of records before, nor where there are "
                              "hardly any. A rise that begins slowly becomes its own past.",
                          .zh = "此前不足一年记录或案件极少时不作判断；缓慢上升会被当作常态。"}},
      .counts_by_unit = true,
      .complete = &completed_settings<SeriesSettings>,
      .study_days = &study_days_of<SeriesSettings>,
      .seed = &seed_of<SeriesSettings>,
      .detect = &detect,
      .title = &title,
      .description = &description};
  return definition;
}

}  // namespace anlan::warnings
