// Id: the name of a record, 128 bits, RFC 9562.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/random.h"

namespace anlan {

class Id {
 public:
  using Bytes = std::array<std::uint8_t, 16>;

  constexpr Id() = default;  ///< The nil id, of no record.
  static constexpr Id from_bytes(const Bytes& bytes) { return Id(bytes); }
  /// UUIDv7: sorted by time of making.
  static Id at(Instant moment, Random& random);
  /// UUIDv8 from SHA-256 of (space, name): the same record has the same id at every import.
  static Id named(std::string_view space, std::string_view name);
  /// Reads the 36 characters of a UUID of any version; empty if it is not one.
  static std::optional<Id> parse(std::string_view text);

  std::string to_string() const;
  const Bytes& bytes() const { return bytes_; }
  bool is_nil() const { return *this == Id(); }
  friend constexpr auto operator<=>(const Id&, const Id&) = default;

 private:
  explicit constexpr Id(const Bytes& bytes) : bytes_(bytes) {}
  Bytes bytes_{};
};

/// Makes ids. Safe to share between threads.
class IdSource {
 public:
  IdSource(const Clock& clock, std::uint64_t seed) : clock_(clock), random_(seed) {}
  Id next();

 private:
  const Clock& clock_;
  std::mutex mutex_;
  Random random_;
};

}  // namespace anlan

template <>
struct std::hash<anlan::Id> {
  std::size_t operator()(const anlan::Id& id) const noexcept {
    std::size_t value = 0;  // the last 8 bytes are random in v7, hashed in v8
    for (std::size_t i = 8; i < 16; ++i) value = value << 8 | id.bytes()[i];
    return value;
  }
};
