#include "cli/event_input.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <thread>

#include "base/problem.h"
#include "incidents/forbidden.h"

namespace anlan::cli {
namespace {

using namespace patterns;

constexpr std::size_t k_shown_bad_rows = 20;       // as the import of incidents shows
constexpr double k_area_least = 1e-12;             // of a window; below it is a line
constexpr std::string_view k_columns = "Columns";  // a group of --help

CsvReader::Source source_of(const std::string& file) {
  std::shared_ptr<std::istream> stream;
  if (file == "-") {
    stream = {std::shared_ptr<void>(), &std::cin};
  } else {
    stream = std::make_shared<std::ifstream>(file, std::ios::binary);
    if (!*stream)
      throw Problem::not_found("events.file", fmt::format("The file {} cannot be read.", file));
  }
  return [stream, file](std::span<char> room) {
    stream->read(room.data(), static_cast<std::streamsize>(room.size()));
    if (stream->bad())
      throw Problem::unavailable("events.file",
                                 fmt::format("The file {} cannot be read to its end.", file));
    return static_cast<std::size_t>(stream->gcount());
  };
}

std::string place_of(const EventFault& fault) {
  return fmt::format("line {}{}{}", fault.line, fault.column.empty() ? "" : ", ", fault.column);
}

void report_bad_rows(const Events& events, bool skips_bad) {
  if (events.bad_rows == 0) return;
  const auto shown = std::min(events.faults.size(), k_shown_bad_rows);
  if (!skips_bad) {
    std::vector<FieldFault> faults;
    for (std::size_t i = 0; i < shown; ++i)
      faults.push_back({place_of(events.faults[i]), events.faults[i].reason});
    throw Problem::invalid("events.bad_rows",
                           fmt::format("{} of {} rows are bad; --skip-bad takes the others.",
                                       events.bad_rows, events.rows_read),
                           std::move(faults));
  }
  fmt::print(stderr, "{} of {} rows are bad and were left out\n", events.bad_rows,
             events.rows_read);
  for (std::size_t i = 0; i < shown; ++i)
    fmt::print(stderr, "  {}: {}\n", place_of(events.faults[i]), events.faults[i].reason);
}

/// A file of degrees whose columns are called x and y would be read as one of metres.
void warn_of_degrees(const Events& events, const EventColumns& columns) {
  const bool is_named = !columns.x.empty() || !columns.y.empty();
  if (events.unit != PlaceUnit::metres || is_named || events.size() < 2) return;
  for (std::size_t i = 0; i < events.size(); ++i)
    if (std::fabs(events.x[i]) > 180 || std::fabs(events.y[i]) > 90) return;
  fmt::print(stderr,
             "anlan: x and y are read as metres. If they are degrees, say --longitude and "
             "--latitude, and which column is which.\n");
}

/// Keeps the rows whose label is wanted.
void keep_only(Events& events, std::size_t label,
               const std::function<bool(const std::string&)>& wanted) {
  std::vector<bool> is_wanted;
  for (const auto& name : events.labels[label].names) is_wanted.push_back(wanted(name));
  const auto& numbers = events.labels[label].of;
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (is_wanted[numbers[i]]) kept.push_back(i);
  const auto shrink = [&](auto& column) {
    if (column.empty()) return;
    for (std::size_t i = 0; i < kept.size(); ++i) column[i] = column[kept[i]];
    column.resize(kept.size());
  };
  shrink(events.x);
  shrink(events.y);
  shrink(events.times);
  shrink(events.lines);
  for (auto& column : events.labels) shrink(column.of);
  for (auto& column : events.values) shrink(column);
}

/// The last label says how a row became known, where the file tells it; it is taken off.
void leave_out_own_initiative(Events& events) {
  const auto before = events.size();
  if (!events.labels.back().of.empty())
    keep_only(events, events.labels.size() - 1,
              [](const std::string& name) { return name != "police_initiative"; });
  events.labels.pop_back();
  if (events.size() < before)
    fmt::print(stderr,
               "anlan: {} rows known by the police's own initiative are left out, since they tell "
               "where the police were.\n",
               before - events.size());
}

/// The box around the corners of what was asked for, on the plane.
Window asked_window(const EventPlane& plane, const std::string& asked) {
  const auto edges = numbers_of(asked, "--window");
  if (edges.size() != 4 || !(edges[0] < edges[2]) || !(edges[1] < edges[3]))
    throw Problem::invalid("events.window",
                           "--window takes west,south,east,north, each side longer than 0.");
  const geometry::Point south_west = plane.from_written({edges[0], edges[1]});
  const geometry::Point north_west = plane.from_written({edges[0], edges[3]});
  const geometry::Point south_east = plane.from_written({edges[2], edges[1]});
  const geometry::Point north_east = plane.from_written({edges[2], edges[3]});
  return {std::min(south_west.x, north_west.x), std::min(south_west.y, south_east.y),
          std::max(south_east.x, north_east.x), std::max(north_west.y, north_east.y)};
}

}  // namespace

unsigned RunOptions::thread_count() const {
  return threads == 0 ? std::max(1U, std::thread::hardware_concurrency()) : threads;
}

void add_event_options(CLI::App& command, EventOptions& options) {
  command.add_option("file", options.file, "A CSV file of events; - reads standard input")
      ->required();
  const auto column = [&](const char* name, std::string& target, const char* what) {
    command.add_option(name, target, what)->group(std::string(k_columns));
  };
  column("--x", options.columns.x, "Metres east [x]");
  column("--y", options.columns.y, "Metres north [y]");
  column("--longitude", options.columns.longitude, "Degrees, WGS 84 [longitude, lon or lng]");
  column("--latitude", options.columns.latitude, "Degrees, WGS 84 [latitude or lat]");
  column("--time", options.columns.time, "A date, a local time or RFC 3339 [time or date]");
  column("--begin", options.columns.begin, "Earliest time, where it is not known [begin]");
  column("--end", options.columns.end, "Latest time [end]");
  column("--kind", options.kind, "Kind of event; not read unless named");
  command.add_option("--only", options.only, "Only these kinds, with commas between")
      ->delimiter(',');
  command.add_option("--interval", options.interval, "What stands for begin to end")
      ->capture_default_str()
      ->check(CLI::IsMember({"begin", "middle", "end"}));
  command
      .add_option("--zone", options.zone,
                  "Zone of the days of times that have an offset, such as Asia/Shanghai")
      ->capture_default_str();
  command.add_flag("--no-header", options.has_no_header,
                   "There is no header: columns are named by number, as in --x 1");
  command.add_flag("--skip-bad", options.skips_bad, "Take the good rows although some are bad");
}

void add_run_options(CLI::App& command, RunOptions& options, RunFeatures features) {
  if (features.is_random)
    command.add_option("--seed", options.seed, "Seed of the random draws")->capture_default_str();
  command
      .add_option("--threads", options.threads,
                  "Threads, 0 for every core; the result is the same for any number")
      ->capture_default_str()
      ->check(CLI::Range(0U, 256U));
  auto* json = command.add_flag("--json", options.is_json, "Print JSON instead of text");
  auto* csv = command.add_flag("--csv", options.is_csv, "Print CSV")->excludes(json);
  if (!features.has_places) return;
  command
      .add_flag("--geojson", options.is_geojson, "Print GeoJSON, in the coordinates of the file")
      ->excludes(json)
      ->excludes(csv);
}

Events load_events(const EventOptions& options, const EventNeeds& needs) {
  EventReading reading;
  reading.columns = options.columns;
  reading.columns.has_header = !options.has_no_header;
  reading.columns.labels = needs.labels;
  reading.columns.values = needs.values;
  if (!options.kind.empty()) reading.columns.labels.push_back({options.kind});
  if (needs.learns) reading.columns.labels.push_back({.name = "known_by", .must_exist = false});
  reading.needs_places = needs.places;
  reading.needs_times = needs.times;
  reading.interval_point = options.interval == "begin" ? IntervalPoint::begin
                           : options.interval == "end" ? IntervalPoint::end
                                                       : IntervalPoint::middle;
  reading.zone = Zone::named(options.zone);
  reading.check_header = [](std::span<const std::string> header) {
    incidents::refuse_forbidden(header);
  };
  if (!options.only.empty() && options.kind.empty())
    throw Problem::invalid("events.only", "--only needs --kind, the column of the kinds.");
  auto events = read_events(source_of(options.file), reading);
  report_bad_rows(events, options.skips_bad);
  warn_of_degrees(events, options.columns);
  if (needs.learns) leave_out_own_initiative(events);
  if (!options.only.empty())
    keep_only(events, events.labels.size() - 1, [&](const std::string& name) {
      return std::ranges::find(options.only, name) != options.only.end();
    });
  if (events.size() == 0)
    throw Problem::invalid("events.none", options.only.empty()
                                              ? "The file has no events."
                                              : "The file has no events of these kinds.");
  return events;
}

DayRange days_of(const Events& events) {
  const auto [first, last] = std::ranges::minmax(events.times);
  return {first.day, last.day + 1};
}

Window window_of(const EventPlane& plane, const std::string& asked, double margin) {
  Window window;
  if (!asked.empty()) {
    window = asked_window(plane, asked);
  } else {
    window = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (const auto& p : plane.points()) {
      window = {std::min(window.west, p.x), std::min(window.south, p.y), std::max(window.east, p.x),
                std::max(window.north, p.y)};
    }
    window = {window.west - margin, window.south - margin, window.east + margin,
              window.north + margin};
  }
  if (!(window.area() > k_area_least))
    throw Problem::invalid("events.window",
                           "All events lie on one point or line: give --window "
                           "west,south,east,north.");
  return window;
}

std::vector<double> numbers_of(const std::string& text, std::string_view option) {
  std::vector<double> numbers;
  for (std::size_t at = 0; at <= text.size();) {
    const auto comma = std::min(text.find(',', at), text.size());
    double value = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + comma, value);
    if (error != std::errc{} || end != text.data() + comma || !std::isfinite(value))
      throw Problem::invalid("events.numbers",
                             fmt::format("{} takes numbers with commas between.", option));
    numbers.push_back(value);
    at = comma + 1;
  }
  return numbers;
}

std::string read_file_beside(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in) throw Problem::not_found("events.file", fmt::format("Cannot read {}.", file));
  return std::move(text).str();
}

std::function<bool(std::uint32_t, std::uint32_t)> steps_of(TerminalProgress& progress) {
  return [&progress](std::uint32_t done, std::uint32_t all) {
    progress.report(static_cast<double>(done) / std::max(all, 1U));
    return true;
  };
}

void print(const ResultTable& table, const RunOptions& options) {
  const auto text = render(table, options.is_json      ? ResultForm::json
                                  : options.is_csv     ? ResultForm::csv
                                  : options.is_geojson ? ResultForm::geojson
                                                       : ResultForm::text);
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw Problem::unavailable("events.output", "The result cannot be written.");
}

}  // namespace anlan::cli
