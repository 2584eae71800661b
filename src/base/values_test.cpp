#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "base/id.h"
#include "base/instant.h"
#include "base/money.h"
#include "base/problem.h"
#include "base/random.h"
#include "base/unit_code.h"

namespace anlan {
namespace {

TEST(Instant, ReadsAndPrintsRfc3339) {
  const auto moment = Instant::parse("2026-02-03T04:05:06.789+08:00");
  ASSERT_TRUE(moment);
  EXPECT_EQ(moment->to_string(), "2026-02-02T20:05:06.789Z");
  EXPECT_EQ(Instant::parse("1970-01-01T00:00:00Z")->unix_milliseconds(), 0);
}

TEST(Instant, RefusesWhatIsNotAMoment) {
  for (const auto* text :
       {"", "2026-02-03", "2026-02-30T00:00:00Z", "2026-02-03T24:00:00Z", "2026-02-03T00:00:00",
        "2026-02-03T00:00:00.Z", "2026-02-03T00:00:00Zx", "2026-02-03T00:00:00+8:00"}) {
    EXPECT_FALSE(Instant::parse(text)) << text;
  }
}

RC_GTEST_PROP(Instant, PrintedIsReadBack, ()) {
  const auto moment =
      Instant::from_unix_milliseconds(*rc::gen::inRange<std::int64_t>(0, 253'402'300'799'999));
  RC_ASSERT(Instant::parse(moment.to_string()) == moment);
}

RC_GTEST_PROP(Day, PrintedIsReadBack, ()) {
  const auto day = Day::from_number(*rc::gen::inRange(-700'000, 2'900'000));
  RC_PRE(day.year() >= 0 && day.year() <= 9999);
  RC_ASSERT(Day::parse(day.to_string()) == day);
}

TEST(Day, KnowsTheWeekday) { EXPECT_EQ(Day::parse("2026-11-24")->weekday(), 2U); }

TEST(Zone, PutsAMomentIntoTheDayOfThePlace) {
  const auto shanghai = Zone::named("Asia/Shanghai");
  const auto moment = *Instant::parse("2026-02-02T20:05:06Z");
  EXPECT_EQ(shanghai.day_of(moment).to_string(), "2026-02-03");
  EXPECT_EQ(shanghai.start_of(*Day::parse("2026-02-03")).to_string(), "2026-02-02T16:00:00Z");
  EXPECT_EQ(Zone::utc().day_of(moment).to_string(), "2026-02-02");
}

TEST(Zone, TakesTheEarlierOfTwoHoursAndSkipsTheMissingOne) {
  const auto chicago = Zone::named("America/Chicago");
  EXPECT_EQ(chicago.at(*Day::parse("2026-11-01"), 90 * 60'000).to_string(), "2026-11-01T06:30:00Z");
  EXPECT_EQ(chicago.at(*Day::parse("2026-03-08"), 150 * 60'000).to_string(),
            "2026-03-08T08:00:00Z");
}

TEST(Zone, RefusesAnUnknownName) { EXPECT_THROW(Zone::named("Mars/Olympus"), Problem); }

TEST(Money, AddsWithinACurrency) {
  const auto yuan = *Currency::parse("CNY");
  EXPECT_EQ((Money::minor(1050, yuan) + Money::minor(-2000, yuan)).to_string(), "-9.50 CNY");
  EXPECT_FALSE(Currency::parse("cny"));
}

TEST(MoneyDeathTest, TwoCurrenciesOrAnOverflowAreABug) {
  const auto yuan = Money::minor(1, *Currency::parse("CNY"));
  EXPECT_DEATH(yuan + Money::minor(1, *Currency::parse("USD")), "CHECK");
  EXPECT_DEATH(yuan + Money::minor(INT64_MAX, *Currency::parse("CNY")), "CHECK");
}

TEST(UnitPath, ContainsItsSubtreeOnly) {
  const auto county = *UnitPath::parse("53/5301/530102/");
  EXPECT_TRUE(county.contains(county));
  EXPECT_TRUE(county.contains(*UnitPath::parse("53/5301/530102/S1/")));
  EXPECT_FALSE(county.contains(*UnitPath::parse("53/5301/5301020/")));
  EXPECT_FALSE(county.contains(*UnitPath::parse("53/5301/")));
  EXPECT_EQ(county.unit().text(), "530102");
  EXPECT_FALSE(UnitPath::parse("53//5301/"));
}

TEST(UnitPath, KnowsTheUnitAbove) {
  const auto county = *UnitPath::parse("53/5301/530102/");
  EXPECT_EQ(county.parent(), *UnitPath::parse("53/5301/"));
  EXPECT_TRUE(UnitPath::parse("53/")->parent().empty());
  EXPECT_TRUE(UnitPath().parent().empty());
}

TEST(UnitPath, NoUnitHoldsNothing) {
  EXPECT_FALSE(UnitPath().contains(UnitPath()));
  EXPECT_FALSE(UnitPath().contains(*UnitPath::parse("53/")));
  EXPECT_FALSE(UnitPath::parse("53/")->contains(UnitPath()));
}

RC_GTEST_PROP(UnitPath, RangeIsTheSubtree, ()) {
  const auto code = rc::gen::map(rc::gen::inRange(0, 300),
                                 [](int n) { return *UnitCode::parse(std::to_string(n)); });
  const auto unit = UnitPath::root(*code).child(*code);
  const auto other = UnitPath::root(*code).child(*code).child(*code);
  RC_ASSERT(unit.contains(other) ==
            (other.text() >= unit.text() && other.text() < unit.range_end()));
}

TEST(Id, IsSortedByTimeAndReadBack) {
  FixedClock clock(*Instant::parse("2026-01-01T00:00:00Z"));
  IdSource ids(clock, 7);
  const auto first = ids.next();
  clock.set(clock.now() + Duration::milliseconds(1));
  const auto second = ids.next();
  EXPECT_LT(first, second);
  EXPECT_EQ(Id::parse(first.to_string()), first);
  EXPECT_EQ(first.to_string()[14], '7');
  EXPECT_FALSE(Id::parse("0190163d-8694-739b-aea5-966c26f8ad9"));
}

TEST(Id, NamedIsStableAndSeparatesItsParts) {
  EXPECT_EQ(Id::named("a", "b"), Id::named("a", "b"));
  EXPECT_NE(Id::named("a", "bc"), Id::named("ab", "c"));
}

TEST(Random, IsTheSameOnEveryRunAndStreamsDiffer) {
  Random a(42, 1);
  Random b(42, 1);
  Random c(42, 2);
  const auto first = a.next_u64();
  EXPECT_EQ(first, b.next_u64());
  EXPECT_NE(first, c.next_u64());
}

TEST(Random, MomentsAreThoseOfTheDistributions) {
  Random random(1);
  constexpr int k_draws = 200'000;
  double uniform = 0, normal = 0, square = 0, exponential = 0, small = 0, large = 0, below = 0;
  for (int i = 0; i < k_draws; ++i) {
    uniform += random.uniform();
    const double z = random.normal();
    normal += z;
    square += z * z;
    exponential += random.exponential();
    small += random.poisson(2.5);
    large += random.poisson(80);
    below += random.below(10);
  }
  EXPECT_NEAR(uniform / k_draws, .5, .005);
  EXPECT_NEAR(normal / k_draws, 0, .01);
  EXPECT_NEAR(square / k_draws, 1, .02);
  EXPECT_NEAR(exponential / k_draws, 1, .015);
  EXPECT_NEAR(small / k_draws, 2.5, .02);
  EXPECT_NEAR(large / k_draws, 80, .1);
  EXPECT_NEAR(below / k_draws, 4.5, .03);
}

}  // namespace
}  // namespace anlan
