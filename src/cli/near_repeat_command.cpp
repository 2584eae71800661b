#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/problem.h"
#include "cli/event_input.h"
#include "cli/pattern_commands.h"
#include "patterns/near_repeat/interaction.h"
#include "patterns/near_repeat/near_repeat.h"

namespace anlan::cli {
namespace {

using namespace patterns;

struct NearRepeatOptions {
  EventOptions input;
  RunOptions run;
  std::string test = "bands";
  std::string distances = "0,1,100,200,300,400,500";
  std::string times = "0,7,14,21,28";
  std::string unit = "day";
  std::string metric = "euclidean";
  std::uint32_t replicates = 999;
  double within_metres = 200;
  std::int32_t within_time = 14;
  std::uint32_t neighbours = 3;
  std::string scale = "reciprocal";
};

std::vector<NearRepeatEvent> events_of(const Events& events, const EventPlane& plane,
                                       const NearRepeatOptions& options) {
  constexpr std::int32_t k_hour = 3'600'000;
  std::vector<NearRepeatEvent> found;
  found.reserve(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto& time = events.times[i];
    const auto tick = options.unit == "day" ? time.day.number()
                                            : time.day.number() * 24 + time.millisecond / k_hour;
    found.push_back({plane.points()[i].x, plane.points()[i].y, tick});
  }
  return found;
}

ResultTable heading(const Events& events, const NearRepeatOptions& options) {
  ResultTable table;
  table.facts = {{{"events", "events"}, static_cast<std::int64_t>(events.size())},
                 {{"days", "days"}, days_of(events)},
                 {{"permutations", "permutations"}, std::int64_t{options.replicates}},
                 {{"seed", "seed"}, static_cast<std::int64_t>(options.run.seed)}};
  return table;
}

/// What stands out, in a sentence.
std::string finding_of(const NearRepeatTable& result, const NearRepeatOptions& options) {
  const NearRepeatCell* best = nullptr;
  std::size_t at = 0;
  for (std::size_t i = 0; i < result.cells.size(); ++i) {
    const auto& cell = result.cells[i];
    if (cell.p_value > .05 || (best != nullptr && cell.ratio <= best->ratio)) continue;
    best = &cell;
    at = i;
  }
  const auto bands = result.time_bands.size();
  if (best == nullptr) return "No band has more pairs than chance explains (p <= 0.05).";
  return fmt::format(
      "Farthest above chance: pairs {} m and {} {}s apart, {:.2f} times as many as expected.",
      result.distance_bands[at / bands], result.time_bands[at % bands], options.unit, best->ratio);
}

ResultTable bands_table(const Events& events, std::span<const NearRepeatEvent> found,
                        const NearRepeatOptions& options) {
  TerminalProgress progress("Permuting");
  const NearRepeatSettings settings{.distance_edges = numbers_of(options.distances, "--distances"),
                                    .time_edges = numbers_of(options.times, "--times"),
                                    .metric = options.metric == "manhattan"
                                                  ? NearRepeatMetric::manhattan
                                                  : NearRepeatMetric::euclidean,
                                    .replicates = options.replicates,
                                    .seed = options.run.seed,
                                    .threads = options.run.thread_count(),
                                    .progress = steps_of(progress)};
  const auto result = near_repeat(found, settings);

  auto table = heading(events, options);
  table.title = "Near repeats: pairs of events by distance and delay";
  table.facts.insert(
      table.facts.begin() + 2,
      {{"near_pairs", fmt::format("pairs within {} m", settings.distance_edges.back())},
       static_cast<std::int64_t>(result.near_pairs)});
  table.columns = {{"distance", fmt::format("distance ({}, m)", options.metric)},
                   {"delay", fmt::format("delay ({}s)", options.unit)},
                   {"pairs", "pairs"},
                   {"expected", "expected", 1},
                   {"ratio", "ratio", 2},
                   {"p_value", "p", 3}};
  const auto& d = settings.distance_edges;
  const auto& t = settings.time_edges;
  for (std::size_t row = 0; row + 1 < d.size(); ++row) {
    for (std::size_t column = 0; column + 1 < t.size(); ++column) {
      const auto& cell = result.at(row, column);
      std::vector<Cell> cells{NumberRange{d[row], d[row + 1]},
                              NumberRange{t[column], t[column + 1]},
                              static_cast<std::int64_t>(cell.observed)};
      // Without permutations nothing is known of chance.
      if (options.replicates == 0)
        cells.resize(6);
      else
        cells.insert(cells.end(),
                     {cell.expected, cell.expected > 0 ? Cell(cell.ratio) : Cell(), cell.p_value});
      table.rows.push_back(std::move(cells));
    }
  }
  if (options.replicates > 0) {
    table.notes = {finding_of(result, options),
                   "expected: mean over permutations of the times. ratio: pairs over expected.",
                   "p: share of permutations, this one counted, with at least as many pairs."};
  }
  table.notes.push_back("[a, b) holds a and not b.");
  return table;
}

InteractionResult interaction_of(std::span<const NearRepeatEvent> found,
                                 const NearRepeatOptions& options) {
  TerminalProgress progress("Permuting");
  const InteractionTest test{
      .replicates = options.replicates, .seed = options.run.seed, .progress = steps_of(progress)};
  if (options.test == "mantel")
    return mantel(found,
                  options.scale == "measured" ? MantelScale::as_measured : MantelScale::reciprocal,
                  test);
  if (options.test == "jacquez") return jacquez(found, options.neighbours, test);
  return modified_knox(found, options.within_metres, options.within_time, test);
}

std::string meaning_of(const NearRepeatOptions& options) {
  if (options.test == "mantel")
    return options.scale == "measured"
               ? "Mantel: correlation of distance and delay over all pairs."
               : "Mantel: correlation of 1 / (distance + 1) and 1 / (delay + 1) over all pairs.";
  if (options.test == "jacquez")
    return fmt::format(
        "Jacquez: how many of the {} nearest in space are also among the {} nearest in time.",
        options.neighbours, options.neighbours);
  return fmt::format(
      "Modified Knox: pairs within {} m and {} {}s, both included, less what chance would give.",
      options.within_metres, options.within_time, options.unit);
}

ResultTable interaction_table(const Events& events, std::span<const NearRepeatEvent> found,
                              const NearRepeatOptions& options) {
  const auto result = interaction_of(found, options);
  auto table = heading(events, options);
  table.title = "Interaction of space and time";
  table.columns = {{"test", "test"},
                   {"statistic", "statistic", 6},
                   {"expected", "expected", 6},
                   {"p_value", "p", 3}};
  std::vector<Cell> row{options.test, result.statistic, result.expected, result.p_value};
  if (options.replicates == 0) row[2] = row[3] = Cell();
  table.rows = {std::move(row)};
  table.notes = {meaning_of(options), "expected: mean over permutations of the times.",
                 "p: share of permutations, this one counted, with at least as large a statistic."};
  return table;
}

void run(const NearRepeatOptions& options) {
  const auto events = load_events(options.input, {});
  const EventPlane plane(events);
  const auto found = events_of(events, plane, options);
  print(options.test == "bands" ? bands_table(events, found, options)
                                : interaction_table(events, found, options),
        options.run);
}

}  // namespace

void add_near_repeat_command(CLI::App& app) {
  auto options = std::make_shared<NearRepeatOptions>();
  auto* command = app.add_subcommand(
      "near-repeat", "Do events follow each other, near by and soon, more than chance explains?");
  add_event_options(*command, options->input);
  command->add_option("--test", options->test, "bands (Knox), modified-knox, mantel or jacquez")
      ->capture_default_str()
      ->check(CLI::IsMember({"bands", "modified-knox", "mantel", "jacquez"}));
  command->add_option("--distances", options->distances, "Edges of the bands of distance, metres")
      ->capture_default_str();
  command->add_option("--times", options->times, "Edges of the bands of delay")
      ->capture_default_str();
  command->add_option("--time-unit", options->unit, "Unit of delays: day or hour")
      ->capture_default_str()
      ->check(CLI::IsMember({"day", "hour"}));
  command->add_option("--metric", options->metric, "Distance in bands: euclidean or manhattan")
      ->capture_default_str()
      ->check(CLI::IsMember({"euclidean", "manhattan"}));
  command->add_option("--permutations", options->replicates, "Permutations of the times")
      ->capture_default_str()
      ->check(CLI::Range(0U, 10'000'000U));
  command->add_option("--within-metres", options->within_metres, "Of modified-knox")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  command->add_option("--within-time", options->within_time, "Of modified-knox, in the time unit")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  command->add_option("--neighbours", options->neighbours, "Of jacquez")->capture_default_str();
  command->add_option("--scale", options->scale, "Of mantel: reciprocal or measured")
      ->capture_default_str()
      ->check(CLI::IsMember({"reciprocal", "measured"}));
  add_run_options(*command, options->run, {.is_random = true});
  command->callback([options] { run(*options); });
}

}  // namespace anlan::cli
