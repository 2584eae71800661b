// The inner loop of the K function: the steps at which many pairs begin to count.
#pragma once

#include <cstddef>
#include <cstdint>

namespace anlan::patterns {

struct StepScale {
  double reach;
  double per_unit;  ///< steps a unit of length
  std::int32_t last;

  std::int32_t beyond() const { return last + 1; }   ///< farther than the reach
  std::int32_t unclear() const { return last + 2; }  ///< so near a step that rounding would decide
};

/// step[k] = the first step at or beyond the distance from (px, py) to (x[k], y[k]), or beyond() or
/// unclear().
void steps_between(const double* x, const double* y, std::size_t count, double px, double py,
                   const StepScale& scale, std::int32_t* step);

}  // namespace anlan::patterns
