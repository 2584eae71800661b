#include "funds/engine/transfers/field_values.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace anlan::funds {
namespace {

RC_GTEST_PROP(MinorUnits, ReadBackWhatMoneyWrites, ()) {
  const auto units = *rc::gen::inRange<std::int64_t>(-k_amount_max, k_amount_max);
  const auto text = Money::minor(units, Currency()).to_string();
  const auto read = parse_minor_units(std::string_view(text).substr(0, text.size() - 4));
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == units);
}

TEST(MinorUnits, TakesWhatPeopleWrite) {
  EXPECT_EQ(parse_minor_units("506.4"), 50'640);
  EXPECT_EQ(parse_minor_units("7"), 700);
  EXPECT_EQ(parse_minor_units(".05"), 5);
  EXPECT_EQ(parse_minor_units("+0012.3000"), 1'230);
  EXPECT_EQ(parse_minor_units("-3.21"), -321);
}

TEST(Amount, NamesWhatIsWrong) {
  const auto fault = [](std::string_view text) { return parse_amount(text).error(); };
  EXPECT_EQ(fault("-0.01"), RowFault::negative_amount);
  EXPECT_EQ(fault("0.00"), RowFault::zero_amount);
  EXPECT_EQ(fault("10000000000000.01"), RowFault::amount_overflow);
  EXPECT_EQ(fault("99999999999999999999999999"), RowFault::amount_overflow);
  for (const auto* text :
       {"", "-", ".", "1.", "1.234", "1e5", "1,000", " 1", "NaN", "0x10", "--1"}) {
    EXPECT_EQ(fault(text), RowFault::malformed_amount) << text;
  }
  EXPECT_EQ(parse_amount("10000000000000.00"), k_amount_max);
}

TEST(Time, IsReadAsTheProfileSays) {
  const auto at = [](std::int64_t n) { return Instant::from_unix_milliseconds(n); };
  EXPECT_EQ(parse_time("2017-01-01T00:00:00Z", TimeFormat::any), at(1'483'228'800'000));
  EXPECT_EQ(parse_time("1289241912", TimeFormat::any), at(1'289'241'912'000));
  EXPECT_EQ(parse_time("1669691328406", TimeFormat::any), at(1'669'691'328'406));
  EXPECT_EQ(parse_time("17", TimeFormat::unix_seconds), at(17'000));
  EXPECT_EQ(parse_time("17", TimeFormat::unix_milliseconds), at(17));
  for (const auto* text : {"", "yesterday", "2017-02-30T00:00:00Z", "2017-01-01 00:00:00",
                           "99999999999999999999", "999999999999999"}) {
    EXPECT_EQ(parse_time(text, TimeFormat::any).error(), RowFault::malformed_time) << text;
  }
  EXPECT_FALSE(parse_time("-5", TimeFormat::unix_seconds));
}

TEST(CurrencyCode, MustCirculate) {
  EXPECT_TRUE(parse_currency("CNY"));
  EXPECT_TRUE(parse_currency("ZWG"));
  EXPECT_EQ(parse_currency("XYZ").error(), RowFault::unknown_currency);
  EXPECT_EQ(parse_currency("cny").error(), RowFault::unknown_currency);
  EXPECT_EQ(parse_currency("").error(), RowFault::unknown_currency);
}

}  // namespace
}  // namespace anlan::funds
