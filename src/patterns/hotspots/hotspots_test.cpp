#include "patterns/hotspots/hotspots.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

#include "base/problem.h"
#include "base/random.h"
#include "tests/support/shared_data.h"

namespace anlan::patterns {
namespace {

TEST(HotspotsGolden, GiStarOnTheChicagoGrid) {
  const auto* data = "data/incidents/chicago/golden_gistar_250m_queen.csv";
  ANLAN_NEEDS_SHARED(data);
  std::vector<double> counts, golden;
  std::ifstream in(tests::shared_file(data));
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    double n = 0, z = 0;
    ASSERT_EQ(std::sscanf(line.c_str(), "%*d,%*d,%lf,%lf", &n, &z), 2);
    counts.push_back(n);
    golden.push_back(z);
  }
  // The file lists 108 columns a row, but its z-scores were made with rows of 168: the numbers are
  // right for that other grid, and so they are compared on it.
  const auto z = getis_ord(counts, queen_neighbours(168, 108, true));
  for (std::size_t i = 0; i < z.size(); ++i) ASSERT_NEAR(z[i], golden[i], 1e-9) << i;
  EXPECT_EQ(std::ranges::count_if(z, [](double v) { return v > 3.29; }), 533);
  EXPECT_NEAR(std::ranges::max(z), 17.42181, 5e-6);
  // On the grid as it lies in Chicago there are more, and they are hotter.
  const auto in_place = getis_ord(counts, queen_neighbours(108, 168, true));
  EXPECT_EQ(std::ranges::count_if(in_place, [](double v) { return v > 3.29; }), 1353);
  EXPECT_NEAR(std::ranges::max(in_place), 23.14455, 5e-6);
}

TEST(HotspotsGolden, MoranOfStLouisHomicides) {
  const auto* data = "data/golden/pysal/stl_hom.csv";
  ANLAN_NEEDS_SHARED(data);
  std::ifstream csv(tests::shared_file(data));
  std::vector<double> rates;
  std::string line;
  std::getline(csv, line);
  while (std::getline(csv, line)) {
    std::istringstream fields(line.substr(line.rfind('"') + 2));  // after the boundary
    std::string field;
    for (int column = 1; column <= 9; ++column) std::getline(fields, field, ',');
    rates.push_back(std::stod(field));  // HR8893
  }
  std::ifstream gal(tests::shared_file("data/golden/pysal/stl.gal"));
  std::size_t areas = 0;
  gal >> areas;
  std::vector<std::vector<std::uint32_t>> lists(areas);
  for (std::uint32_t id = 0, count = 0; gal >> id >> count;) {
    for (std::uint32_t i = 0, other = 0; i < count && gal >> other; ++i)
      lists[id - 1].push_back(other - 1);
  }
  ASSERT_EQ(rates.size(), areas);
  const auto result = moran(rates, row_standardised(listed_neighbours(lists)), 99, 1);
  EXPECT_NEAR(result.statistic, .24365582621771659, 1e-12);
  EXPECT_EQ(result.p_value, .01);
}

/// The six points of pysal's tests.
const std::vector<PlanePoint> k_points{{10, 10}, {20, 10}, {40, 10}, {15, 20}, {30, 20}, {30, 30}};
const std::vector<double> k_values{2, 3, 3.2, 5, 8, 7};

TEST(HotspotsGolden, SixPoints) {
  EXPECT_NEAR(getis_ord(k_values, distance_neighbours(k_points, 15, false))[0], -1.0136729, 5e-8);
  EXPECT_NEAR(getis_ord(k_values, distance_neighbours(k_points, 15, true))[0], -1.39727626, 5e-9);
}

TEST(HotspotsGolden, LocalMoranOfDesmith) {
  // z and queen lists of the ten areas in de Smith, Goodchild and Longley, as shipped with pysal.
  const auto* data = "data/golden/pysal/desmith.txt";
  ANLAN_NEEDS_SHARED(data);
  const std::vector<double> values{2.24, 3.10, 4.55, -5.15, -4.39, .46, 5.54, 9.02, -2.09, -3.06};
  const std::vector<std::vector<std::uint32_t>> lists{{1, 3},       {0, 2}, {1, 4}, {0, 2, 4, 7},
                                                      {2, 3, 5, 8}, {4, 9}, {3, 7}, {3, 6, 8},
                                                      {4, 7, 9},    {5, 8}};
  const auto local = local_moran(values, listed_neighbours(lists), 199, 1);
  // The local terms add up to the global one.
  double sum = 0, weights = 0;
  for (const auto& area : local) sum += area.statistic;
  for (const auto& list : lists) weights += static_cast<double>(list.size());
  EXPECT_NEAR(sum / weights, moran(values, listed_neighbours(lists), 9, 1).statistic, 1e-12);
}

RC_GTEST_PROP(Hotspots, GiStarDoesNotMindAnotherUnitOfTheValues, ()) {
  const auto values = *rc::gen::container<std::vector<double>>(
      25, rc::gen::map(rc::gen::inRange(0, 9), [](int n) { return static_cast<double>(n); }));
  auto scaled = values;
  for (double& v : scaled) v = 3 * v + 11;
  const auto neighbours = queen_neighbours(5, 5, true);
  const auto a = getis_ord(values, neighbours);
  const auto b = getis_ord(scaled, neighbours);
  for (std::size_t i = 0; i < a.size(); ++i) RC_ASSERT(std::fabs(a[i] - b[i]) < 1e-9);
}

TEST(Hotspots, ChanceIsRarelySignificantForLocalMoran) {
  Random random(3);
  std::vector<double> values(400);
  for (double& v : values) v = random.normal();
  const auto local = local_moran(values, row_standardised(queen_neighbours(20, 20, false)), 199, 1);
  const auto small =
      std::ranges::count_if(local, [](const LocalMoran& l) { return l.p_value <= .025; });
  EXPECT_NEAR(static_cast<double>(small) / 400, .05, .035);
}

TEST(Hotspots, DefinedForValuesThatDoNotVary) {
  const std::vector<double> same(9, 4);
  const auto neighbours = queen_neighbours(3, 3, true);
  for (const double z : getis_ord(same, neighbours)) EXPECT_EQ(z, 0);
  EXPECT_EQ(moran(same, neighbours, 9, 1).statistic, 0);
  EXPECT_EQ(local_moran(same, neighbours, 9, 1)[4].p_value, 1);
}

TEST(Hotspots, RefusesWhatItCannotUse) {
  const auto neighbours = queen_neighbours(3, 3, true);
  EXPECT_THROW(getis_ord(std::vector<double>(8), neighbours), Problem);
  EXPECT_THROW(getis_ord(std::vector<double>{}, Neighbours{}), Problem);
  auto values = std::vector<double>(9, 1);
  values[3] = NAN;
  EXPECT_THROW(moran(values, neighbours, 9, 1), Problem);
  EXPECT_THROW(emerging_spots(std::vector<double>(10), neighbours, 2), Problem);
  EXPECT_THROW(listed_neighbours({{7}}), Problem);
}

TEST(MannKendall, KnowsARiseAFallAndNeither) {
  EXPECT_GT(mann_kendall(std::vector<double>{1, 2, 3, 4, 5, 6}), 1.96);
  EXPECT_LT(mann_kendall(std::vector<double>{6, 5, 4, 3, 2, 1}), -1.96);
  EXPECT_EQ(mann_kendall(std::vector<double>{1, 1, 1, 1}), 0);
  // s = 13 of 15, variance 28.333: (13 - 1) / 5.3229
  EXPECT_NEAR(mann_kendall(std::vector<double>{1, 2, 4, 3, 5, 6}), 2.2544, 1e-4);
}

TEST(Emergence, EveryClass) {
  const auto hot = [](std::vector<double> z) { return to_string(classify_emergence(z, 2).hot); };
  EXPECT_EQ(hot({0, 0, 0, 0, 0, 0, 0, 0, 0, 3}), "new");
  EXPECT_EQ(hot({0, 0, 0, 0, 0, 0, 0, 3, 3, 3}), "consecutive");
  EXPECT_EQ(hot({3, 4, 5, 6, 7, 8, 9, 10, 11, 12}), "intensifying");
  EXPECT_EQ(hot({3, 4, 3, 4, 3, 4, 3, 4, 3, 4}), "persistent");
  EXPECT_EQ(hot({12, 11, 10, 9, 8, 7, 6, 5, 4, 3}), "diminishing");
  EXPECT_EQ(hot({3, 0, 3, 0, 0, 3, 0, 0, 0, 3}), "sporadic");
  EXPECT_EQ(hot({-3, 0, 0, 0, 0, 3, 0, 0, 0, 3}), "oscillating");
  EXPECT_EQ(hot({3, 3, 3, 3, 3, 3, 3, 3, 3, 0}), "historical");
  EXPECT_EQ(hot({0, 0, 0, 3, 0, 0, 0, 0, 0, 0}), "none");
  EXPECT_EQ(to_string(classify_emergence(std::vector<double>{0, 0, 0, 0, -3}, 2).cold), "new");
}

TEST(Emergence, FindsTheAreaThatTurnedHot) {
  constexpr std::size_t k_areas = 100, k_slices = 8;
  Random random(5);
  std::vector<double> counts(k_areas * k_slices);
  for (double& n : counts) n = random.poisson(2);
  for (std::size_t slice = 6; slice < k_slices; ++slice) {
    counts[slice * k_areas + 55] += 60;
    counts[slice * k_areas + 56] += 60;
  }
  const auto spots = emerging_spots(counts, queen_neighbours(10, 10, true), 3.29);
  EXPECT_EQ(to_string(spots[55].hot), "consecutive");
  EXPECT_EQ(to_string(spots[0].hot), "none");
}

}  // namespace
}  // namespace anlan::patterns
