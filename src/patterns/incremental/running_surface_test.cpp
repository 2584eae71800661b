#include "patterns/incremental/running_surface.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/problem.h"
#include "base/random.h"
#include "patterns/density/density.h"

namespace anlan::patterns {
namespace {

constexpr Window k_town{0, 0, 8'000, 6'000};
constexpr RunningSurfaceSettings k_settings{.bandwidth = 400, .scale_days = 10};

TEST(RunningSurface, IsTheDensityMadeAnew) {
  Random random(1);
  RunningSurface running(k_town, 80, 60, k_settings);
  std::vector<DensityPoint> points;
  std::vector<double> weights;
  for (int i = 0; i < 200; ++i) {
    const DensityPoint p{random.uniform() * 8'000, random.uniform() * 6'000};
    const double day = random.uniform() * 100;  // in no order
    running.add(p.x, p.y, day);
    points.push_back(p);
    weights.push_back(age_weight(100 - day, k_settings.scale_days));
  }
  Surface whole{k_town, 80, 60, {}};
  kernel_density(points, weights,
                 {.bandwidth = 400, .method = DensityMethod::exact, .edge_correction = false},
                 whole);
  const auto surface = running.as_of(100);
  for (std::size_t i = 0; i < whole.values.size(); ++i)
    ASSERT_NEAR(surface.values[i], whole.values[i], 1e-5 * whole.values[i] + 1e-15) << i;
  EXPECT_NEAR(running.at(4'050, 3'050, 100), surface.at(40, 30), 1e-12);
}

TEST(RunningSurface, FadesAndForgetsWithoutOverflow) {
  RunningSurface running(k_town, 20, 20, k_settings);
  running.add(4'000, 3'000, 0);
  const double fresh = running.at(4'000, 3'000, 0);
  EXPECT_NEAR(running.at(4'000, 3'000, 10), fresh / std::exp(1.0), 1e-12);
  running.add(4'000, 3'000, 50'000);  // 5,000 scales later
  EXPECT_NEAR(running.at(4'000, 3'000, 50'000), fresh, 1e-12);
}

TEST(RunningSurface, AnEventOutsideCountsAsFarAsItReaches) {
  RunningSurface running(k_town, 80, 60, k_settings);
  running.add(-100, 3'000, 1);
  EXPECT_GT(running.at(10, 3'000, 1), 0);
  running.add(1e12, 1e12, 1);
  EXPECT_EQ(running.at(9'000, 3'000, 1), 0);
}

TEST(RunningSurface, RefusesWhatItCannotUse) {
  EXPECT_THROW(RunningSurface(k_town, 0, 10, k_settings), Problem);
  EXPECT_THROW(RunningSurface({0, 0, 0, 1}, 10, 10, k_settings), Problem);
  EXPECT_THROW(RunningSurface(k_town, 10, 10, {.bandwidth = 0}), Problem);
  RunningSurface running(k_town, 10, 10, k_settings);
  EXPECT_THROW(running.add(std::numeric_limits<double>::quiet_NaN(), 0, 0), Problem);
}

}  // namespace
}  // namespace anlan::patterns
