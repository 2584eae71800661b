// Seal: texts at rest that nobody may read in the database file: secrets, and what people wrote.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anlan::store {

/// Encrypts short texts with XChaCha20-Poly1305 (libsodium's secretbox) under the key in a file of
/// its own (made at first, mode 0600). Immutable; safe to share between threads.
class Seal {
 public:
  /// Throws Problem (unavailable, "seal.key") if the key can neither be read nor made.
  static Seal open(const std::filesystem::path& key_file);
  Seal(Seal&&) noexcept;
  ~Seal();

  std::vector<std::uint8_t> seal(std::string_view text) const;
  /// Throws Problem (unavailable, "seal.key") for what was not sealed with this key.
  std::string open_sealed(std::span<const std::uint8_t> sealed) const;

 private:
  struct Key;
  explicit Seal(std::unique_ptr<const Key> key);
  std::unique_ptr<const Key> key_;
};

}  // namespace anlan::store
