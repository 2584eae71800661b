// Seasons as a method: which key period of the year comes next, and to which unit?
#include <fmt/format.h>

#include <algorithm>

#include "base/problem.h"
#include "patterns/seasons/next_period.h"
#include "patterns/seasons/seasons.h"
#include "warnings/kind_list.h"
#include "warnings/methods/chance.h"
#include "warnings/methods/settings_reader.h"
#include "warnings/methods/table.h"
#include "warnings/words.h"

namespace anlan::warnings {
namespace {

using patterns::SeasonCalendar;

constexpr double k_year_days = 365;

struct SeasonsSettings {
  std::int32_t study_days = 1830;
  std::int32_t announce_days = 14;  ///< before the period begins
  double discovery_rate = 0.05;     ///< of all key periods, the share that may be false
  double ratio_min = 1.2;
  std::int32_t incidents_min = 20;  ///< fewer of a unit say nothing
  std::uint32_t replicates = 9999;
  std::uint64_t seed = 1;

  void read_all(SettingsReader& reader) {
    reader.read("study_days", study_days, 730, 3660);
    reader.read("announce_days", announce_days, 0, 60);
    reader.read("discovery_rate", discovery_rate, 1e-4, 0.5);
    reader.read("ratio_min", ratio_min, 1, 10);
    reader.read("incidents_min", incidents_min, 5, 10'000);
    reader.read("replicates", replicates, 99, 99'999);
    reader.read("seed", seed, 0, k_seed_max);
  }
};

/// Nobody tells from when a kind was watched; its first record comes within a month of it.
constexpr std::int32_t k_days_before_the_first = 31;

/// The incidents of the units by day, from the day on which somebody began to watch.
struct Panel {
  patterns::SeasonPanel counts;
  std::vector<std::vector<std::pair<Day, Id>>> incidents;  ///< of each unit, in order
};

Panel panel_of(const DetectionInput& input) {
  Panel panel;
  panel.incidents.resize(input.units.size());
  panel.counts.units = static_cast<std::uint32_t>(input.units.size());
  panel.counts.first = input.as_of;
  panel.counts.last = input.as_of;
  const auto add = [&](const Id& incident, Day day, std::uint32_t unit) {
    panel.counts.first = std::min(panel.counts.first, day);
    if (unit < panel.incidents.size()) panel.incidents[unit].emplace_back(day, incident);
  };
  for (const auto& point : input.points) add(point.incident, point.day, point.unit);
  for (const auto& row : input.unplaced) add(row.incident, row.day, row.unit);
  for (std::uint32_t unit = 0; unit < panel.incidents.size(); ++unit) {
    std::ranges::sort(panel.incidents[unit]);
    for (const auto& [day, incident] : panel.incidents[unit])
      panel.counts.counts.push_back({.unit = unit, .day = day, .hour = {}});
  }
  if (panel.counts.counts.empty()) return panel;
  panel.counts.first = std::max(input.first_day, panel.counts.first - k_days_before_the_first);
  return panel;
}

patterns::SeasonFindings found_in(const Panel& panel, const SeasonsSettings& settings,
                                  const DetectionRun& run) {
  patterns::SeasonSettings asked;
  asked.calendars = {SeasonCalendar::solar_year, SeasonCalendar::lunar_year};
  asked.discovery_rate = settings.discovery_rate;
  asked.ratio_min = settings.ratio_min;
  asked.records_min = static_cast<std::uint32_t>(settings.incidents_min);
  asked.replicates = settings.replicates;
  asked.seed = settings.seed;
  asked.threads = std::max(run.threads, 1U);
  if (run.progress) {
    asked.progress = [&run](std::uint64_t done, std::uint64_t all) {
      return run.progress(static_cast<double>(done) / static_cast<double>(std::max(all, done + 1)));
    };
  }
  // A lunar year may be longer than a solar one: two of each must fit, or it is not asked.
  constexpr std::int32_t k_two_lunar_years = 384 + 385;
  constexpr std::int32_t k_two_solar_years = 2 * 365;
  const auto days = panel.counts.last - panel.counts.first + 1;
  if (days < k_two_lunar_years) asked.calendars.pop_back();
  if (days < k_two_solar_years || panel.counts.units == 0) return {};
  try {
    return patterns::find_key_periods(panel.counts, asked);
  } catch (const Problem& problem) {
    if (problem.code() != "seasons.cycles") throw;
    return {};  // a leap year: a day is missing
  }
}

std::string day_text(SeasonCalendar calendar, std::uint32_t slot) {
  const auto name = patterns::slot_name(calendar, slot);
  return fmt::format("{:02}-{:02}", name.month, name.day_of_month);
}

bool is_inside(const patterns::KeyPeriod& period, Day day) {
  const auto at = patterns::position_of(period.calendar, day);
  if (!at) return false;
  const auto slots = patterns::slots_of(period.calendar);
  return (at->slot + slots - period.begin) % slots < period.length;
}

Finding finding_of(const patterns::KeyPeriod& period, const patterns::NextPeriod& next,
                   const Panel& panel, const DetectionUnit& unit) {
  Finding finding{.start = next.begin,
                  .end = next.end,
                  .statistic = period.ratio.value,
                  .p_value = period.q_value,
                  .gumbel_p = period.p_value,
                  // The question is asked once a year.
                  .recurrence_days = recurrence_days(std::max(period.q_value, 1e-9), k_year_days),
                  .area = unit.area,
                  .places = 1,
                  .unit = unit.path,
                  .window = DayWindow{.from = next.begin, .until = next.end}};
  std::int64_t outside = 0;
  std::int64_t days_inside = 0;
  for (auto day = panel.counts.first; day <= panel.counts.last; day = day + 1)
    days_inside += is_inside(period, day) ? 1 : 0;
  for (const auto& [day, incident] : panel.incidents[period.unit]) {
    if (is_inside(period, day)) {
      finding.incidents.push_back(incident);
    } else {
      ++outside;
    }
  }
  std::ranges::sort(finding.incidents);
  finding.observed = static_cast<std::int64_t>(finding.incidents.size());
  const auto days_outside = panel.counts.last - panel.counts.first + 1 - days_inside;
  finding.expected = static_cast<double>(outside * days_inside) /
                     static_cast<double>(std::max<std::int64_t>(1, days_outside));
  return finding;
}

Detection detect(const DetectionInput& input, std::string_view text, const DetectionRun& run) {
  const auto settings = settings_from<SeasonsSettings>(text);
  const auto panel = panel_of(input);
  Detection detection;
  SeasonsResult result;
  for (const auto& period : found_in(panel, settings, run).periods) {
    const auto& unit = input.units[period.unit];
    const auto next = patterns::next_period(period, input.as_of, settings.announce_days);
    result.periods.push_back(
        {.unit = unit.path,
         .calendar = period.calendar == SeasonCalendar::lunar_year ? "lunar" : "solar",
         .begin = day_text(period.calendar, period.begin),
         .end = day_text(period.calendar, period.end()),
         .ratio = period.ratio.value,
         .low = period.ratio.low,
         .high = period.ratio.high,
         .next = {.from = next.begin, .until = next.end}});
    if (next.is_due || next.is_running)
      detection.findings.push_back(finding_of(period, next, panel, unit));
  }
  rank(detection.findings);
  detection.result = std::move(result);
  return detection;
}

}  // namespace

const MethodDefinition& seasons_method() {
  static const MethodDefinition definition{
      .method = Method::seasons,
      .engine = "key periods of the solar and the lunar year 1",
      .card = {.title = {.en = "Key periods", .zh = "重点时段"},
               .learns_from =
                   {.en = "Counts of incidents by unit and day over two years or more, with those "
                          "that are known only to a unit, by the solar and the lunar calendar.",
                    .zh =
                        "各单位两年以上逐日案件数（含仅知所属单位的案件），按公历和农历分别分析。"},
               .limits = {.en = "Says nothing of less than two years, and of a period that rose in "
                                "one year only. What rose before need not rise again.",
                          .zh = "不足两年或仅一年上升的不作判断；以往上升不等于今后必然上升。"}},
      .counts_by_unit = true,
      .measures = "method.seasons",
      .complete = &completed_settings<SeasonsSettings>,
      .study_days = &study_days_of<SeasonsSettings>,
      .seed = &seed_of<SeasonsSettings>,
      .detect = &detect,
      .title = &season_title,
      .description = &season_description};
  return definition;
}

}  // namespace anlan::warnings
