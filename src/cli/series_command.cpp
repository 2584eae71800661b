#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <thread>

#include "base/problem.h"
#include "cli/pattern_commands.h"
#include "cli/series_input.h"
#include "patterns/series/cusum.h"
#include "patterns/series/ears.h"
#include "patterns/series/farrington.h"

namespace anlan::cli {
namespace {

using namespace patterns;

constexpr std::size_t k_rows_in_text = 60;  // more of them, and only alarms are shown

struct SeriesOptions {
  SeriesInputOptions input;
  RunOptions run;
  std::string method = "noufaily";
  std::string from;
  std::string calendar = "date";
  std::optional<double> alpha;
  double false_discovery = 0;
  FarringtonSettings farrington = noufaily_2013();
  std::uint32_t baseline = 7;
  CusumSettings cusum;
  GlrSettings glr;
};

bool is_farrington(const SeriesOptions& options) {
  return options.method == "noufaily" || options.method == "farrington";
}
bool is_ears(const SeriesOptions& options) { return options.method.starts_with("ears"); }
bool needs_expected(const SeriesOptions& options) {
  return options.method == "cusum" || options.method == "glr";
}

/// One judged step of one series.
struct Judgement {
  std::size_t at = 0;
  double observed = 0;
  double expected = NAN;
  double upper = NAN;
  double p_value = NAN;
  double statistic = NAN;
  double factor = NAN;
  std::optional<std::size_t> since;
  bool is_judged = true;
  bool is_alarm = false;
};

std::vector<Judgement> judgements_of(const std::vector<SeriesAlarm>& alarms, std::size_t offset,
                                     bool has_p) {
  std::vector<Judgement> judgements;
  for (const auto& alarm : alarms) {
    Judgement j{.at = alarm.at + offset, .observed = alarm.observed, .is_judged = alarm.is_judged};
    if (alarm.is_judged) {
      j.expected = alarm.expected;
      j.upper = alarm.upper;
      if (has_p) j.p_value = alarm.p_value;
      j.is_alarm = alarm.is_alarm;
    }
    judgements.push_back(j);
  }
  return judgements;
}

FarringtonSettings farrington_settings(const SeriesOptions& options) {
  auto settings = options.farrington;
  if (options.method == "farrington") {
    settings = farrington_1996();
    settings.years_back = options.farrington.years_back;
    settings.half_window = options.farrington.half_window;
    settings.cases_min = options.farrington.cases_min;
    settings.cases_weeks = options.farrington.cases_weeks;
  }
  if (options.alpha) settings.alpha = *options.alpha;
  return settings;
}

EarsSettings ears_settings(const SeriesOptions& options) {
  EarsSettings settings{.baseline = options.baseline};
  if (options.method == "ears-c2") settings.method = EarsMethod::c2;
  if (options.method == "ears-c3") {
    settings.method = EarsMethod::c3;
    settings.alpha = .025;
  }
  if (options.alpha) settings.alpha = *options.alpha;
  return settings;
}

WeekCalendar calendar_of(const CountTable& table, const SeriesOptions& options) {
  if (options.calendar == "52") return WeekCalendar::every_52();
  std::vector<Day> days;
  for (std::size_t at = 0; at < table.steps(); ++at) days.push_back(table.step(at).from);
  return WeekCalendar::by_date(std::move(days));
}

/// What is expected from `first` on: the column that says so, or the mean of the counts before.
std::vector<double> expected_of(const CountTable& table, std::size_t series, std::size_t first) {
  if (!table.expected.empty())
    return {table.expected[series].begin() + static_cast<std::ptrdiff_t>(first),
            table.expected[series].end()};
  const auto before = std::span(table.counts[series]).first(first);
  const double mean =
      std::accumulate(before.begin(), before.end(), 0.0) / static_cast<double>(first);
  return std::vector<double>(table.steps() - first, mean);
}

std::vector<Judgement> by_expected(const CountTable& table, std::size_t series, std::size_t first,
                                   const SeriesOptions& options) {
  const auto expected = expected_of(table, series, first);
  const auto counts = CountSeries(table.counts[series]).subspan(first);
  std::vector<Judgement> judgements;
  // Against nothing expected no rise can be measured.
  if (!std::ranges::all_of(expected, [](double e) { return e > 0; })) {
    for (std::size_t i = 0; i < counts.size(); ++i)
      judgements.push_back({.at = first + i, .observed = counts[i], .is_judged = false});
    return judgements;
  }
  if (options.method == "cusum")
    return judgements_of(cusum(counts, expected, options.cusum), first, false);
  const auto steps = glr(counts, expected, options.glr);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    Judgement j{.at = first + i, .observed = counts[i], .expected = expected[i]};
    j.statistic = steps[i].statistic;
    j.factor = std::exp(steps[i].rise);
    if (steps[i].statistic > 0) j.since = first + steps[i].since;
    j.is_alarm = steps[i].is_alarm;
    judgements.push_back(j);
  }
  return judgements;
}

std::vector<Judgement> judge(const CountTable& table, std::size_t series,
                             const WeekCalendar& calendar, std::size_t first,
                             const SeriesOptions& options) {
  const auto& counts = table.counts[series];
  if (is_farrington(options))
    return judgements_of(farrington(counts, calendar, first, farrington_settings(options)), 0,
                         true);
  if (is_ears(options)) return judgements_of(ears(counts, first, ears_settings(options)), 0, false);
  return by_expected(table, series, first, options);
}

/// Every series, on several threads; the first exception of any is thrown again.
std::vector<std::vector<Judgement>> judge_all(const CountTable& table, std::size_t first,
                                              const SeriesOptions& options) {
  const auto calendar = calendar_of(table, options);
  std::vector<std::vector<Judgement>> all(table.names.size());
  std::atomic<std::size_t> next = 0;
  std::exception_ptr failure;
  std::mutex mutex;
  const auto work = [&](TerminalProgress* progress) {
    try {
      for (auto s = next.fetch_add(1); s < all.size(); s = next.fetch_add(1)) {
        all[s] = judge(table, s, calendar, first, options);
        if (progress != nullptr)
          progress->report(static_cast<double>(s) / static_cast<double>(all.size()));
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
      next = all.size();
    }
  };
  TerminalProgress progress("Judging");
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < std::min<std::size_t>(options.run.thread_count(), all.size()); ++i)
    threads.emplace_back(work, nullptr);
  work(&progress);
  for (auto& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
  return all;
}

/// Step by step, keeps the alarms whose p stands among all series.
void control_false_discovery(std::vector<std::vector<Judgement>>& all, double rate) {
  for (std::size_t step = 0; step < all.front().size(); ++step) {
    std::vector<double> p_values;
    std::vector<Judgement*> judged;
    for (auto& series : all) {
      if (!series[step].is_judged) continue;
      p_values.push_back(series[step].p_value);
      judged.push_back(&series[step]);
    }
    const auto stands = false_discovery(p_values, rate);
    for (std::size_t i = 0; i < judged.size(); ++i) judged[i]->is_alarm = stands[i];
  }
}

/// The first step that is judged: the one that holds --from, else the last.
std::size_t first_step(const CountTable& table, const SeriesOptions& options) {
  if (options.from.empty()) return table.steps() - 1;
  const auto day = Day::parse(options.from);
  if (!day) throw Problem::invalid("series.from", "--from must be a day such as 2026-02-03.");
  const auto first = table.step_of(*day);
  if (first >= table.steps())
    throw Problem::invalid("series.from", "--from lies after the last count.");
  return first;
}

std::vector<Cell> cells_of(const Judgement& j, const CountTable& table, std::size_t series,
                           const SeriesOptions& options) {
  std::vector<Cell> row{table.names[series], table.step(j.at), j.observed, j.expected};
  if (options.method == "glr") {
    row.insert(row.end(), {j.statistic, j.factor,
                           j.since ? Cell(table.step(*j.since).from.to_string()) : Cell()});
  } else {
    row.emplace_back(j.upper);
    if (is_farrington(options)) row.emplace_back(j.p_value);
  }
  row.insert(row.end(), {j.is_judged, j.is_alarm});
  return row;
}

std::vector<ResultColumn> columns_of(const SeriesOptions& options) {
  std::vector<ResultColumn> columns{{"series", "series"},
                                    {options.input.by, options.input.by},
                                    {"observed", "observed", -6},
                                    {"expected", "expected", 2}};
  if (options.method == "glr") {
    columns.insert(columns.end(),
                   {{"statistic", "statistic", 2}, {"factor", "factor", 2}, {"since", "since"}});
  } else {
    columns.push_back({"upper", "threshold", 2});
    if (is_farrington(options)) columns.push_back({"p_value", "p", 4});
  }
  columns.insert(columns.end(), {{"is_judged", "judged"}, {"is_alarm", "alarm"}});
  return columns;
}

std::vector<std::string> notes_of(const CountTable& table, const SeriesOptions& options,
                                  std::int64_t unjudged) {
  const auto& by = options.input.by;
  std::vector<std::string> notes;
  if (is_farrington(options) || is_ears(options))
    notes.emplace_back("alarm: more were observed than the threshold.");
  if (options.method == "cusum")
    notes.emplace_back("threshold: so many would have been an alarm, after what came before.");
  if (options.method == "glr")
    notes.emplace_back("factor, since: the lasting rise that fits best, and when it began.");
  if (options.false_discovery > 0)
    notes.push_back(
        fmt::format("Of the alarms of one {}, at most {:g} % are expected to be false "
                    "(Benjamini and Hochberg).",
                    by, options.false_discovery * 100));
  if (unjudged > 0)
    notes.push_back(fmt::format("Not judged: too little history{}.",
                                is_farrington(options)    ? ", or too few cases lately"
                                : needs_expected(options) ? ", or nothing expected"
                                                          : ""));
  notes.push_back(
      fmt::format("A {} is [first day, day after the last); {}s without a row count 0.", by, by));
  if (table.is_last_step_short)
    notes.push_back(
        fmt::format("The events end before the last {} does: its count may not be "
                    "complete.",
                    by));
  return notes;
}

ResultTable table_of(const CountTable& counts, std::size_t first,
                     const std::vector<std::vector<Judgement>>& all, const SeriesOptions& options) {
  ResultTable table;
  table.title = fmt::format("Alarms of series by {}: {}", options.input.by, options.method);
  table.columns = columns_of(options);
  std::vector<std::size_t> alarms;
  std::int64_t unjudged = 0;
  for (std::size_t series = 0; series < all.size(); ++series) {
    for (const auto& judgement : all[series]) {
      if (judgement.is_alarm) alarms.push_back(table.rows.size());
      unjudged += judgement.is_judged ? 0 : 1;
      table.rows.push_back(cells_of(judgement, counts, series, options));
    }
  }
  const auto rows = static_cast<std::int64_t>(table.rows.size());
  const DayRange judged{counts.step(first).from, counts.step(counts.steps() - 1).below};
  table.facts = {{{"series", "series"}, static_cast<std::int64_t>(all.size())},
                 {{"days", "counts of the days"}, DayRange{counts.first, judged.below}},
                 {{"judged_days", "judged days"}, judged},
                 {{"judged", "judged counts"}, rows - unjudged},
                 {{"not_judged", "not judged"}, unjudged},
                 {{"alarms", "alarms"}, static_cast<std::int64_t>(alarms.size())}};
  table.notes = notes_of(counts, options, unjudged);
  if (table.rows.size() > k_rows_in_text) {
    table.rows_in_text_title =
        fmt::format("The {} alarms of {} counts; --csv prints all:", alarms.size(), rows);
    table.rows_in_text = std::move(alarms);
  }
  return table;
}

void run(const SeriesOptions& options) {
  if (is_farrington(options) && options.input.by != "week")
    throw Problem::invalid("series.method", "Farrington's method compares weeks: take --by week.");
  if (options.false_discovery > 0 && !is_farrington(options))
    throw Problem::invalid("series.false_discovery",
                           "--false-discovery needs p-values: take noufaily or farrington.");
  const auto table = load_counts(options.input);
  const auto first = first_step(table, options);
  if (needs_expected(options) && table.expected.empty() && (options.from.empty() || first == 0))
    throw Problem::invalid("series.expected",
                           "cusum and glr need --expected, or --from after the first count: what "
                           "is expected is then the mean of the counts before.");
  auto all = judge_all(table, first, options);
  if (options.false_discovery > 0) control_false_discovery(all, options.false_discovery);
  print(table_of(table, first, all, options), options.run);
}

void add_input_options(CLI::App& command, SeriesOptions& options) {
  auto& input = options.input;
  add_event_options(command, input.events);
  const auto column = [&](const char* name, std::string& target, const char* what) {
    command.add_option(name, target, what)->group("Columns");
  };
  column("--series", input.series, "A series for each text [series, where the file has it]");
  column("--unit", input.unit, "A series for each unit too; not read unless named");
  column("--count", input.count, "Cases of the row [count, where the file has it; else 1]");
  column("--expected", input.expected, "Expected cases, for cusum and glr");
  command.add_option("--by", input.by, "Steps of time: week (from Monday) or day")
      ->capture_default_str()
      ->check(CLI::IsMember({"week", "day"}));
  command.add_option("--from", options.from, "The first day that is judged [the last step only]");
}

void add_method_options(CLI::App& command, SeriesOptions& options) {
  const std::string methods = "Methods";
  const auto option = [&](const char* name, auto& target, const char* what) {
    return command.add_option(name, target, what)->capture_default_str()->group(methods);
  };
  option("--method", options.method, "Of --by week: noufaily or farrington; else one of the others")
      ->check(CLI::IsMember(
          {"noufaily", "farrington", "ears-c1", "ears-c2", "ears-c3", "cusum", "glr"}));
  command
      .add_option(
          "--alpha", options.alpha,
          "One-sided [.05 of noufaily and farrington, .001 of ears-c1 and -c2, .025 of -c3]")
      ->check(CLI::Range(1e-12, 1.0))
      ->group(methods);
  option("--false-discovery", options.false_discovery,
         "Over all series of a step, instead of alpha; 0: alpha decides")
      ->check(CLI::Range(0.0, 1.0));
  option("--calendar", options.calendar,
         "The same week of other years: by date, or 52 weeks before")
      ->check(CLI::IsMember({"date", "52"}));
  auto& f = options.farrington;
  option("--years-back", f.years_back, "Of noufaily and farrington")->check(CLI::Range(1U, 50U));
  option("--half-window", f.half_window, "Weeks on each side of the same week")
      ->check(CLI::Range(0U, 20U));
  option("--left-out", f.left_out, "Of noufaily: latest weeks that are no history")
      ->check(CLI::Range(0U, 51U));
  option("--periods", f.periods, "Of noufaily: of the year")->check(CLI::Range(1U, 52U));
  option("--cases-min", f.cases_min, "Fewer cases in the last weeks are not judged")
      ->check(CLI::NonNegativeNumber);
  option("--cases-weeks", f.cases_weeks, "These weeks")->check(CLI::Range(1U, 52U));
  option("--baseline", options.baseline, "Of ears: steps of history")->check(CLI::Range(2U, 1000U));
  option("--reference", options.cusum.reference, "Of cusum: deviations taken for nothing")
      ->check(CLI::NonNegativeNumber);
  option("--decision", options.cusum.decision, "Of cusum: the sum that is an alarm")
      ->check(CLI::PositiveNumber);
  option("--dispersion", options.glr.dispersion, "Of glr: variance is mu + dispersion mu^2")
      ->check(CLI::NonNegativeNumber);
  option("--threshold", options.glr.threshold, "Of glr: log likelihood ratio that is an alarm")
      ->check(CLI::PositiveNumber);
  option("--glr-window", options.glr.window, "Of glr: a rise began at most so many steps ago")
      ->check(CLI::Range(1U, 10'000U));
}

}  // namespace

void add_series_command(CLI::App& app) {
  auto options = std::make_shared<SeriesOptions>();
  auto* command = app.add_subcommand(
      "series", "Is a count higher than history explains? From counts, or events to be counted");
  add_input_options(*command, *options);
  add_method_options(*command, *options);
  add_run_options(*command, options->run, {});
  command->callback([options] { run(*options); });
}

}  // namespace anlan::cli
