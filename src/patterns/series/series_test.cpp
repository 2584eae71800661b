#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "base/problem.h"
#include "base/random.h"
#include "patterns/series/cusum.h"
#include "patterns/series/ears.h"
#include "patterns/series/farrington.h"
#include "patterns/series/quasi_poisson.h"
#include "tests/support/shared_data.h"

namespace anlan::patterns {
namespace {

const std::string k_folder = "data/golden/surveillance/";

std::vector<std::vector<std::string>> read_table(const std::string& name) {
  std::ifstream in(tests::shared_file(k_folder + name));
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::erase(line, '"');
    auto& row = rows.emplace_back();
    std::istringstream fields(line);
    for (std::string field; std::getline(fields, field, ',');) row.push_back(field);
  }
  return rows;
}

double number(const std::string& text) { return text == "NA" ? NAN : std::stod(text); }

/// The sixteen series of salmNewport, and the Monday of each of its weeks.
struct Newport {
  std::vector<std::vector<double>> series = std::vector<std::vector<double>>(16);
  std::vector<Day> days;
  std::size_t first_of_2011 = 0;

  Newport() {
    const auto monday = *Day::parse("2004-01-05");  // of week 2 of 2004, the first row
    for (const auto& row : read_table("salmNewport.csv")) {
      if (row[0].starts_with("2011") && first_of_2011 == 0) first_of_2011 = days.size();
      days.push_back(monday + static_cast<std::int32_t>(7 * days.size()));
      for (std::size_t s = 0; s < 16; ++s) series[s].push_back(std::stod(row[s + 1]));
    }
  }
};

TEST(SeriesGolden, EarsOnSalmonellaNewport) {
  ANLAN_NEEDS_SHARED(k_folder + "golden_earsC1_salmNewport_germany2011.csv");
  const Newport newport;
  std::vector<double> germany(newport.days.size());
  for (const auto& state : newport.series) {
    for (std::size_t i = 0; i < germany.size(); ++i) germany[i] += state[i];
  }
  for (const auto& [name, settings] :
       {std::pair{"C1", EarsSettings{.alpha = .05}},
        std::pair{"C2", EarsSettings{.method = EarsMethod::c2, .alpha = .05}},
        std::pair{"C3", EarsSettings{.method = EarsMethod::c3, .alpha = .05}}}) {
    const auto golden =
        read_table(std::string("golden_ears") + name + "_salmNewport_germany2011.csv");
    const auto alarms = ears(germany, newport.first_of_2011, settings);
    ASSERT_GE(alarms.size(), golden.size());
    for (std::size_t i = 0; i < golden.size(); ++i) {
      ASSERT_EQ(alarms[i].observed, number(golden[i][0])) << name << ' ' << i;
      if (settings.method == EarsMethod::c3) {
        // The reference adds its margin to the count itself, so that a higher count has a higher
        // threshold; ours adds it to the mean, as the paper says. The margins are the same.
        const double upper = number(golden[i][1]);
        if (upper > 0) {
          EXPECT_NEAR(alarms[i].upper - alarms[i].expected, upper - alarms[i].observed, 1e-9);
        }
        continue;
      }
      EXPECT_NEAR(alarms[i].upper, number(golden[i][1]), 1e-9) << name << ' ' << i;
      EXPECT_EQ(alarms[i].is_alarm, golden[i][2] != "0") << name << ' ' << i;
    }
  }
}

TEST(SeriesGolden, FarringtonOnSalmonellaAgona) {
  ANLAN_NEEDS_SHARED(k_folder + "golden_farringtonFlexible_salmonella_agona.csv");
  std::vector<double> counts;
  for (const auto& row : read_table("salmonella_agona.csv")) counts.push_back(std::stod(row[2]));
  auto old_way = farrington_1996();
  auto new_way = noufaily_2013();
  old_way.alpha = new_way.alpha = .1;
  const auto a = farrington(counts, WeekCalendar::every_52(), 219, old_way);
  const auto b = farrington(counts, WeekCalendar::every_52(), 219, new_way);
  int old_alarms = 0, new_alarms = 0;
  const auto golden = read_table("golden_farringtonFlexible_salmonella_agona.csv");
  for (std::size_t i = 0; i < golden.size(); ++i) {
    SCOPED_TRACE(golden[i][0]);
    ASSERT_EQ(a[i].is_judged, golden[i][2] != "NA");
    ASSERT_EQ(b[i].is_judged, golden[i][4] != "NA");
    if (a[i].is_judged) {
      EXPECT_NEAR(a[i].upper, number(golden[i][2]), 1e-6);
    }
    EXPECT_EQ(a[i].is_alarm, golden[i][3] == "1");
    if (b[i].is_judged) {
      EXPECT_EQ(b[i].upper, number(golden[i][4]));
      EXPECT_NEAR(b[i].expected, number(golden[i][6]), 1e-6);
      EXPECT_NEAR(b[i].p_value, number(golden[i][8]), 1e-6);
    }
    EXPECT_EQ(b[i].is_alarm, golden[i][5] == "1");
    old_alarms += a[i].is_alarm ? 1 : 0;
    new_alarms += b[i].is_alarm ? 1 : 0;
  }
  EXPECT_EQ(old_alarms, 26);
  EXPECT_EQ(new_alarms, 25);
}

TEST(SeriesGolden, NoufailyOnSalmonellaNewport) {
  ANLAN_NEEDS_SHARED(k_folder + "golden_noufaily_salmNewport_2011on_upperbound.csv");
  const Newport newport;
  const auto upper = read_table("golden_noufaily_salmNewport_2011on_upperbound.csv");
  const auto alarm = read_table("golden_noufaily_salmNewport_2011on_alarm.csv");
  auto settings = noufaily_2013();
  settings.alpha = .05;
  int alarms = 0;
  std::size_t weeks = 0;
  for (std::size_t s = 0; s < 16; ++s) {
    const auto judged = farrington(newport.series[s], WeekCalendar::by_date(newport.days),
                                   newport.first_of_2011, settings);
    ASSERT_GE(judged.size(), upper.size());
    for (std::size_t i = 0; i < upper.size(); ++i, ++weeks) {
      SCOPED_TRACE(std::to_string(s) + ' ' + std::to_string(i));
      ASSERT_EQ(judged[i].is_judged, upper[i][s] != "NA");
      if (judged[i].is_judged) {
        EXPECT_EQ(judged[i].upper, number(upper[i][s]));
      }
      EXPECT_EQ(judged[i].is_alarm, alarm[i][s] == "TRUE");
      alarms += judged[i].is_alarm ? 1 : 0;
    }
  }
  EXPECT_EQ(alarms, 24);
  EXPECT_EQ(weeks, 2'608U);
}

TEST(QuasiPoisson, SolvesTheScoreEquations) {
  Random random(1);
  PoissonRows rows{.groups = 3};
  for (int i = 0; i < 120; ++i) {
    rows.time.push_back(i);
    rows.group.push_back(static_cast<std::uint32_t>(i % 3));
    rows.count.push_back(random.poisson(std::exp(1 + .4 * (i % 3) + .005 * i)));
  }
  const auto fit = fit_quasi_poisson(rows, {}, true);
  ASSERT_TRUE(fit.has_converged);
  EXPECT_NEAR(fit.slope, .005, .004);
  // At the maximum the residuals are orthogonal to every column of the design, and the leverages
  // add up to the number of parameters.
  double along_time = 0, leverage = 0;
  std::map<std::uint32_t, double> by_group;
  for (std::size_t i = 0; i < rows.count.size(); ++i) {
    along_time += (rows.count[i] - fit.mean[i]) * rows.time[i];
    by_group[rows.group[i]] += rows.count[i] - fit.mean[i];
    leverage += fit.leverage[i];
  }
  EXPECT_NEAR(along_time, 0, 1e-3);
  for (const auto& [group, rest] : by_group) EXPECT_NEAR(rest, 0, 1e-5) << group;
  EXPECT_NEAR(leverage, 4, 1e-6);
}

TEST(Farrington, AFalseAlarmIsAsRareAsAlphaSays) {
  Random random(2);
  std::vector<std::vector<double>> series(600, std::vector<double>(260));
  for (auto& one : series) {
    for (std::size_t week = 0; week < one.size(); ++week) {
      one[week] =
          random.poisson(12 * (1 + .4 * std::sin(2 * M_PI * static_cast<double>(week) / 52)));
    }
  }
  const auto alarms = farrington_latest(series, WeekCalendar::every_52(), noufaily_2013(), 2);
  const auto raised = std::ranges::count_if(alarms, &SeriesAlarm::is_alarm);
  EXPECT_NEAR(static_cast<double>(raised) / 600, .05, .03);
}

TEST(Farrington, ThreadsChangeNothingAndAnOutbreakIsSeen) {
  Random random(3);
  std::vector<std::vector<double>> series(20, std::vector<double>(230));
  for (auto& one : series) {
    for (double& n : one) n = random.poisson(6);
  }
  series[7].back() = 40;
  const auto one = farrington_latest(series, WeekCalendar::every_52(), noufaily_2013(), 1);
  const auto three = farrington_latest(series, WeekCalendar::every_52(), noufaily_2013(), 3);
  std::vector<double> p_values;
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].upper, three[i].upper);
    p_values.push_back(one[i].p_value);
  }
  EXPECT_TRUE(one[7].is_alarm);
  const auto stands = false_discovery(p_values, .05);
  EXPECT_EQ(std::ranges::count(stands, true), 1);
  EXPECT_TRUE(stands[7]);
}

