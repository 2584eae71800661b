#include "funds/engine/cycles/cycles.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>

#include "funds/engine/transfers/transfer_intake.h"
#include "tests/support/gzip_file.h"

namespace anlan::funds {
namespace {

TransferTable table_of(const char* file) {
  const auto text = tests::shared_text(file);
  TransferReader reader(csv_source(text));
  return read_transfers(reader, std::nullopt);
}

TEST(CyclesGolden, BitcoinOtc) {
  const auto* file = "data/transfers/bitcoin-otc/soc-sign-bitcoinotc.csv";
  ANLAN_NEEDS_SHARED(file);
  const auto table = table_of(file);
  const auto cycles = [&](int hours) {
    return count_cycles(table.transfers, {.window = Duration::hours(hours)});
  };
  EXPECT_EQ(cycles(24).cycles, 11'770U);
  EXPECT_EQ(cycles(48).cycles, 12'409U);
  EXPECT_EQ(cycles(96).cycles, 13'504U);
  EXPECT_EQ(cycles(336).cycles, 337'598U);
  const auto week = cycles(168);
  EXPECT_EQ(week.cycles, 16'979U);
  EXPECT_EQ(week.by_length, (std::vector<std::uint64_t>{0, 0, 12058, 688, 650, 571, 573, 600, 583,
                                                        444, 327, 213, 122, 75, 46, 21, 8}));
}

TEST(CyclesGolden, AmlsimOrdered) {
  const auto* file = "data/transfers/amlsim-ordered/transactions.csv.gz";
  ANLAN_NEEDS_SHARED(file);
  const auto table = table_of(file);
  for (const auto& [days, expected] :
       std::vector<std::pair<int, std::uint64_t>>{{5, 13'772}, {10, 27'781}, {15, 43'386}}) {
    EXPECT_EQ(count_cycles(table.transfers, {.window = Duration::days(days), .threads = 2}).cycles,
              expected);
  }
}

std::vector<Transfer> some_transfers(std::uint32_t accounts, int times) {
  auto transfers = *rc::gen::container<std::vector<Transfer>>(rc::gen::map(
      rc::gen::tuple(rc::gen::inRange(0, times), rc::gen::inRange<std::uint32_t>(0, accounts),
                     rc::gen::inRange<std::uint32_t>(1, accounts)),
      [accounts](const auto& t) {
        const auto [second, from, by] = t;
        return Transfer{.time = Instant() + Duration::seconds(second),
                        .amount = Money::minor(1, Currency()),
                        .from = from,
                        .to = (from + by) % accounts};
      }));
  std::ranges::stable_sort(transfers, {}, &Transfer::time);
  return transfers;
}

/// Every path tried, transfer by transfer.
std::vector<Cycle> by_brute_force(const std::vector<Transfer>& transfers, Duration window,
                                  std::size_t length_max) {
  std::vector<Cycle> cycles;
  Cycle path;
  const std::function<void()> extend = [&] {
    const auto& first = transfers[path.front()];
    const auto& last = transfers[path.back()];
    if (last.to == first.from) {
      cycles.push_back(path);
      return;
    }
    if (path.size() == length_max) return;
    for (auto i = path.back() + 1; i < transfers.size(); ++i) {
      const auto& next = transfers[i];
      const bool is_met = std::ranges::any_of(
          path, [&](std::uint32_t k) { return transfers[k].from == next.to && k != path.front(); });
      if (next.from != last.to || next.time <= last.time || next.time - first.time > window ||
          is_met) {
        continue;
      }
      path.push_back(i);
      extend();
      path.pop_back();
    }
  };
  for (std::uint32_t i = 0; i < transfers.size(); ++i) {
    path = {i};
    extend();
  }
  std::ranges::sort(cycles);
  return cycles;
}

RC_GTEST_PROP(Cycles, AreThoseOfBruteForce, ()) {
  const auto transfers = some_transfers(*rc::gen::inRange<std::uint32_t>(2, 9), 40);
  const auto window = Duration::seconds(*rc::gen::inRange(0, 40));
  const auto length_max = *rc::gen::inRange<std::uint32_t>(0, 7);
  const auto expected = by_brute_force(transfers, window, length_max == 0 ? SIZE_MAX : length_max);
  const CycleSettings settings{
      .window = window, .length_max = length_max, .threads = *rc::gen::inRange(1U, 4U)};
  const auto list = list_cycles(transfers, settings, 1'000'000);
  RC_ASSERT(list.cycles == expected);
  RC_ASSERT(list.counts.cycles == expected.size());
  for (std::size_t n = 0; n < list.counts.by_length.size(); ++n) {
    RC_ASSERT(list.counts.by_length[n] ==
              static_cast<std::uint64_t>(std::ranges::count(expected, n, &Cycle::size)));
  }
  const auto first = list_cycles(transfers, settings, 3);
  RC_ASSERT(first.counts == list.counts);
  RC_ASSERT(std::ranges::equal(
      first.cycles, std::span(expected).first(std::min<std::size_t>(3, expected.size()))));
}

TEST(Cycles, OfNothingAreNone) {
  EXPECT_EQ(count_cycles({}, {.window = Duration::hours(1)}).cycles, 0U);
  EXPECT_EQ(count_cycles({}, {.window = Duration::hours(1), .threads = 3}).by_length.size(), 0U);
}

/// A long chain closes once; depth costs no stack.
TEST(Cycles, AHundredThousandTransfersLong) {
  constexpr std::uint32_t k_accounts = 100'000;
  std::vector<Transfer> chain;
  for (std::uint32_t i = 0; i < k_accounts; ++i) {
    chain.push_back({.time = Instant() + Duration::seconds(i),
                     .amount = Money::minor(1, Currency()),
                     .from = i,
                     .to = (i + 1) % k_accounts});
  }
  EXPECT_EQ(count_cycles(chain, {.window = Duration::seconds(k_accounts)}).cycles, 1U);
}

TEST(Cycles, AMillionTransfersOfOneAccountAreNoTrouble) {
  std::vector<Transfer> hub;
  for (std::uint32_t i = 0; i < 1'000'000; ++i) {
    hub.push_back({.time = Instant() + Duration::seconds(i),
                   .amount = Money::minor(1, Currency()),
                   .from = i % 2 == 0 ? 0 : 1 + i / 2,
                   .to = i % 2 == 0 ? 1 + i / 2 : 0});
  }
  EXPECT_EQ(count_cycles(hub, {.window = Duration::days(1)}).cycles, 500'000U);
}

}  // namespace
}  // namespace anlan::funds
