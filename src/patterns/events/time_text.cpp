#include "patterns/events/time_text.h"

#include <string>

namespace anlan::patterns {
namespace {

// Parish registers begin about here; what lies beyond is a slip of the pen.
constexpr int k_first_year = 1600;
constexpr int k_last_year = 2399;
constexpr std::size_t k_longest = 40;  // RFC 3339 with many decimals

/// Midnight of the day and the time since, as if in UTC.
WallTime utc_wall(Instant moment) {
  constexpr std::int64_t k_day = 86'400'000;
  const std::int64_t ms = moment.unix_milliseconds();
  const std::int64_t day = ms >= 0 ? ms / k_day : -((-ms + k_day - 1) / k_day);
  return {Day::from_number(static_cast<std::int32_t>(day)),
          static_cast<std::int32_t>(ms - day * k_day)};
}

std::optional<WallTime> read(std::string text, const Zone& zone) {
  if (text.size() < 10 || text.size() > k_longest) return std::nullopt;
  if (text[4] == '/' && text[7] == '/') text[4] = text[7] = '-';
  if (text.size() == 10) {
    const auto day = Day::parse(text);
    return day ? std::optional(WallTime{*day, 0}) : std::nullopt;
  }
  if (const auto moment = Instant::parse(text))
    return WallTime{zone.day_of(*moment), zone.millisecond_of_day(*moment)};
  for (const auto* rest : {"Z", ":00Z"})
    if (const auto moment = Instant::parse(text + rest)) return utc_wall(*moment);
  return std::nullopt;
}

}  // namespace

Expected<WallTime, std::string_view> read_wall_time(std::string_view text, const Zone& zone) {
  if (text.empty()) return Unexpected<std::string_view>("is empty");
  const auto time = read(std::string(text.substr(0, k_longest + 1)), zone);
  if (!time)
    return Unexpected<std::string_view>("must be such as 2026-02-03 or 2026-02-03T04:05:06+08:00");
  if (time->day.year() < k_first_year || time->day.year() > k_last_year)
    return Unexpected<std::string_view>("lies outside of the years 1600 to 2399");
  return *time;
}

}  // namespace anlan::patterns