TEST(Farrington, DefinedForSeriesThatSayNothing) {
  const std::vector<double> zeros(300, 0.0), few(100, 5.0);
  EXPECT_FALSE(farrington(zeros, WeekCalendar::every_52(), 299, noufaily_2013())[0].is_judged);
  EXPECT_FALSE(farrington(few, WeekCalendar::every_52(), 99, noufaily_2013())[0].is_judged);
  EXPECT_TRUE(farrington({}, WeekCalendar::every_52(), 0, noufaily_2013()).empty());
  auto settings = noufaily_2013();
  settings.periods = 60;
  EXPECT_THROW(farrington(few, WeekCalendar::every_52(), 0, settings), Problem);
}

TEST(FalseDiscovery, QValuesOfBenjaminiAndHochberg) {
  const std::vector<double> p_values = {.04, .01, .03, .5};
  const auto q_values = discovery_q_values(p_values);
  EXPECT_NEAR(q_values[1], .04, 1e-12);
  EXPECT_NEAR(q_values[2], .16 / 3, 1e-12);
  EXPECT_NEAR(q_values[0], .16 / 3, 1e-12);  // never above that of a greater p
  EXPECT_NEAR(q_values[3], .5, 1e-12);
  EXPECT_TRUE(discovery_q_values({}).empty());
}

