#include "warnings/schedule.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace anlan::warnings {
namespace {

Instant at(std::string_view text) { return *Instant::parse(text); }

Schedule daily(std::string_view time) {
  return {.mode = ScheduleMode::daily, .minute_of_day = *minute_of_day_from(time)};
}

TEST(ScheduleTest, IsDueTodayOrTomorrowByTheRegionsClock) {
  const auto zone = Zone::named("Asia/Shanghai");
  EXPECT_EQ(next_due(daily("06:30"), at("2026-03-10T05:00:00+08:00"), zone),
            at("2026-03-10T06:30:00+08:00"));
  EXPECT_EQ(next_due(daily("06:30"), at("2026-03-10T06:30:00+08:00"), zone),
            at("2026-03-11T06:30:00+08:00"));
  EXPECT_EQ(next_due(daily("06:30"), at("2026-03-10T23:59:00+08:00"), zone),
            at("2026-03-11T06:30:00+08:00"));
}

TEST(ScheduleTest, ATimeThatTheClockSkipsIsTheMomentAfter) {
  // Memphis, 2026-03-08: 02:00 is followed by 03:00.
  const auto zone = Zone::named("America/Chicago");
  EXPECT_EQ(next_due(daily("02:30"), at("2026-03-08T01:00:00-06:00"), zone),
            at("2026-03-08T03:00:00-05:00"));
  EXPECT_EQ(next_due(daily("02:30"), at("2026-03-08T03:00:00-05:00"), zone),
            at("2026-03-09T02:30:00-05:00"));
}

TEST(ScheduleTest, ByHandIsNeverDue) {
  EXPECT_FALSE(next_due({}, at("2026-03-10T05:00:00Z"), Zone::utc()));
}

TEST(ScheduleTest, LooksAtTheDayThatIsOver) {
  const auto zone = Zone::named("Asia/Shanghai");
  EXPECT_EQ(last_complete_day(at("2026-03-09T22:30:00Z"), zone), *Day::parse("2026-03-09"));
}

TEST(ScheduleTest, ReadsATimeOfDay) {
  EXPECT_EQ(minute_of_day_from("23:59"), 1439);
  EXPECT_EQ(minute_of_day_text(5), "00:05");
  for (const auto* text : {"24:00", "6:30", "06:60", "06.30", "06:3", "-1:00", "", "06:300"})
    EXPECT_FALSE(minute_of_day_from(text)) << text;
}

RC_GTEST_PROP(ScheduleProperty, IsDueOnceADayAndAlwaysAfter, ()) {
  const auto zone = Zone::named("America/Chicago");
  const auto start = at("2026-01-01T00:00:00Z");
  const auto now = start + Duration::minutes(*rc::gen::inRange(0, 525'600));
  const Schedule schedule{.mode = ScheduleMode::daily, .minute_of_day = *rc::gen::inRange(0, 1440)};
  const auto first = *next_due(schedule, now, zone);
  const auto second = *next_due(schedule, first, zone);
  RC_ASSERT(first > now);
  RC_ASSERT(first - now <= Duration::hours(25));
  RC_ASSERT(zone.day_of(second) - zone.day_of(first) == 1);
}

}  // namespace
}  // namespace anlan::warnings
