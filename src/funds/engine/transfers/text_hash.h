// text_hash: a fast 64-bit hash of a short text, for tables in memory.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace anlan::funds {

__extension__ using Product128 = unsigned __int128;

/// Mixes eight bytes at a time by a 128-bit product (the step of wyhash). The same on every machine
/// of little-endian order; not for secrets.
inline std::uint64_t text_hash(std::string_view text, std::uint64_t seed = 0) {
  constexpr std::uint64_t k_first = 0xa0761d6478bd642f, k_second = 0xe7037ed1a0b428db,
                          k_third = 0x8ebc6af09c88c6e3;
  const auto mix = [](std::uint64_t a, std::uint64_t b) {
    const auto product = static_cast<Product128>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  };
  std::uint64_t hash = mix(seed ^ k_first, text.size() ^ k_second);
  while (text.size() > 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), 8);
    hash = mix(word ^ k_second, hash);
    text.remove_prefix(8);
  }
  std::uint64_t word = 0;
  if (!text.empty()) std::memcpy(&word, text.data(), text.size());
  return mix(mix(word ^ k_third, hash ^ k_first), k_second);
}

}  // namespace anlan::funds
