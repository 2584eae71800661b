// Separable convolution of a grid, the inner loop of the binned density.
#pragma once

#include <cstdint>
#include <span>

namespace anlan::patterns {

/// out[row] = sum over taps of kernel[|k|] * in[row, column + k], for the rows [begin, end). Beyond
/// the border lies 0. `kernel` holds the centre and one side.
void convolve_rows(std::span<const float> in, std::span<float> out, std::uint32_t columns,
                   std::uint32_t begin, std::uint32_t end, std::span<const float> kernel);

/// The same along columns: every row of the result is a weighted sum of whole rows.
void convolve_columns(std::span<const float> in, std::span<float> out, std::uint32_t columns,
                      std::uint32_t rows, std::uint32_t begin, std::uint32_t end,
                      std::span<const float> kernel);

}  // namespace anlan::patterns
