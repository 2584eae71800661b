#include "patterns/guards/exploration.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

TEST(AllocatePatrol, TakesTheHighestAndExploresTheRest) {
  std::vector<double> scores(100);
  std::iota(scores.begin(), scores.end(), 0.0);
  const auto allocation = allocate_patrol(scores, {.cells = 20, .exploration_share = .1});
  ASSERT_EQ(allocation.cells.size(), 20U);
  for (std::uint32_t i = 0; i < 18; ++i) {
    EXPECT_EQ(allocation.cells[i].cell, 99 - i);
    EXPECT_FALSE(allocation.cells[i].is_explored);
    EXPECT_EQ(allocation.inclusion_probability[99 - i], 1);
  }
  for (std::uint32_t i = 18; i < 20; ++i) {
    EXPECT_TRUE(allocation.cells[i].is_explored);
    EXPECT_LT(allocation.cells[i].cell, 82U);
  }
  EXPECT_DOUBLE_EQ(allocation.inclusion_probability[0], 2 / 82.0);
}

TEST(AllocatePatrol, ATurnDrawsAnewAndTheSameTurnTheSame) {
  const std::vector<double> scores(1000, 0);
  const auto cells_of = [&](std::uint64_t seed, std::uint64_t turn) {
    std::vector<std::uint32_t> cells;
    for (const auto& cell :
         allocate_patrol(scores, {.cells = 30, .seed = seed, .turn = turn}).cells)
      cells.push_back(cell.cell);
    return cells;
  };
  EXPECT_EQ(cells_of(1, 5), cells_of(1, 5));
  EXPECT_NE(cells_of(1, 5), cells_of(1, 6));
  EXPECT_NE(cells_of(1, 5), cells_of(2, 5));
}

TEST(AllocatePatrol, CellsAreChosenAsOftenAsTheirProbabilitySays) {
  const std::vector<double> scores = {9, 8, 5, 5, 5, 5, 1, 0, 0, -2};
  constexpr std::uint64_t k_turns = 20'000;
  std::vector<double> chosen(scores.size());
  std::vector<double> probability;
  for (std::uint64_t turn = 0; turn < k_turns; ++turn) {
    const auto allocation =
        allocate_patrol(scores, {.cells = 5, .exploration_share = .4, .turn = turn});
    for (const auto& cell : allocation.cells) ++chosen[cell.cell];
    probability = allocation.inclusion_probability;
  }
  for (std::size_t i = 0; i < scores.size(); ++i) {
    EXPECT_NEAR(chosen[i] / k_turns, probability[i], .015) << i;
    EXPECT_GT(probability[i], 0);
  }
  EXPECT_EQ(probability[0], 1);
  EXPECT_DOUBLE_EQ(probability[3], .25 + .75 * 2 / 7);  // one of four by lot, or explored
  EXPECT_DOUBLE_EQ(probability[9], 2 / 7.0);
}

RC_GTEST_PROP(AllocatePatrol, CellsDifferAndProbabilitiesAddUpToTheirNumber, ()) {
  const auto size = *rc::gen::inRange(0, 40);
  std::vector<double> scores;
  for (int i = 0; i < size; ++i) scores.push_back(*rc::gen::inRange(0, 5));
  const auto cells = static_cast<std::uint32_t>(*rc::gen::inRange(0, size + 1));
  const auto share = *rc::gen::inRange(0, 11) / 10.0;
  const auto allocation = allocate_patrol(scores, {.cells = cells, .exploration_share = share});
  std::set<std::uint32_t> different;
  for (const auto& cell : allocation.cells) different.insert(cell.cell);
  RC_ASSERT(different.size() == cells);
  const double sum = std::accumulate(allocation.inclusion_probability.begin(),
                                     allocation.inclusion_probability.end(), 0.0);
  RC_ASSERT(std::fabs(sum - cells) < 1e-9);
  const auto explored = std::ranges::count_if(allocation.cells, &PatrolCell::is_explored);
  RC_ASSERT(static_cast<double>(explored) >= share * cells - 1e-6);
}

TEST(AllocatePatrol, RefusesWhatItCannotUse) {
  const std::vector<double> scores = {1, 2}, wrong = {1, NAN};
  EXPECT_THROW(allocate_patrol(scores, {.cells = 3}), Problem);
  EXPECT_THROW(allocate_patrol(scores, {.cells = 1, .exploration_share = 1.5}), Problem);
  EXPECT_THROW(allocate_patrol(scores, {.cells = 1, .exploration_share = NAN}), Problem);
  EXPECT_THROW(allocate_patrol(wrong, {.cells = 1}), Problem);
}

}  // namespace
}  // namespace anlan::patterns
