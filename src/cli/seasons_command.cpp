#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <memory>

#include "base/problem.h"
#include "cli/event_input.h"
#include "cli/pattern_commands.h"
#include "patterns/hotspots/gal.h"
#include "patterns/seasons/next_period.h"
#include "patterns/seasons/seasons.h"

namespace anlan::cli {
namespace {

using namespace patterns;

struct SeasonsOptions {
  EventOptions input;
  RunOptions run;
  SeasonSettings settings;
  std::string unit;
  std::string count;
  std::vector<std::string> calendars{"solar_year", "week"};
  std::string gal;
  std::string first;
  std::string last;
  std::string as_of;
  std::int32_t lead_days = 14;
};

/// The panel, and the names of its units and kinds.
struct NamedPanel {
  SeasonPanel panel;
  std::vector<std::string> units;
  std::vector<std::string> kinds;
  double records = 0;
};

std::optional<Day> day_in(const std::string& text, const char* option) {
  if (text.empty()) return std::nullopt;
  const auto day = Day::parse(text);
  if (!day)
    throw Problem::invalid("seasons.day",
                           fmt::format("{} must be a day such as 2026-02-03.", option));
  return day;
}

/// Numbers of names: those of a label, or one "all".
std::vector<std::string> names_of(const LabelColumn* label) {
  return label == nullptr ? std::vector<std::string>{"all"} : label->names;
}

std::uint32_t count_in(double value, std::int64_t line) {
  if (value < 0 || value > std::numeric_limits<std::uint32_t>::max() || std::floor(value) != value)
    throw Problem::invalid("seasons.count", "Counts must be whole numbers of at least 0.",
                           {{fmt::format("line {}", line), "is no count"}});
  return static_cast<std::uint32_t>(value);
}

std::vector<std::vector<std::uint32_t>> neighbours_in(const std::string& file,
                                                      const std::vector<std::string>& units) {
  if (file.empty()) return {};
  const auto lists = read_gal(read_file_beside(file));
  std::map<std::string_view, std::uint32_t> numbers;
  for (std::uint32_t i = 0; i < units.size(); ++i) numbers.emplace(units[i], i);
  std::vector<std::vector<std::uint32_t>> neighbours(units.size());
  // Units of the list that have no records are no part of the panel.
  for (std::size_t i = 0; i < lists.ids.size(); ++i) {
    const auto unit = numbers.find(lists.ids[i]);
    if (unit == numbers.end()) continue;
    for (const auto other : lists.others[i]) {
      const auto found = numbers.find(lists.ids[other]);
      if (found != numbers.end() && found != unit)
        neighbours[unit->second].push_back(found->second);
    }
  }
  return neighbours;
}

NamedPanel panel_of(const SeasonsOptions& options, bool needs_hours) {
  EventNeeds needs{.places = false, .learns = true};
  if (!options.unit.empty()) needs.labels.push_back({options.unit});
  needs.values = {options.count.empty() ? KeptColumn{"count", false} : KeptColumn{options.count}};
  const auto events = load_events(options.input, needs);
  if (needs_hours &&
      std::ranges::all_of(events.times, [](const WallTime& t) { return t.millisecond == 0; }))
    throw Problem::invalid("seasons.hours",
                           "The calendar \"day\" needs times of day, and the file has dates only.");
  const auto days = days_of(events);
  NamedPanel named;
  auto& panel = named.panel;
  panel.first = day_in(options.first, "--first-day").value_or(days.from);
  panel.last = day_in(options.last, "--last-day").value_or(days.below - 1);
  const auto* unit = options.unit.empty() ? nullptr : &events.labels.front();
  const auto* kind = options.input.kind.empty() ? nullptr : &events.labels.back();
  named.units = names_of(unit);
  named.kinds = names_of(kind);
  panel.units = static_cast<std::uint32_t>(named.units.size());
  panel.kinds = static_cast<std::uint32_t>(named.kinds.size());
  panel.neighbours = neighbours_in(options.gal, named.units);
  constexpr std::int32_t k_hour = 3'600'000;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto& time = events.times[i];
    if (time.day < panel.first || time.day > panel.last) continue;
    const auto& counts = events.values.front();
    SeasonCount row{.unit = unit == nullptr ? 0 : unit->of[i],
                    .kind = kind == nullptr ? 0 : kind->of[i],
                    .day = time.day,
                    .count = counts.empty() ? 1 : count_in(counts[i], events.lines[i])};
    if (needs_hours) row.hour = static_cast<std::uint32_t>(time.millisecond / k_hour);
    named.records += row.count;
    panel.counts.push_back(row);
  }
  return named;
}

SeasonFindings find(const NamedPanel& named, const SeasonsOptions& options) {
  TerminalProgress progress("Testing");
  auto settings = options.settings;
  settings.seed = options.run.seed;
  settings.threads = options.run.thread_count();
  settings.progress = [&progress](std::uint64_t done, std::uint64_t all) {
    progress.report(static_cast<double>(done) /
                    static_cast<double>(std::max<std::uint64_t>(all, 1)));
    return true;
  };
  return find_key_periods(named.panel, settings);
}

std::string slot_text(SeasonCalendar calendar, std::uint32_t slot) {
  constexpr std::array<std::string_view, 7> k_weekdays{"Mon", "Tue", "Wed", "Thu",
                                                       "Fri", "Sat", "Sun"};
  const auto name = slot_name(calendar, slot);
  switch (calendar) {
    case SeasonCalendar::week: return std::string(k_weekdays[name.weekday - 1]);
    case SeasonCalendar::day: return fmt::format("{:02}:00", name.hour);
    case SeasonCalendar::solar_year:
    case SeasonCalendar::lunar_year: break;
  }
  return fmt::format("{:02}-{:02}", name.month, name.day_of_month);
}

std::vector<Cell> row_of(const KeyPeriod& period, const NamedPanel& named, Day as_of,
                         const SeasonsOptions& options) {
  const auto next = next_period(period, as_of, options.lead_days, options.settings.level);
  const auto below = (period.begin + period.length) % slots_of(period.calendar);
  return {named.units[period.unit],
          named.kinds[period.kind],
          std::string(to_string(period.calendar)),
          TextRange{slot_text(period.calendar, period.begin), slot_text(period.calendar, below)},
          period.ratio.value,
          period.ratio.low,
          period.ratio.high,
          static_cast<std::int64_t>(period.spans_rose),
          static_cast<std::int64_t>(period.spans.size()),
          period.p_value,
          period.q_value,
          DayRange{next.begin, next.end + 1},
          next.begin_earliest.to_string(),
          next.begin_latest.to_string(),
          next.expected,
          next.low,
          next.high,
          next.usual,
          next.announce_on.to_string(),
          next.is_due};
}

ResultTable table_of(const SeasonFindings& findings, const NamedPanel& named,
                     const SeasonsOptions& options) {
  const auto& panel = named.panel;
  const auto as_of = day_in(options.as_of, "--as-of").value_or(panel.last);
  ResultTable table;
  table.title = "Key periods: where the rate rises at the same time of every cycle";
  table.facts = {
      {{"records", "records", 0}, named.records},
      {{"days", "days"}, DayRange{panel.first, panel.last + 1}},
      {{"units", "units"}, std::int64_t{panel.units}},
      {{"kinds", "kinds"}, std::int64_t{panel.kinds}},
      {{"tested", "tests"}, static_cast<std::int64_t>(findings.tested)},
      {{"too_few", "with too few records"}, static_cast<std::int64_t>(findings.too_few)},
      {{"key_periods", "key periods"}, static_cast<std::int64_t>(findings.periods.size())},
      {{"as_of", "as of"}, as_of.to_string()},
      {{"seed", "seed"}, static_cast<std::int64_t>(options.run.seed)}};
  table.columns = {{"unit", "unit"},
                   {"kind", "kind"},
                   {"calendar", "calendar"},
                   {"period", "period"},
                   {"ratio", "ratio", 2},
                   {"ratio_low", "low", 2},
                   {"ratio_high", "high", 2},
                   {"spans_rose", "rose in"},
                   {"spans", "of"},
                   {"p_value", "", 4},
                   {"q_value", "q", -3},
                   {"next", "next"},
                   {"begin_earliest", ""},
                   {"begin_latest", ""},
                   {"expected", "expected", 1},
                   {"expected_low", "", 0},
                   {"expected_high", "", 0},
                   {"usual", "usual", 1},
                   {"announce_on", "announce on"},
                   {"is_due", "due"}};
  for (const auto& period : findings.periods)
    table.rows.push_back(row_of(period, named, as_of, options));
  if (findings.periods.empty()) {
    table.notes = {"No key period was found."};
  } else {
    table.notes = {
        fmt::format("ratio: rate in the period over the rate outside of it, with its {:g} % "
                    "interval.",
                    options.settings.level * 100),
        "rose in, of: years, or eighths of the weeks or days, in which the period rose.",
        "q: share of false ones among the key periods of at most this q.",
        "expected, usual: records in the next period, and in as many days outside of it.",
        "Days of the lunar year are month-day of the Chinese calendar. [a, b) holds a and not b."};
  }
  return table;
}

void run(const SeasonsOptions& options) {
  auto settled = options;
  settled.settings.calendars.clear();
  for (const auto& name : options.calendars)
    settled.settings.calendars.push_back(season_calendar_from(name).value());
  const bool needs_hours = std::ranges::find(options.calendars, "day") != options.calendars.end();
  const auto named = panel_of(settled, needs_hours);
  print(table_of(find(named, settled), named, settled), options.run);
}

void add_method_options(CLI::App& command, SeasonsOptions& options) {
  auto& settings = options.settings;
  command
      .add_option("--calendars", options.calendars,
                  "solar_year, lunar_year, week and day, with commas between")
      ->capture_default_str()
      ->delimiter(',')
      ->check(CLI::IsMember({"solar_year", "lunar_year", "week", "day"}));
  command
      .add_option("--false-discovery", settings.discovery_rate,
                  "Share of the key periods that may be false")
      ->capture_default_str();
  command.add_option("--records-min", settings.records_min, "Fewer of a unit and kind say nothing")
      ->capture_default_str();
  command.add_option("--ratio-min", settings.ratio_min, "Smaller rises are left out")
      ->capture_default_str();
  command.add_option("--spans-min", settings.spans_rose_min, "In which it must have risen")
      ->capture_default_str();
  command.add_option("--periods-max", settings.periods_max, "Of a unit, kind and calendar")
      ->capture_default_str();
  command.add_option("--level", settings.level, "Of intervals")->capture_default_str();
  command.add_option("--permutations", settings.replicates, "At most")
      ->capture_default_str()
      ->check(CLI::Range(1U, 10'000'000U));
  command.add_option("--neighbours", options.gal, "A .gal file that lists each unit's neighbours");
  command.add_option("--first-day", options.first, "From when units were watched [the first row]");
  command.add_option("--last-day", options.last, "Until when [the last row]");
  command.add_option("--as-of", options.as_of, "The next period is counted from [the last day]");
  command.add_option("--lead-days", options.lead_days, "Announced so long before")
      ->capture_default_str();
}

}  // namespace

void add_seasons_command(CLI::App& app) {
  auto options = std::make_shared<SeasonsOptions>();
  auto* command = app.add_subcommand(
      "seasons", "Where does the rate rise at the same time of every year, week or day?");
  add_event_options(*command, options->input);
  command->add_option("--unit", options->unit, "Unit of the row; all are one unless named")
      ->group("Columns");
  command
      ->add_option("--count", options->count, "Records of the row [count, where the file has it]")
      ->group("Columns");
  add_method_options(*command, *options);
  add_run_options(*command, options->run, {.is_random = true});
  command->callback([options] { run(*options); });
}

}  // namespace anlan::cli
