#include "patterns/events/events.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "base/problem.h"
#include "patterns/events/plane.h"
#include "patterns/events/time_text.h"

namespace anlan::patterns {
namespace {

Events read(std::string_view text, const EventReading& reading = {}) {
  return read_events(csv_source(text), reading);
}

std::string code_of(std::string_view text, const EventReading& reading = {}) {
  try {
    read(text, reading);
  } catch (const Problem& problem) {
    return problem.code();
  }
  return "";
}

WallTime wall(std::string_view day, std::int32_t millisecond = 0) {
  return {*Day::parse(day), millisecond};
}

constexpr std::int32_t k_hour = 3'600'000;

TEST(Events, ReadsPlacesAndDays) {
  const auto events = read("x,y,date\n1.5,-2,2026-02-03\n3e2,+4,2026/02/04\n");
  EXPECT_EQ(events.unit, PlaceUnit::metres);
  EXPECT_EQ(events.x, (std::vector<double>{1.5, 300}));
  EXPECT_EQ(events.y, (std::vector<double>{-2, 4}));
  EXPECT_EQ(events.times, (std::vector<WallTime>{wall("2026-02-03"), wall("2026-02-04")}));
  EXPECT_EQ(events.lines, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(events.bad_rows, 0);
}

TEST(Events, FindsTheUsualNamesInAnyCaseAndInChinese) {
  EXPECT_EQ(read("\"X\",\"Y\",\"Date\"\n1,2,2026-01-01\n").size(), 1U);
  const auto chinese = read("经度,纬度,日期\n113.2,38.1,2026-01-01\n");
  EXPECT_EQ(chinese.unit, PlaceUnit::degrees);
  EXPECT_EQ(chinese.x.front(), 113.2);
}

TEST(Events, ReadsTheMiddleOfAnInterval) {
  const std::string_view text =
      "longitude,latitude,occurred_from,occurred_to\n"
      "113,38,2026-01-01T22:00:00Z,2026-01-02T04:00:00Z\n";
  EXPECT_EQ(read(text).times.front(), wall("2026-01-02", k_hour));
  EventReading reading;
  reading.interval_point = IntervalPoint::begin;
  EXPECT_EQ(read(text, reading).times.front(), wall("2026-01-01", 22 * k_hour));
  reading.interval_point = IntervalPoint::end;
  EXPECT_EQ(read(text, reading).times.front(), wall("2026-01-02", 4 * k_hour));
  const auto backwards = read("x,y,begin,end\n1,1,2026-01-02,2026-01-01\n");
  ASSERT_EQ(backwards.faults.size(), 1U);
  EXPECT_EQ(backwards.faults[0].column, "end");
}

TEST(Events, MovesOnlyTimesWithAnOffsetIntoTheZone) {
  EventReading reading;
  reading.zone = Zone::named("Asia/Shanghai");
  const auto events =
      read("x,y,time\n1,1,2026-01-01T20:00:00Z\n1,1,2026-01-01 20:00\n1,1,2026-01-01T20:00:00.5\n",
           reading);
  EXPECT_EQ(events.times[0], wall("2026-01-02", 4 * k_hour));
  EXPECT_EQ(events.times[1], wall("2026-01-01", 20 * k_hour));
  EXPECT_EQ(events.times[2], wall("2026-01-01", 20 * k_hour + 500));
}

TEST(Events, NamesEachBadRow) {
  const auto events = read(
      "lon,lat,time,kind\n"
      "181,1,2026-01-01,a\n"
      "1,-90.5,2026-01-01,a\n"
      "nan,1,2026-01-01,a\n"
      "1,inf,2026-01-01,a\n"
      "1,1,2026-02-30,a\n"
      "1,1,1599-12-31,a\n"
      ",1,2026-01-01,a\n"
      "1,1\n"
      "1,1,2026-01-01,a\n");
  EXPECT_EQ(events.rows_read, 9);
  EXPECT_EQ(events.bad_rows, 8);
  EXPECT_EQ(events.lines, std::vector<std::int64_t>{10});
  std::vector<std::string> seen;
  for (const auto& fault : events.faults)
    seen.push_back(std::to_string(fault.line) + ' ' + fault.column + ' ' + fault.reason);
  EXPECT_EQ(seen, (std::vector<std::string>{
                      "2 lon must lie between -180 and 180",
                      "3 lat must lie between -90 and 90",
                      "4 lon is not a number",
                      "5 lat is not a number",
                      "6 time must be such as 2026-02-03 or 2026-02-03T04:05:06+08:00",
                      "7 time lies outside of the years 1600 to 2399",
                      "8 lon is empty",
                      "9  has 2 fields where the first line has 4",
                  }));
}

TEST(Events, CountsEveryFaultAndKeepsTheFirst) {
  std::string text = "x,y,time\n";
  for (int i = 0; i < 250; ++i) text += "1,1,never\n";
  const auto events = read(text);
  EXPECT_EQ(events.bad_rows, 250);
  EXPECT_EQ(events.faults.size(), k_event_faults_max);
}

TEST(Events, SaysWhichColumnsAreMissingDoubledOrUnclear) {
  EXPECT_EQ(code_of(""), "events.empty");
  EXPECT_EQ(code_of("a,b\n1,2\n"), "events.columns");
  EXPECT_EQ(code_of("x,y\n1,2\n"), "events.columns");
  EXPECT_EQ(code_of("x,X,y,time\n1,2,3,2026-01-01\n"), "events.columns");
  EXPECT_EQ(code_of("x,y,lon,lat,time\n1,2,3,4,2026-01-01\n"), "events.columns");
  EventReading reading;
  reading.columns.x = "east";
  EXPECT_EQ(code_of("x,y,time\n1,2,2026-01-01\n", reading), "events.columns");
  reading.columns.longitude = "lon";
  EXPECT_EQ(code_of("east,y,lon,time\n1,2,3,2026-01-01\n", reading), "events.columns");
}

TEST(Events, ReadsWithoutAHeader) {
  EventReading reading;
  reading.columns = {.x = "1", .y = "2", .time = "3", .has_header = false};
  const auto events = read("5,6,2026-01-01\n7,8,2026-01-02\n", reading);
  EXPECT_EQ(events.x, (std::vector<double>{5, 7}));
  EXPECT_EQ(events.lines, (std::vector<std::int64_t>{1, 2}));
}

TEST(Events, NumbersLabelsInTheOrderOfTheirNames) {
  EventReading reading;
  reading.needs_places = reading.needs_times = false;
  reading.columns.labels = {{"kind"}, {.name = "unit", .must_exist = false}};
  reading.columns.values = {{"count"}};
  const auto events = read("kind,count\nfire,2\narson,3\nfire,4.5\n", reading);
  EXPECT_EQ(events.labels[0].names, (std::vector<std::string>{"arson", "fire"}));
  EXPECT_EQ(events.labels[0].of, (std::vector<std::uint32_t>{1, 0, 1}));
  EXPECT_TRUE(events.labels[1].of.empty());
  EXPECT_EQ(events.values[0], (std::vector<double>{2, 3, 4.5}));
}

TEST(Events, ShowsTheHeaderBeforeAnythingIsRead) {
  EventReading reading;
  reading.check_header = [](std::span<const std::string> header) {
    for (const auto& name : header)
      if (name == "race") throw Problem::invalid("test.header", "No.");
  };
  EXPECT_EQ(code_of("x,y,time,race\nbad\n", reading), "test.header");
}

TEST(WallTimes, DifferInDays) {
  EXPECT_EQ(days_between(wall("2026-01-01", 18 * k_hour), wall("2026-01-03")), 1.25);
}

RC_GTEST_PROP(WallTimes, ReadWhatADayPrints, ()) {
  const auto day = Day::from_number(*rc::gen::inRange(-130'000, 150'000));
  const auto time = read_wall_time(day.to_string(), Zone::utc());
  RC_ASSERT(time.has_value());
  RC_ASSERT(*time == (WallTime{day, 0}));
  const auto noon = read_wall_time(day.to_string() + "T12:00:00Z", Zone::utc());
  RC_ASSERT(noon.has_value());
  RC_ASSERT(*noon == (WallTime{day, 12 * k_hour}));
}

TEST(EventPlane, PutsDegreesInMetresAndBack) {
  const auto events = read("lon,lat,time\n113.00,38,2026-01-01\n113.02,38,2026-01-01\n");
  const EventPlane plane(events);
  // Along the parallel of 38 degrees on WGS 84: a cos(38) / sqrt(1 - e^2 sin(38)^2) * .02 degrees.
  EXPECT_NEAR(plane.points()[1].x - plane.points()[0].x, 1756.65, .02);
  const auto back = plane.as_written(plane.points()[0]);
  EXPECT_NEAR(back.x, 113, 1e-9);
  EXPECT_NEAR(back.y, 38, 1e-9);
}

TEST(EventPlane, LeavesMetresAndRefusesContinents) {
  const EventPlane plane(read("x,y,time\n5,7,2026-01-01\n"));
  EXPECT_FALSE(plane.is_projected());
  EXPECT_EQ(plane.points()[0].x, 5);
  EXPECT_THROW(EventPlane(read("lon,lat,time\n5,40,2026-01-01\n113,38,2026-01-01\n")), Problem);
}

}  // namespace
}  // namespace anlan::patterns
