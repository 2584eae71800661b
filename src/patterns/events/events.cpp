#include "patterns/events/events.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "base/problem.h"
#include "patterns/events/time_text.h"

namespace anlan::patterns {
namespace {

constexpr double k_farthest_metres = 1e8;       // two and a half times around the globe
constexpr std::size_t k_names_max = 1'000'000;  // different texts in a column of labels
constexpr std::size_t k_label_bytes = 200;      // a name, not a story

using Names = std::vector<std::string_view>;
const Names k_x{"x", "easting"};
const Names k_y{"y", "northing"};
const Names k_longitude{"longitude", "lon", "lng", "经度", "經度"};
const Names k_latitude{"latitude", "lat", "纬度", "緯度"};
const Names k_time{"time", "date", "datetime", "occurred_at", "时间", "時間", "日期", "发生时间"};
const Names k_begin{"begin", "occurred_from"};
const Names k_end{"end", "occurred_to"};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lower_case(std::string_view text) {
  std::string lower(trimmed(text));
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

std::optional<double> number_in(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

[[noreturn]] void refuse_columns(std::string sentence) {
  throw Problem::invalid("events.columns", std::move(sentence));
}

/// A column of the file: where it stands, and its name there.
struct Found {
  std::size_t at = 0;
  std::string name;
};

/// The header, asked for names.
class Header {
 public:
  Header(std::vector<std::string> names, bool has_names) : names_(std::move(names)) {
    if (!has_names)
      for (std::size_t i = 0; i < names_.size(); ++i) names_[i] = std::to_string(i + 1);
    for (const auto& name : names_) lower_.push_back(lower_case(name));
  }

  std::optional<Found> find(std::string_view wanted) const {
    std::optional<Found> found;
    const auto name = lower_case(wanted);
    for (std::size_t i = 0; i < lower_.size(); ++i) {
      if (lower_[i] != name) continue;
      if (found) refuse_columns(fmt::format("Two columns are called \"{}\".", names_[i]));
      found = Found{i, names_[i]};
    }
    return found;
  }

  Found need(const std::string& wanted) const {
    auto found = find(wanted);
    if (!found) refuse_columns(fmt::format("There is no column \"{}\" in {}.", wanted, list()));
    return std::move(*found);
  }

  /// The column of this name; where it is empty, the first of the usual ones, if there is any.
  std::optional<Found> named_or_usual(const std::string& named, const Names& usual) const {
    if (!named.empty()) return need(named);
    for (const auto name : usual)
      if (auto found = find(name)) return found;
    return std::nullopt;
  }

  std::string list() const { return fmt::format("\"{}\"", fmt::join(names_, "\", \"")); }
  std::size_t size() const { return names_.size(); }

 private:
  std::vector<std::string> names_;
  std::vector<std::string> lower_;
};

/// Two columns that belong together.
struct Pair {
  Found first;
  Found second;
};

std::optional<Pair> pair_of(const Header& header, const std::array<std::string, 2>& named,
                            const Names& first, const Names& second) {
  auto a = header.named_or_usual(named[0], first);
  auto b = header.named_or_usual(named[1], second);
  if (a && b) return Pair{std::move(*a), std::move(*b)};
  return std::nullopt;
}

class Reader {
 public:
  Reader(CsvReader::Source source, const EventReading& reading)
      : csv_(std::move(source)), reading_(reading) {}

  Events read() {
    if (!csv_.next()) throw Problem::invalid("events.empty", "The file is empty.");
    bind(read_header());
    if (!reading_.columns.has_header) read_row();
    while (csv_.next()) read_row();
    for (auto& label : events_.labels) sort_names(label);
    return std::move(events_);
  }

 private:
  Header read_header() {
    if (!csv_.fault().empty())
      throw Problem::invalid("events.empty",
                             fmt::format("The first line cannot be read: {}.", csv_.fault()));
    std::vector<std::string> names;
    for (const auto field : csv_.fields()) names.emplace_back(trimmed(field));
    if (reading_.columns.has_header && reading_.check_header) reading_.check_header(names);
    width_ = names.size();
    return {std::move(names), reading_.columns.has_header};
  }

  void bind(const Header& header) {
    if (reading_.needs_places) bind_places(header);
    if (reading_.needs_times) bind_times(header);
    const auto bind_kept = [&](const std::vector<KeptColumn>& columns, auto& places) {
      for (const auto& column : columns)
        places.push_back(column.must_exist ? header.need(column.name) : header.find(column.name));
    };
    bind_kept(reading_.columns.labels, labels_);
    bind_kept(reading_.columns.values, values_);
    events_.labels.resize(labels_.size());
    events_.values.resize(values_.size());
    numbers_.resize(labels_.size());
  }

  void bind_places(const Header& header) {
    const auto& c = reading_.columns;
    const bool says_metres = !c.x.empty() || !c.y.empty();
    const bool says_degrees = !c.longitude.empty() || !c.latitude.empty();
    if (says_metres && says_degrees)
      refuse_columns("Places are either x and y or longitude and latitude, not both.");
    std::optional<Pair> metres, degrees;
    if (!says_degrees) metres = pair_of(header, {c.x, c.y}, k_x, k_y);
    if (!says_metres) degrees = pair_of(header, {c.longitude, c.latitude}, k_longitude, k_latitude);
    if (metres && degrees)
      refuse_columns("The file has x and y, and longitude and latitude: say which is meant.");
    if (!metres && !degrees)
      refuse_columns(
          "The file needs columns x and y in metres, or longitude and latitude in "
          "degrees; it has " +
          header.list() + '.');
    events_.unit = metres ? PlaceUnit::metres : PlaceUnit::degrees;
    place_ = metres ? std::move(metres) : std::move(degrees);
  }

  void bind_times(const Header& header) {
    const auto& c = reading_.columns;
    const bool says_time = !c.time.empty();
    const bool says_interval = !c.begin.empty() || !c.end.empty();
    if (says_time && says_interval)
      refuse_columns("Times are either one column or begin and end, not both.");
    if (!says_interval) time_ = header.named_or_usual(c.time, k_time);
    if (!time_) interval_ = pair_of(header, {c.begin, c.end}, k_begin, k_end);
    if (!time_ && !interval_)
      refuse_columns("The file needs a column time (or date), or begin and end; it has " +
                     header.list() + '.');
  }

  void read_row() {
    if (++events_.rows_read > k_events_max)
      throw Problem::too_large("events.rows",
                               fmt::format("The file has more than {} rows.", k_events_max));
    fault_.reset();
    if (!csv_.fault().empty()) {
      fault_ = EventFault{0, "", std::string(csv_.fault())};
    } else if (csv_.fields().size() != width_) {
      fault_ = EventFault{
          0, "",
          fmt::format("has {} fields where the first line has {}", csv_.fields().size(), width_)};
    } else {
      read_fields();
    }
    if (!fault_) return keep_row();
    ++events_.bad_rows;
    fault_->line = csv_.line();
    if (events_.faults.size() < k_event_faults_max) events_.faults.push_back(std::move(*fault_));
  }

  void read_fields() {
    if (place_) {
      const bool degrees = events_.unit == PlaceUnit::degrees;
      x_ = coordinate(place_->first, degrees ? 180 : k_farthest_metres);
      y_ = coordinate(place_->second, degrees ? 90 : k_farthest_metres);
    }
    if (time_) when_ = time(*time_);
    if (interval_) when_ = within(time(interval_->first), time(interval_->second));
    row_values_.clear();
    for (const auto& column : values_) row_values_.push_back(column ? number(*column) : 0);
    for (const auto& column : labels_) {
      if (column && field(*column).size() > k_label_bytes)
        fail(*column, fmt::format("is longer than {} bytes", k_label_bytes));
    }
  }

  std::string_view field(const Found& column) const { return trimmed(csv_.fields()[column.at]); }

  void fail(const Found& column, std::string reason) {
    if (!fault_) fault_ = EventFault{0, column.name, std::move(reason)};
  }

  double number(const Found& column) {
    const auto value = number_in(field(column));
    if (!value) fail(column, field(column).empty() ? "is empty" : "is not a number");
    return value.value_or(0);
  }

  double coordinate(const Found& column, double limit) {
    const double value = number(column);
    if (std::fabs(value) > limit)
      fail(column, fmt::format("must lie between {0} and {1}", -limit, limit));
    return value;
  }

  WallTime time(const Found& column) {
    const auto value = read_wall_time(field(column), reading_.zone);
    if (!value) fail(column, std::string(value.error()));
    return value.value_or(WallTime{});
  }

  WallTime within(const WallTime& begin, const WallTime& end) {
    if (end < begin) fail(interval_->second, "comes before the begin");
    switch (reading_.interval_point) {
      case IntervalPoint::begin: return begin;
      case IntervalPoint::end: return end;
      case IntervalPoint::middle: break;
    }
    constexpr std::int64_t k_day = 86'400'000;
    const auto since = [&](const WallTime& t) { return t.day.number() * k_day + t.millisecond; };
    const std::int64_t half = (since(end) - since(begin)) / 2 + begin.millisecond;
    return {begin.day + static_cast<std::int32_t>(half / k_day),
            static_cast<std::int32_t>(half % k_day)};
  }

  void keep_row() {
    events_.lines.push_back(csv_.line());
    if (place_) {
      events_.x.push_back(x_);
      events_.y.push_back(y_);
    }
    if (time_ || interval_) events_.times.push_back(when_);
    for (std::size_t i = 0; i < values_.size(); ++i)
      if (values_[i]) events_.values[i].push_back(row_values_[i]);
    for (std::size_t i = 0; i < labels_.size(); ++i)
      if (labels_[i]) events_.labels[i].of.push_back(label_number(i, field(*labels_[i])));
  }

  std::uint32_t label_number(std::size_t column, std::string_view text) {
    auto& numbers = numbers_[column];
    if (const auto known = numbers.find(text); known != numbers.end()) return known->second;
    auto& names = events_.labels[column].names;
    if (names.size() == k_names_max)
      throw Problem::too_large("events.rows",
                               fmt::format("The column \"{}\" has more than {} different texts.",
                                           labels_[column]->name, k_names_max));
    names.emplace_back(text);
    return numbers.emplace(text, static_cast<std::uint32_t>(names.size() - 1)).first->second;
  }

  static void sort_names(LabelColumn& label) {
    std::vector<std::uint32_t> order(label.names.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::uint32_t i) { return std::string_view(label.names[i]); });
    std::vector<std::uint32_t> rank(order.size());
    std::vector<std::string> names(order.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) {
      rank[order[i]] = i;
      names[i] = std::move(label.names[order[i]]);
    }
    label.names = std::move(names);
    for (auto& number : label.of) number = rank[number];
  }

  CsvReader csv_;
  const EventReading& reading_;
  Events events_;
  std::size_t width_ = 0;
  std::optional<Pair> place_, interval_;
  std::optional<Found> time_;
  std::vector<std::optional<Found>> labels_, values_;
  std::vector<std::map<std::string, std::uint32_t, std::less<>>> numbers_;

  // Of the row at hand.
  std::optional<EventFault> fault_;
  double x_ = 0, y_ = 0;
  WallTime when_;
  std::vector<double> row_values_;
};

}  // namespace

double days_between(const WallTime& from, const WallTime& to) {
  return (to.day - from.day) + (to.millisecond - from.millisecond) / 86'400'000.0;
}

Events read_events(CsvReader::Source source, const EventReading& reading) {
  return Reader(std::move(source), reading).read();
}

}  // namespace anlan::patterns
