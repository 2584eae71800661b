// apportion: a whole number of cents among weights, without losing one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace anlan::funds {

/// Shares of `total` in proportion to the weights, by largest remainder (Hamilton): each gets the
/// whole part of its quota, and what is left goes a unit each to the largest remainders; of equal
/// ones first to the larger weight, then to the earlier place. The shares add up to `total`, and
/// none is further than a unit from its quota. Weights and total are not negative; if no weight is
/// above zero, every share is zero.
std::vector<std::int64_t> apportion(std::int64_t total, std::span<const std::int64_t> weights);

}  // namespace anlan::funds
