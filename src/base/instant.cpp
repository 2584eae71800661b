#include "base/instant.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <stdexcept>

#include "base/problem.h"

namespace anlan {
namespace {

using Milliseconds = std::chrono::milliseconds;

/// Reads exactly `width` digits at `at`; -1 if they are not digits.
int digits(std::string_view text, std::size_t at, std::size_t width) {
  if (at + width > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + width; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

bool is_at(std::string_view text, std::size_t at, char c) {
  return at < text.size() && text[at] == c;
}

date::sys_time<Milliseconds> to_sys(Instant moment) {
  return date::sys_time<Milliseconds>(Milliseconds(moment.unix_milliseconds()));
}

date::year_month_day civil(Day day) { return date::sys_days(date::days(day.number())); }

/// The fraction after the seconds, in milliseconds; moves `at` past it. -1 if malformed.
int fraction(std::string_view text, std::size_t& at) {
  if (!is_at(text, at, '.')) return 0;
  ++at;
  int value = 0;
  int places = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++places) {
    if (places < 3) value = value * 10 + (text[at] - '0');
  }
  if (places == 0) return -1;
  for (; places < 3; ++places) value *= 10;
  return value;
}

/// The offset from UTC in minutes; empty if malformed or followed by more.
std::optional<int> offset_minutes(std::string_view text, std::size_t at) {
  if (at >= text.size()) return std::nullopt;
  if (text[at] == 'Z' || text[at] == 'z') {
    return at + 1 == text.size() ? std::optional(0) : std::nullopt;
  }
  if (text[at] != '+' && text[at] != '-') return std::nullopt;
  const int hours = digits(text, at + 1, 2);
  const int minutes = digits(text, at + 4, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || !is_at(text, at + 3, ':') ||
      text.size() != at + 6) {
    return std::nullopt;
  }
  const int total = hours * 60 + minutes;
  return text[at] == '-' ? -total : total;
}

}  // namespace

std::optional<Instant> Instant::parse(std::string_view text) {
  const auto day = text.size() < 20 ? std::nullopt : Day::parse(text.substr(0, 10));
  if (!day || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) return std::nullopt;
  const int hour = digits(text, 11, 2);
  const int minute = digits(text, 14, 2);
  const int second = digits(text, 17, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 ||
      text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  std::size_t at = 19;
  const int millisecond = fraction(text, at);
  const auto offset = offset_minutes(text, at);
  if (millisecond < 0 || !offset) return std::nullopt;
  return Instant(std::int64_t{day->number()} * 86'400'000 + hour * 3'600'000 +
                 (minute - *offset) * 60'000 + second * 1000 + millisecond);
}

std::string Instant::to_string() const {
  const auto moment = to_sys(*this);
  const auto midnight = date::floor<date::days>(moment);
  const date::year_month_day ymd(midnight);
  const date::hh_mm_ss<Milliseconds> clock(moment - midnight);
  auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int(ymd.year()),
                          unsigned(ymd.month()), unsigned(ymd.day()), clock.hours().count(),
                          clock.minutes().count(), clock.seconds().count());
  if (const auto rest = clock.subseconds().count(); rest != 0) text += fmt::format(".{:03}", rest);
  return text + 'Z';
}

std::optional<Day> Day::from_civil(int year, unsigned month, unsigned day) {
  const date::year_month_day ymd{date::year(year), date::month(month), date::day(day)};
  if (!ymd.ok()) return std::nullopt;
  return Day(static_cast<std::int32_t>(date::sys_days(ymd).time_since_epoch().count()));
}

std::optional<Day> Day::parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = digits(text, 0, 4);
  const int month = digits(text, 5, 2);
  const int day = digits(text, 8, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  return from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
}

std::string Day::to_string() const {
  return fmt::format("{:04}-{:02}-{:02}", year(), month(), day_of_month());
}
int Day::year() const { return int(civil(*this).year()); }
unsigned Day::month() const { return unsigned(civil(*this).month()); }
unsigned Day::day_of_month() const { return unsigned(civil(*this).day()); }
unsigned Day::weekday() const {
  return date::weekday(date::sys_days(date::days(number_))).iso_encoding();
}

struct Zone::Rules {
  std::string name;
  const date::time_zone* zone;
};

Zone::Zone(std::shared_ptr<const Rules> rules) : rules_(std::move(rules)) {}

Zone Zone::named(std::string_view name) {
  try {
    return Zone(std::make_shared<const Rules>(
        Rules{std::string(name), date::locate_zone(std::string(name))}));
  } catch (const std::runtime_error&) {
    throw Problem::invalid("zone.unknown", fmt::format("There is no time zone named '{}'.", name));
  }
}

Zone Zone::utc() { return named("Etc/UTC"); }

const std::string& Zone::name() const { return rules_->name; }

Day Zone::day_of(Instant moment) const {
  const auto local = rules_->zone->to_local(to_sys(moment));
  return Day::from_number(
      static_cast<std::int32_t>(date::floor<date::days>(local).time_since_epoch().count()));
}

std::int32_t Zone::millisecond_of_day(Instant moment) const {
  const auto local = rules_->zone->to_local(to_sys(moment));
  return static_cast<std::int32_t>((local - date::floor<date::days>(local)).count());
}

Instant Zone::start_of(Day day) const { return at(day, 0); }

Instant Zone::at(Day day, std::int32_t millisecond_of_day) const {
  const date::local_time<Milliseconds> local{date::days(day.number()) +
                                             Milliseconds(millisecond_of_day)};
  const auto sys = rules_->zone->to_sys(local, date::choose::earliest);
  return Instant::from_unix_milliseconds(sys.time_since_epoch().count());
}

Instant SystemClock::now() const {
  return Instant::from_unix_milliseconds(
      std::chrono::duration_cast<Milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count());
}

}  // namespace anlan
