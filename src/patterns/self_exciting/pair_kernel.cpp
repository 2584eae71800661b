#include "patterns/self_exciting/pair_kernel.h"

#include <bit>
#include <cstdint>

namespace anlan::patterns {
namespace {

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define ANLAN_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ANLAN_CLONES
#endif

/// e^x for x <= 0: 2^whole by its bits, times a polynomial in the rest (Cephes' coefficients).
inline float exponential(float x) {
  x = x < -87.0F ? -87.0F : x;
  const float scaled = x * 1.44269504F;
  const auto whole = static_cast<std::int32_t>(scaled - .5F);
  const auto n = static_cast<float>(whole);
  const float r = (x - n * .693359375F) + n * 2.12194440e-4F;
  float p = 1.9875691500e-4F;
  p = p * r + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  const float value = p * r * r + r + 1.0F;
  return value * std::bit_cast<float>((whole + 127) << 23);
}

}  // namespace

ANLAN_CLONES void triggering(const float* delay, const float* square, std::size_t count,
                             float omega, float half_inverse_square, float* out) {
  for (std::size_t k = 0; k < count; ++k) {
    out[k] = exponential(-omega * delay[k] - half_inverse_square * square[k]);
  }
}

}  // namespace anlan::patterns
