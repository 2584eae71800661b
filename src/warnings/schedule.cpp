#include "warnings/schedule.h"

#include <fmt/format.h>

#include <algorithm>

namespace anlan::warnings {
namespace {

constexpr std::int32_t k_milliseconds_a_minute = 60'000;

std::optional<std::int32_t> two_digits(std::string_view text, std::int32_t below) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != 2 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  const std::int32_t value = (text[0] - '0') * 10 + (text[1] - '0');
  return value < below ? std::optional(value) : std::nullopt;
}

}  // namespace

std::optional<Instant> next_due(const Schedule& schedule, Instant now, const Zone& zone) {
  if (schedule.mode == ScheduleMode::by_hand) return std::nullopt;
  const std::int32_t at = schedule.minute_of_day * k_milliseconds_a_minute;
  Day day = zone.day_of(now);
  while (zone.at(day, at) <= now) day = day + 1;
  return zone.at(day, at);
}

Day last_complete_day(Instant now, const Zone& zone) { return zone.day_of(now) - 1; }

std::optional<std::int32_t> minute_of_day_from(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = two_digits(text.substr(0, 2), 24);
  const auto minute = two_digits(text.substr(3), 60);
  if (!hour || !minute) return std::nullopt;
  return *hour * 60 + *minute;
}

std::string minute_of_day_text(std::int32_t minute) {
  return fmt::format("{:02}:{:02}", minute / 60, minute % 60);
}

}  // namespace anlan::warnings
