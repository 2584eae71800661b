#include "patterns/near_repeat/near_repeat.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "base/instant.h"
#include "base/problem.h"
#include "patterns/near_repeat/interaction.h"
#include "tests/support/shared_data.h"

namespace anlan::patterns {
namespace {

/// Lines of x,y,yyyy-mm-dd; a header and rows without a place are passed over.
std::vector<NearRepeatEvent> read_events(const std::filesystem::path& file) {
  std::vector<NearRepeatEvent> events;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::erase(line, '"');
    std::istringstream fields(line);
    std::string x, y, date;
    std::getline(fields, x, ',');
    std::getline(fields, y, ',');
    std::getline(fields, date, ',');
    const auto day = Day::parse(date.substr(0, 10));
    if (!day || x == "NA") continue;
    events.push_back({std::stod(x), std::stod(y), day->number()});
  }
  return events;
}

/// The fixed-width rows of a dBase file: X, Y and T of burkitt.dbf.
std::vector<NearRepeatEvent> read_burkitt(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), {});
  const auto u16 = [&](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at]) |
                                    static_cast<unsigned char>(bytes[at + 1]) << 8);
  };
  const auto rows = u16(4);
  const auto header = u16(8);
  const auto width = u16(10);
  std::vector<NearRepeatEvent> events;
  for (std::size_t row = 0; row < rows; ++row) {
    const auto text = bytes.substr(header + row * width, width);
    events.push_back({std::stod(text.substr(7, 6)), std::stod(text.substr(13, 6)),
                      static_cast<std::int32_t>(std::stod(text.substr(19, 7)))});
  }
  return events;
}

std::vector<std::uint64_t> observed_of(const NearRepeatTable& table) {
  std::vector<std::uint64_t> counts;
  for (const auto& cell : table.cells) counts.push_back(cell.observed);
  return counts;
}

TEST(NearRepeatGolden, ChicagoMonthOneByManhattanDistance) {
  const auto* data = "data/incidents/chicago/chicago_be_month1.csv";
  ANLAN_NEEDS_SHARED(data);
  const auto table =
      near_repeat(read_events(tests::shared_file(data)), {.distance_edges = {0, .1, 200, 400, 600},
                                                          .time_edges = {0, 7, 14, 21},
                                                          .metric = NearRepeatMetric::manhattan,
                                                          .replicates = 999});
  EXPECT_EQ(observed_of(table),
            (std::vector<std::uint64_t>{28, 5, 5, 141, 69, 27, 186, 140, 100, 237, 192, 128}));
  EXPECT_EQ(table.distance_bands[1], "[0.1, 200)");
  // The reference program's ratios and p-values, within Monte Carlo error.
  EXPECT_NEAR(table.at(0, 0).ratio, 1.8028, .03);
  EXPECT_NEAR(table.at(0, 1).ratio, .4044, .02);
  EXPECT_NEAR(table.at(0, 2).ratio, .6128, .03);
  EXPECT_LE(table.at(0, 0).p_value, .003);
  EXPECT_NEAR(table.at(0, 2).p_value, .943, .03);
}

