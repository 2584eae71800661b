// The input and output that every command of the patterns engine shares.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/result_table.h"
#include "cli/terminal_progress.h"
#include "patterns/density/surface.h"
#include "patterns/events/events.h"
#include "patterns/events/plane.h"

namespace CLI {
class App;
}

namespace anlan::cli {

/// Where the events come from, and what their columns are called.
struct EventOptions {
  std::string file;
  patterns::EventColumns columns;
  std::string kind;               ///< the column of kinds; empty: kinds are not read
  std::vector<std::string> only;  ///< kinds that are kept; empty: all
  std::string interval = "middle";
  std::string zone = "UTC";
  bool has_no_header = false;
  bool skips_bad = false;
};

/// How the command runs and what it prints.
struct RunOptions {
  std::uint64_t seed = 1;
  unsigned threads = 0;
  bool is_json = false;
  bool is_csv = false;
  bool is_geojson = false;

  unsigned thread_count() const;  ///< 0 taken for every core
};

/// Adds the file and the names of its columns.
void add_event_options(CLI::App& command, EventOptions& options);
/// Adds --seed where the command draws lots, --geojson where it shows places, and the rest.
struct RunFeatures {
  bool is_random = false;
  bool has_places = false;
};
void add_run_options(CLI::App& command, RunOptions& options, RunFeatures features);

/// Reads the file, or standard input for "-", keeps the kinds that were asked for, and names bad
/// rows on standard error. The labels are those of `more_labels`, then the kind where there is
/// one. Throws Problem (invalid, "events.bad_rows") for bad rows unless told to skip them,
/// ("events.none") where nothing is left, and what read_events and refuse_forbidden throw.
struct EventNeeds {
  bool places = true;
  bool times = true;
  std::vector<patterns::KeptColumn> labels;
  std::vector<patterns::KeptColumn> values;
  /// The command learns a rate: rows whose column known_by says police_initiative are left out,
  /// since they tell where the police were (docs/boundaries.md, 5).
  bool learns = false;
};
patterns::Events load_events(const EventOptions& options, const EventNeeds& needs);

/// The first day and the day after the last.
DayRange days_of(const patterns::Events& events);

/// The window that was asked for as "west,south,east,north" in what the events were written in, or
/// else the box around all points, `margin` metres wider on each side. Throws Problem (invalid,
/// "events.window").
patterns::Window window_of(const patterns::EventPlane& plane, const std::string& asked,
                           double margin);

/// Ascending numbers between commas. Throws Problem (invalid, "events.numbers") naming the option.
std::vector<double> numbers_of(const std::string& text, std::string_view option);

/// A callback for a method, which draws a bar.
std::function<bool(std::uint32_t done, std::uint32_t all)> steps_of(TerminalProgress& progress);

/// The bytes of a small file beside the events. Throws Problem (not_found, "events.file").
std::string read_file_beside(const std::string& file);

/// Prints the table in the form that was asked for.
void print(const ResultTable& table, const RunOptions& options);

}  // namespace anlan::cli
