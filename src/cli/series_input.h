// Series of counts for `anlan series`: rows of counts, or events that are counted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/event_input.h"

namespace anlan::cli {

struct SeriesInputOptions {
  EventOptions events;
  std::string series;    ///< a column; empty: "series", where the file has it
  std::string unit;      ///< a column; empty: none
  std::string count;     ///< a column; empty: "count", where the file has it, else 1 a row
  std::string expected;  ///< a column; empty: none
  std::string by = "week";
};

/// Counts over equal steps of time, for several names.
struct CountTable {
  Day first;  ///< of the first step; a Monday where steps are weeks
  std::int32_t step_days = 7;
  std::vector<std::string> names;             ///< in their order
  std::vector<std::vector<double>> counts;    ///< a series each
  std::vector<std::vector<double>> expected;  ///< the same; empty where no column says so
  bool is_last_step_short = false;  ///< events end before the last step does, so more may come

  std::size_t steps() const { return counts.front().size(); }
  DayRange step(std::size_t at) const {
    const auto from = first + static_cast<std::int32_t>(at) * step_days;
    return {from, from + step_days};
  }
  /// The step that holds a day; steps() and more where it lies after all, 0 where before.
  std::size_t step_of(Day day) const;
};

/// Steps without a row count as 0, from the first row of any series to the last. Throws Problem
/// (invalid, "series.count" for a negative count; too_large, "series.size") and what load_events
/// throws.
CountTable load_counts(const SeriesInputOptions& options);

}  // namespace anlan::cli