TEST(NearRepeatGolden, ChicagoWholeYearByEuclideanDistance) {
  const auto* data = "data/incidents/chicago/chicago_be.csv";
  ANLAN_NEEDS_SHARED(data);
  const auto events = read_events(tests::shared_file(data));
  ASSERT_EQ(events.size(), 11'700U);
  const auto table = near_repeat(events, {.distance_edges = {0, .1, 100.1, 200.1, 300.1},
                                          .time_edges = {0, 8, 15, 22},
                                          .replicates = 0});
  EXPECT_EQ(observed_of(table), (std::vector<std::uint64_t>{342, 98, 60, 589, 396, 363, 1304, 1114,
                                                            1008, 2053, 1797, 1735}));
}

TEST(NearRepeatGolden, ArsonAsTheNearRepeatCalculatorCountsIt) {
  const auto* data = "data/incidents/chicago/chicago_arson.csv";
  ANLAN_NEEDS_SHARED(data);
  // Its band "1 to 200" is [.1, 200), and "0 to 1 days" is [0, 1).
  const auto table =
      near_repeat(read_events(tests::shared_file(data)), {.distance_edges = {0, .1, 200, 400, 600},
                                                          .time_edges = {0, 1, 2, 3, 100'000},
                                                          .metric = NearRepeatMetric::manhattan,
                                                          .replicates = 0});
  const std::vector<std::uint64_t> one_to_200{9, 1, 1, 45};
  for (std::size_t t = 0; t < 4; ++t) EXPECT_EQ(table.at(1, t).observed, one_to_200[t]) << t;
  // Its next row says 4 0 0 140; of the pairs more than three days apart it misses one at the very
  // edge.
  const std::vector<std::uint64_t> next_200{4, 0, 0};
  for (std::size_t t = 0; t < 3; ++t) EXPECT_EQ(table.at(2, t).observed, next_200[t]) << t;
}

TEST(InteractionGolden, Burkitt) {
  const auto* data = "data/golden/pysal/burkitt.dbf";
  ANLAN_NEEDS_SHARED(data);
  const auto events = read_burkitt(tests::shared_file(data));
  ASSERT_EQ(events.size(), 188U);
  const double twenty_included = std::nextafter(20.0, 21.0);
  const auto knox = near_repeat(
      events, {.distance_edges = {0, twenty_included}, .time_edges = {0, 6}, .replicates = 99});
  EXPECT_EQ(knox.at(0, 0).observed, 13U);
  EXPECT_NEAR(mantel(events, MantelScale::as_measured, {.replicates = 99}).statistic, .014154,
              5e-7);
  EXPECT_NEAR(mantel(events, MantelScale::reciprocal, {.replicates = 99}).statistic, .048368, 5e-7);
  EXPECT_NEAR(modified_knox(events, 20, 5, {.replicates = 99}).statistic, 2.810160, 5e-7);
  EXPECT_EQ(jacquez(events, 3, {.replicates = 99}).statistic, 12);
}

std::vector<NearRepeatEvent> some_events() {
  return *rc::gen::container<std::vector<NearRepeatEvent>>(
      40, rc::gen::map(rc::gen::tuple(rc::gen::inRange(-50, 50), rc::gen::inRange(-50, 50),
                                      rc::gen::inRange(-30, 30)),
                       [](const auto& t) {
                         return NearRepeatEvent{std::get<0>(t) * 1.5, std::get<1>(t) * 1.5,
                                                std::get<2>(t)};
                       }));
}

RC_GTEST_PROP(NearRepeat, CountsWhatEveryPairSays, ()) {
  const auto events = some_events();
  const NearRepeatSettings settings{
      .distance_edges = {0, 1, 10, 25},
      .time_edges = {0, 1, 4.5, 9},
      .metric = *rc::gen::element(NearRepeatMetric::euclidean, NearRepeatMetric::manhattan),
      .replicates = 0};
  std::vector<std::uint64_t> expected(9);
  for (std::size_t i = 0; i < events.size(); ++i) {
    for (std::size_t j = i + 1; j < events.size(); ++j) {
      const double dx = std::fabs(events[i].x - events[j].x);
      const double dy = std::fabs(events[i].y - events[j].y);
      const double distance =
          settings.metric == NearRepeatMetric::manhattan ? dx + dy : std::sqrt(dx * dx + dy * dy);
      const double delay = std::abs(events[i].time - events[j].time);
      for (std::size_t d = 0; d < 3; ++d) {
        for (std::size_t t = 0; t < 3; ++t) {
          expected[d * 3 + t] +=
              distance >= settings.distance_edges[d] && distance < settings.distance_edges[d + 1] &&
                      delay >= settings.time_edges[t] && delay < settings.time_edges[t + 1]
                  ? 1U
                  : 0U;
        }
      }
    }
  }
  RC_ASSERT(observed_of(near_repeat(events, settings)) == expected);
}

RC_GTEST_PROP(NearRepeat, ThreadsAndTheOrderOfPlacesDoNotMatter, ()) {
  const auto events = some_events();
  NearRepeatSettings settings{
      .distance_edges = {0, 5, 25}, .time_edges = {0, 3, 9}, .replicates = 49, .seed = 7};
  const auto one = near_repeat(events, settings);
  settings.threads = 3;
  const auto three = near_repeat(events, settings);
  for (std::size_t i = 0; i < one.cells.size(); ++i) {
    RC_ASSERT(one.cells[i].expected == three.cells[i].expected);
    RC_ASSERT(one.cells[i].p_value == three.cells[i].p_value);
  }
}

TEST(NearRepeat, DefinedResultsForDegenerateInput) {
  const std::vector<NearRepeatEvent> same(5, {1, 1, 1});
  const NearRepeatSettings settings{
      .distance_edges = {0, 1}, .time_edges = {0, 1}, .replicates = 9};
  const auto table = near_repeat(same, settings);
  EXPECT_EQ(table.at(0, 0).observed, 10U);
  EXPECT_EQ(table.at(0, 0).ratio, 1);
  EXPECT_EQ(table.at(0, 0).p_value, 1);
  EXPECT_EQ(mantel(same, MantelScale::reciprocal).statistic, 0);
}

TEST(NearRepeat, RefusesWhatItCannotUse) {
  const std::vector<NearRepeatEvent> two{{0, 0, 0}, {1, 1, 1}};
  const NearRepeatSettings good{.distance_edges = {0, 5}, .time_edges = {0, 5}};
  const auto refused = [&](auto change) {
    auto settings = good;
    change(settings);
    EXPECT_THROW(near_repeat(two, settings), Problem);
  };
  refused([](auto& s) { s.distance_edges = {5}; });
  refused([](auto& s) { s.distance_edges = {5, 5}; });
  refused([](auto& s) { s.time_edges = {-1, 5}; });
  refused([](auto& s) { s.time_edges = {0, NAN}; });
  EXPECT_THROW(near_repeat(std::span(two).first(1), good), Problem);
  const std::vector<NearRepeatEvent> nowhere{{NAN, 0, 0}, {1, 1, 1}};
  EXPECT_THROW(near_repeat(nowhere, good), Problem);
  EXPECT_THROW(mantel(nowhere, MantelScale::reciprocal), Problem);
  EXPECT_THROW(jacquez(std::vector<NearRepeatEvent>(4), 4), Problem);
}

TEST(NearRepeat, StopsWhenCancelled) {
  const std::vector<NearRepeatEvent> two{{0, 0, 0}, {1, 1, 1}};
  EXPECT_THROW(near_repeat(two, {.distance_edges = {0, 5},
                                 .time_edges = {0, 5},
                                 .progress = [](std::uint32_t, std::uint32_t) { return false; }}),
               Problem);
}

}  // namespace
}  // namespace anlan::patterns
