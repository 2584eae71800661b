// Secrets at rest: the signing secrets of webhooks are kept encrypted.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anlan::warnings {

/// Encrypts small secrets with XChaCha20-Poly1305 (libsodium's secretbox) under the key in the file
/// delivery.key (made at first, mode 0600). Immutable; safe to share between threads.
class SecretSeal {
 public:
  /// Throws Problem (unavailable, "delivery.key") if the key can neither be read nor made.
  static SecretSeal open(const std::filesystem::path& folder);
  SecretSeal(SecretSeal&&) noexcept;
  ~SecretSeal();

  std::vector<std::uint8_t> seal(std::string_view secret) const;
  /// Throws Problem (unavailable, "delivery.key") for what was not sealed with this key.
  std::string open_sealed(std::span<const std::uint8_t> sealed) const;

 private:
  struct Key;
  explicit SecretSeal(std::unique_ptr<const Key> key);
  std::unique_ptr<const Key> key_;
};

}  // namespace anlan::warnings
