#include "base/id.h"

#include <sodium.h>

#include <algorithm>

namespace anlan {
namespace {

constexpr std::string_view k_hex = "0123456789abcdef";

void set_version(Id::Bytes& bytes, unsigned version) {
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | version << 4);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_dash_position(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

Id Id::at(Instant moment, Random& random) {
  Bytes bytes{};
  const auto time = static_cast<std::uint64_t>(moment.unix_milliseconds());
  for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(time >> (40 - 8 * i));
  for (std::size_t i = 6; i < 16; ++i) bytes[i] = static_cast<std::uint8_t>(random.next_u32());
  set_version(bytes, 7);
  return Id(bytes);
}

Id Id::named(std::string_view space, std::string_view name) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  const auto add = [&state](std::string_view text) {
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                              text.size());
  };
  add(space);
  add(std::string_view("\0", 1));  // so that ("a", "bc") is not ("ab", "c")
  add(name);
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256_final(&state, digest.data());
  Bytes bytes{};
  std::copy_n(digest.begin(), bytes.size(), bytes.begin());
  set_version(bytes, 8);
  return Id(bytes);
}

std::optional<Id> Id::parse(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Bytes bytes{};
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_dash_position(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const int value = hex_value(text[i]);
    if (value < 0) return std::nullopt;
    auto& byte = bytes[nibble / 2];
    byte = static_cast<std::uint8_t>(byte << 4 | value);
    ++nibble;
  }
  return Id(bytes);
}

std::string Id::to_string() const {
  std::string text;
  text.reserve(36);
  for (const auto byte : bytes_) {
    if (is_dash_position(text.size())) text += '-';
    text += k_hex[byte >> 4];
    text += k_hex[byte & 15];
  }
  return text;
}

Id IdSource::next() {
  const auto now = clock_.now();
  const std::lock_guard lock(mutex_);
  return Id::at(now, random_);
}

}  // namespace anlan
