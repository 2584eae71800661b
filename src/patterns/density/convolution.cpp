#include "patterns/density/convolution.h"

#include <algorithm>
#include <vector>

namespace anlan::patterns {
namespace {

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define ANLAN_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ANLAN_CLONES
#endif

/// sum[i] += w * (a[i] + b[i])
ANLAN_CLONES void add_both(float* sum, const float* a, const float* b, float w, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) sum[i] += w * (a[i] + b[i]);
}

ANLAN_CLONES void add_scaled(float* sum, const float* a, float w, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) sum[i] += w * a[i];
}

}  // namespace

void convolve_rows(std::span<const float> in, std::span<float> out, std::uint32_t columns,
                   std::uint32_t begin, std::uint32_t end, std::span<const float> kernel) {
  const auto reach = kernel.size() - 1;
  std::vector<float> padded(columns + 2 * reach);  // zeros on both sides: no border cases inside
  for (auto row = begin; row < end; ++row) {
    const auto* source = in.data() + std::size_t{row} * columns;
    auto* target = out.data() + std::size_t{row} * columns;
    std::copy_n(source, columns, padded.data() + reach);
    std::fill_n(target, columns, 0.0F);
    add_scaled(target, padded.data() + reach, kernel[0], columns);
    for (std::size_t k = 1; k <= reach; ++k) {
      add_both(target, padded.data() + reach - k, padded.data() + reach + k, kernel[k], columns);
    }
  }
}

void convolve_columns(std::span<const float> in, std::span<float> out, std::uint32_t columns,
                      std::uint32_t rows, std::uint32_t begin, std::uint32_t end,
                      std::span<const float> kernel) {
  const auto row_of = [&](std::int64_t row) {
    return in.data() + static_cast<std::size_t>(row) * columns;
  };
  for (auto row = begin; row < end; ++row) {
    auto* target = out.data() + std::size_t{row} * columns;
    std::fill_n(target, columns, 0.0F);
    add_scaled(target, row_of(row), kernel[0], columns);
    for (std::size_t k = 1; k < kernel.size(); ++k) {
      const auto below = std::int64_t{row} - static_cast<std::int64_t>(k);
      const auto above = std::int64_t{row} + static_cast<std::int64_t>(k);
      if (below >= 0 && above < rows) {
        add_both(target, row_of(below), row_of(above), kernel[k], columns);
      } else if (below >= 0 || above < rows) {
        add_scaled(target, row_of(below >= 0 ? below : above), kernel[k], columns);
      }
    }
  }
}

}  // namespace anlan::patterns
