// Instant, Day, Zone, Clock: time as the product speaks of it.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace anlan {

/// A length of time in milliseconds; may be negative.
class Duration {
 public:
  constexpr Duration() = default;
  static constexpr Duration milliseconds(std::int64_t n) { return Duration(n); }
  static constexpr Duration seconds(std::int64_t n) { return Duration(n * 1000); }
  static constexpr Duration minutes(std::int64_t n) { return Duration(n * 60'000); }
  static constexpr Duration hours(std::int64_t n) { return Duration(n * 3'600'000); }
  static constexpr Duration days(std::int64_t n) { return Duration(n * 86'400'000); }
  constexpr std::int64_t count_milliseconds() const { return milliseconds_; }
  friend constexpr auto operator<=>(Duration, Duration) = default;

 private:
  explicit constexpr Duration(std::int64_t n) : milliseconds_(n) {}
  std::int64_t milliseconds_ = 0;
};

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
class Instant {
 public:
  constexpr Instant() = default;
  static constexpr Instant from_unix_milliseconds(std::int64_t n) { return Instant(n); }
  constexpr std::int64_t unix_milliseconds() const { return milliseconds_; }

  /// Reads RFC 3339 with a zone ("2026-02-03T04:05:06Z", "...06.789+08:00"); empty if it is not
  /// one.
  static std::optional<Instant> parse(std::string_view rfc3339);
  /// RFC 3339 in UTC; milliseconds only where they are not zero.
  std::string to_string() const;

  friend constexpr Instant operator+(Instant t, Duration d) {
    return Instant(t.milliseconds_ + d.count_milliseconds());
  }
  friend constexpr Instant operator-(Instant t, Duration d) {
    return Instant(t.milliseconds_ - d.count_milliseconds());
  }
  friend constexpr Duration operator-(Instant a, Instant b) {
    return Duration::milliseconds(a.milliseconds_ - b.milliseconds_);
  }
  friend constexpr auto operator<=>(Instant, Instant) = default;

 private:
  explicit constexpr Instant(std::int64_t n) : milliseconds_(n) {}
  std::int64_t milliseconds_ = 0;
};

/// A civil day of the Gregorian calendar; which moments it holds is for a Zone to say.
class Day {
 public:
  constexpr Day() = default;
  /// The day `n` days after 1970-01-01.
  static constexpr Day from_number(std::int32_t n) { return Day(n); }
  constexpr std::int32_t number() const { return number_; }

  /// Empty where there is no such day (2025-02-29).
  static std::optional<Day> from_civil(int year, unsigned month, unsigned day);
  /// Reads "2026-02-03"; empty if it is not a day.
  static std::optional<Day> parse(std::string_view iso);
  /// "2026-02-03"
  std::string to_string() const;

  int year() const;
  unsigned month() const;         ///< 1..12
  unsigned day_of_month() const;  ///< 1..31
  /// 1 Monday .. 7 Sunday (ISO 8601).
  unsigned weekday() const;

  friend constexpr Day operator+(Day d, std::int32_t days) { return Day(d.number_ + days); }
  friend constexpr Day operator-(Day d, std::int32_t days) { return Day(d.number_ - days); }
  friend constexpr std::int32_t operator-(Day a, Day b) { return a.number_ - b.number_; }
  friend constexpr auto operator<=>(Day, Day) = default;

 private:
  explicit constexpr Day(std::int32_t n) : number_(n) {}
  std::int32_t number_ = 0;
};

/// A civil time zone of the IANA database. Cheap to copy; safe to share between threads.
class Zone {
 public:
  /// Throws Problem (invalid, "zone.unknown") for a name that the database does not have.
  static Zone named(std::string_view name);
  static Zone utc();

  const std::string& name() const;
  Day day_of(Instant moment) const;
  /// Milliseconds since midnight, by the clock on the wall.
  std::int32_t millisecond_of_day(Instant moment) const;
  /// The moment at which the day begins.
  Instant start_of(Day day) const;
  /// The moment of a wall-clock time; the earlier one where the clock shows it twice, and the first
  /// moment after where it is skipped.
  Instant at(Day day, std::int32_t millisecond_of_day) const;

 private:
  struct Rules;
  explicit Zone(std::shared_ptr<const Rules> rules);
  std::shared_ptr<const Rules> rules_;  // immutable, and shared by every copy
};

/// Where time comes from: passed in, never asked of the system by rules or services.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

/// For tests and for `--as-of`: stands still until it is set.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant now) : now_(now) {}
  Instant now() const override { return now_; }
  void set(Instant now) { now_ = now; }

 private:
  Instant now_;
};

}  // namespace anlan