RC_GTEST_PROP(FalseDiscovery, AQValueIsTheRateAtWhichOneStands, ()) {
  std::vector<double> p_values;
  for (const int n :
       *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1001))))
    p_values.push_back(n / 1000.0);
  const auto q_values = discovery_q_values(p_values);
  const double rate = .01234567891;  // no product of the others
  const auto stands = false_discovery(p_values, rate);
  for (std::size_t i = 0; i < p_values.size(); ++i) RC_ASSERT(stands[i] == (q_values[i] <= rate));
}

TEST(WeekCalendar, FindsTheNearestSameWeekday) {
  std::vector<Day> mondays;
  for (int i = 0; i < 300; ++i) mondays.push_back(*Day::parse("2020-01-06") + 7 * i);
  const auto calendar = WeekCalendar::by_date(mondays);
  const auto at = static_cast<std::size_t>(std::ranges::find(mondays, *Day::parse("2024-02-26")) -
                                           mondays.begin());
  EXPECT_EQ(mondays[*calendar.years_before(at, 1)].to_string(), "2023-02-27");
  EXPECT_EQ(mondays[*calendar.years_before(at, 3)].to_string(), "2021-03-01");
  EXPECT_FALSE(calendar.years_before(at, 9));
}

TEST(Cusum, AddsUpSmallRises) {
  const std::vector<double> expected(10, 4.0);
  const std::vector<double> counts{4, 4, 7, 7, 8, 8, 8, 4, 4, 4};
  const auto alarms = cusum(counts, expected, {.reference = .5, .decision = 3});
  // (7 - 4) / 2 - .5 = 1, again 2, then + 1.5: over 3.
  EXPECT_FALSE(alarms[3].is_alarm);
  EXPECT_TRUE(alarms[4].is_alarm);
  EXPECT_NEAR(alarms[4].upper, 4 + 2 * (3 + .5 - 2), 1e-12);
  EXPECT_FALSE(alarms[5].is_alarm);
}

RC_GTEST_PROP(Glr, IsTheBestOfEveryBeginningAndRise, ()) {
  const auto counts = *rc::gen::container<std::vector<double>>(
      8, rc::gen::map(rc::gen::inRange(0, 12), [](int n) { return static_cast<double>(n); }));
  const std::vector<double> expected(8, 3.0);
  const double alpha = *rc::gen::element(0.0, .2);
  const auto steps = glr(counts, expected, {.dispersion = alpha, .threshold = 1e9});
  for (std::size_t end = 1; end <= 8; ++end) {
    double best = 0;
    for (std::size_t since = 0; since < end; ++since) {
      for (double rise = 0; rise <= 3; rise += .002) {
        double sum = 0;
        for (auto i = since; i < end; ++i) {
          sum += counts[i] * rise;
          sum -= alpha > 0 ? (counts[i] + 1 / alpha) *
                                 std::log((1 + alpha * 3 * std::exp(rise)) / (1 + alpha * 3))
                           : 3 * (std::exp(rise) - 1);
        }
        best = std::max(best, sum);
      }
    }
    RC_ASSERT(steps[end - 1].statistic >= best - 1e-9);
    RC_ASSERT(steps[end - 1].statistic <= best + 1e-3);
  }
}

TEST(Series, RefusesWhatItCannotUse) {
  EXPECT_THROW(ears(std::vector<double>(20, 1.0), 0, {.baseline = 1}), Problem);
  EXPECT_THROW(cusum(std::vector<double>{1}, std::vector<double>{0}, {}), Problem);
  EXPECT_THROW(glr(std::vector<double>{NAN}, std::vector<double>{1}, {}), Problem);
  EXPECT_FALSE(ears(std::vector<double>(20, 1.0), 0, {})[3].is_judged);
}

}  // namespace
}  // namespace anlan::patterns
