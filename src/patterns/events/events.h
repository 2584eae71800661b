// Events: a table of places, times and labels, read from CSV.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.h"
#include "base/instant.h"

namespace anlan::patterns {

/// A time as the clock on the wall shows it: methods count days, and a day is what people lived.
struct WallTime {
  Day day;
  std::int32_t millisecond = 0;  ///< since midnight
  friend constexpr auto operator<=>(const WallTime&, const WallTime&) = default;
};

/// From one to the other, in days.
double days_between(const WallTime& from, const WallTime& to);

/// What an event is taken for that happened between two times.
enum class IntervalPoint { begin, middle, end };

/// A column whose text or number is kept as it is.
struct KeptColumn {
  std::string name;
  bool must_exist = true;  ///< else it is passed over where the file has none
};

/// Which columns hold what, by their names in the header (A-Z as a-z). Places are x and y, or
/// longitude and latitude; times are time, or begin and end. Where a name is empty the usual ones
/// are looked for: "x", "y", "longitude", "lon", "经度", "time", "date", "occurred_from", "日期"
/// ...
struct EventColumns {
  std::string x, y, longitude, latitude;
  std::string time, begin, end;
  std::vector<KeptColumn> labels;
  std::vector<KeptColumn> values;
  /// False: there is no header, and columns are called by their numbers, from 1.
  bool has_header = true;
};

/// How to read a file.
struct EventReading {
  EventColumns columns;
  bool needs_places = true;
  bool needs_times = true;
  IntervalPoint interval_point = IntervalPoint::middle;
  /// The zone of the days of times that are written with an offset; times without one stand as
  /// they are.
  Zone zone = Zone::utc();
  /// Shown the header's names before anything is read; throws where they may not be.
  std::function<void(std::span<const std::string> header)> check_header;
};

enum class PlaceUnit { none, metres, degrees };

/// A row that could not be used.
struct EventFault {
  std::int64_t line = 0;  ///< counted from 1
  std::string column;     ///< empty: the row as a whole
  std::string reason;     ///< the end of a sentence
};

/// A label of every row, as numbers of names that are in the order of their bytes.
struct LabelColumn {
  std::vector<std::uint32_t> of;  ///< a row each; empty where the file has no such column
  std::vector<std::string> names;
};

/// The rows in the order of the file, one index a row; what was not asked for is empty.
struct Events {
  PlaceUnit unit = PlaceUnit::none;
  std::vector<double> x;  ///< metres east, or longitude
  std::vector<double> y;  ///< metres north, or latitude
  std::vector<WallTime> times;
  std::vector<LabelColumn> labels;          ///< as asked for
  std::vector<std::vector<double>> values;  ///< as asked for; finite
  std::vector<std::int64_t> lines;          ///< where each row stands in the file

  std::int64_t rows_read = 0;      ///< good and bad
  std::int64_t bad_rows = 0;       ///< those left out
  std::vector<EventFault> faults;  ///< of the first k_event_faults_max of them

  std::size_t size() const { return lines.size(); }
};

inline constexpr std::size_t k_event_faults_max = 100;
/// More than a province has in ten years; they are held in memory.
inline constexpr std::int64_t k_events_max = 20'000'000;

/// Reads a table of events. Bad rows are left out and named. Throws Problem (invalid):
/// "events.empty" where there is no header, "events.columns" for columns that are missing, doubled,
/// or of which it is not plain which are meant; (too_large, "events.rows").
Events read_events(CsvReader::Source source, const EventReading& reading);

}  // namespace anlan::patterns
