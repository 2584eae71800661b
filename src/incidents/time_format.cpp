#include "incidents/time_format.h"

#include <fmt/format.h>

#include "base/problem.h"

namespace anlan::incidents {
namespace {

constexpr std::string_view k_known = "YmdHIpMSz";
constexpr std::int32_t k_day_ms = 86'400'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes `least` to `most` digits from the front; -1 if they are not there.
int take_number(std::string_view& text, std::size_t least, std::size_t most) {
  int value = 0;
  std::size_t count = 0;
  for (; count < most && count < text.size() && is_digit(text[count]); ++count) {
    value = value * 10 + (text[count] - '0');
  }
  if (count < least) return -1;
  text.remove_prefix(count);
  return value;
}

/// "Z", "+08:00", "-0530" in minutes.
std::optional<int> take_offset(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const char sign = text.front();
  text.remove_prefix(1);
  if (sign == 'Z' || sign == 'z') return 0;
  if (sign != '+' && sign != '-') return std::nullopt;
  const int hours = take_number(text, 2, 2);
  if (!text.empty() && text.front() == ':') text.remove_prefix(1);
  const int minutes = take_number(text, 2, 2);
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return std::nullopt;
  return (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
}

}  // namespace

struct TimeFormat::Parts {
  int year = -1, month = -1, day = 1, hour = 0, minute = 0;
  std::int32_t second_ms = 0;
  bool is_twelve = false, is_afternoon = false;
  std::optional<int> offset_minutes;

  bool take(char what, std::string_view& text);
  bool take_second(std::string_view& text);
  bool take_half(std::string_view& text);
  bool is_possible() const {
    return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second_ms >= 0 &&
           second_ms < 60'000 && (!is_twelve || (hour >= 1 && hour <= 12));
  }
  std::int32_t millisecond_of_day() const {
    const int hour24 = is_twelve ? hour % 12 + (is_afternoon ? 12 : 0) : hour;
    return (hour24 * 60 + minute) * 60'000 + second_ms;
  }
};

bool TimeFormat::Parts::take_second(std::string_view& text) {
  const int seconds = take_number(text, 1, 2);
  if (seconds < 0) return false;
  second_ms = seconds * 1000;
  if (text.empty() || text.front() != '.') return true;
  text.remove_prefix(1);
  for (int unit = 100; !text.empty() && is_digit(text.front()); unit /= 10) {
    second_ms += (text.front() - '0') * unit;
    text.remove_prefix(1);
  }
  return true;
}

bool TimeFormat::Parts::take_half(std::string_view& text) {
  if (text.size() < 2 || (text[1] != 'M' && text[1] != 'm')) return false;
  is_afternoon = text[0] == 'P' || text[0] == 'p';
  if (!is_afternoon && text[0] != 'A' && text[0] != 'a') return false;
  text.remove_prefix(2);
  return true;
}

bool TimeFormat::Parts::take(char what, std::string_view& text) {
  switch (what) {
    case 'Y': return (year = take_number(text, 4, 4)) >= 0;
    case 'm': return (month = take_number(text, 1, 2)) >= 0;
    case 'd': return (day = take_number(text, 1, 2)) >= 0;
    case 'H': return (hour = take_number(text, 1, 2)) >= 0;
    case 'I': is_twelve = true; return (hour = take_number(text, 1, 2)) >= 0;
    case 'M': return (minute = take_number(text, 2, 2)) >= 0;
    case 'S': return take_second(text);
    case 'p': return take_half(text);
    case 'z': return (offset_minutes = take_offset(text)).has_value();
    default: return false;
  }
}

const DayClock::Entry& DayClock::entry_of(Day day) {
  auto& entry = entries_[static_cast<std::uint32_t>(day.number()) % k_entries];
  if (entry.day != day.number()) {
    const auto start = zone_.start_of(day);
    entry = {.day = day.number(),
             .is_plain = zone_.start_of(day + 1) - start == Duration::days(1),
             .start_ms = start.unix_milliseconds()};
  }
  return entry;
}

Instant DayClock::start_of(Day day) {
  return Instant::from_unix_milliseconds(entry_of(day).start_ms);
}

Instant DayClock::at(Day day, std::int32_t millisecond_of_day) {
  const auto& entry = entry_of(day);
  if (!entry.is_plain) return zone_.at(day, millisecond_of_day);
  return Instant::from_unix_milliseconds(entry.start_ms + millisecond_of_day);
}

TimeFormat TimeFormat::parse(std::string_view text) {
  TimeFormat format;
  format.format_ = text;
  bool has_year = false, has_month = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') continue;
    const char what = ++i < text.size() ? text[i] : '\0';
    if (what == '\0' || k_known.find(what) == std::string_view::npos) {
      throw Problem::invalid(
          "incidents.profile",
          fmt::format("The time format \"{}\" holds a % that is not known.", text));
    }
    has_year |= what == 'Y';
    has_month |= what == 'm';
    format.has_day_ |= what == 'd';
    format.has_hour_ |= what == 'H' || what == 'I';
  }
  if (!has_year || !has_month || (format.has_hour_ && !format.has_day_)) {
    throw Problem::invalid(
        "incidents.profile",
        fmt::format("The time format \"{}\" must hold %Y and %m, and %d where it holds an hour.",
                    text));
  }
  return format;
}

bool TimeFormat::read_parts(std::string_view text, Parts& parts) const {
  for (std::size_t i = 0; i < format_.size(); ++i) {
    if (format_[i] == '%') {
      if (!parts.take(format_[++i], text)) return false;
    } else if (format_[i] == ' ') {
      if (text.empty() || text.front() != ' ') return false;
      while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    } else {
      if (text.empty() || text.front() != format_[i]) return false;
      text.remove_prefix(1);
    }
  }
  return text.empty();
}

std::optional<Span> TimeFormat::read(std::string_view text, DayClock& clock) const {
  Parts parts;
  if (!read_parts(text, parts) || !parts.is_possible()) return std::nullopt;
  const auto day = Day::from_civil(parts.year, static_cast<unsigned>(parts.month),
                                   static_cast<unsigned>(parts.day));
  if (!day) return std::nullopt;
  if (has_hour_) {
    const auto ms = parts.millisecond_of_day();
    if (!parts.offset_minutes) {
      const auto moment = clock.at(*day, ms);
      return Span{moment, moment};
    }
    const auto moment = Instant::from_unix_milliseconds(
        std::int64_t{day->number()} * k_day_ms + ms - std::int64_t{*parts.offset_minutes} * 60'000);
    return Span{moment, moment};
  }
  const bool is_december = parts.month == 12;
  const auto after =
      has_day_ ? *day + 1
               : *Day::from_civil(parts.year + (is_december ? 1 : 0),
                                  is_december ? 1U : static_cast<unsigned>(parts.month) + 1, 1U);
  return Span{clock.start_of(*day), clock.start_of(after) - Duration::milliseconds(1)};
}

}  // namespace anlan::incidents
