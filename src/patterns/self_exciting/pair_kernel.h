// The inner loop of the fit: the triggering of every pair.
#pragma once

#include <cstddef>

namespace anlan::patterns {

/// out[k] = exp(-omega delay[k] - square[k] / (2 sigma^2)); relative error under 2e-7, 0 below
/// e^-87.
void triggering(const float* delay, const float* square, std::size_t count, float omega,
                float half_inverse_square, float* out);

}  // namespace anlan::patterns
