#include "patterns/density/step_kernel.h"

#include <cmath>

namespace anlan::patterns {
namespace {

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define ANLAN_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ANLAN_CLONES
#endif

}  // namespace

ANLAN_CLONES void steps_between(const double* __restrict x, const double* __restrict y,
                                std::size_t count, double px, double py, const StepScale& scale,
                                std::int32_t* __restrict step) {
  constexpr double k_unclear = 1e-7;  // of a step; rounding reaches 1e-11 at 100,000 steps
  const double limit = scale.reach * scale.reach;
  const double per_unit = scale.per_unit;
  const auto beyond = scale.beyond();
  const auto unclear = scale.unclear();
  for (std::size_t k = 0; k < count; ++k) {
    const double dx = x[k] - px;
    const double dy = y[k] - py;
    const double square = dx * dx + dy * dy;
    const double steps = std::sqrt(square) * per_unit;
    const auto whole = static_cast<std::int32_t>(steps);
    const double rest = steps - whole;
    const bool is_clear = (rest > k_unclear) & (rest < 1 - k_unclear);
    const auto within = is_clear ? whole + 1 : unclear;
    step[k] = square <= limit ? within : beyond;
  }
}

}  // namespace anlan::patterns
