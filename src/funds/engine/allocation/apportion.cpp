#include "funds/engine/allocation/apportion.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"

namespace anlan::funds {
namespace {

__extension__ using Wide = unsigned __int128;

}  // namespace

std::vector<std::int64_t> apportion(std::int64_t total, std::span<const std::int64_t> weights) {
  CHECK(total >= 0);
  std::vector<std::int64_t> shares(weights.size());
  Wide sum = 0;
  for (const auto weight : weights) {
    CHECK(weight >= 0);
    sum += static_cast<Wide>(weight);
  }
  if (sum == 0) return shares;
  std::vector<Wide> remainders(weights.size());
  auto left = total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto product = static_cast<Wide>(total) * static_cast<Wide>(weights[i]);
    shares[i] = static_cast<std::int64_t>(product / sum);
    remainders[i] = product % sum;
    left -= shares[i];
  }
  if (left == 0) return shares;
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto goes_first = [&](std::size_t a, std::size_t b) {
    if (remainders[a] != remainders[b]) return remainders[a] > remainders[b];
    return weights[a] != weights[b] ? weights[a] > weights[b] : a < b;
  };
  const auto given = order.begin() + left;
  std::partial_sort(order.begin(), given, order.end(), goes_first);
  for (auto it = order.begin(); it != given; ++it) ++shares[*it];
  return shares;
}

}  // namespace anlan::funds
