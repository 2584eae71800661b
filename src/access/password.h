// Passwords: Argon2id (RFC 9106) by libsodium.
#pragma once

#include <cstddef>
#include <semaphore>
#include <string>
#include <string_view>

namespace anlan::access {

/// What one guess costs. By default the memory and passes that RFC 9106 (section 4, second choice)
/// recommends; libsodium computes it in one lane. docs/decisions/0004 says why not more.
struct PasswordCost {
  unsigned long long passes = 3;
  std::size_t bytes = std::size_t{64} << 20;
};

/// Safe to share between threads. Slow on purpose: never to be called while a transaction is open.
class PasswordHasher {
 public:
  explicit PasswordHasher(PasswordCost cost = {});

  /// A text that holds the parameters, the salt and the hash. Throws Problem (unavailable,
  /// "access.busy") when too many wait, as verify() does.
  std::string hash(std::string_view password) const;
  bool verify(const std::string& stored, std::string_view password) const;
  /// Whether `stored` was made at another cost than this one.
  bool is_outdated(const std::string& stored) const;
  /// A hash of this cost that no password has: verified in the place of an account that there is
  /// not, so that the time taken does not tell.
  const std::string& decoy() const { return decoy_; }

 private:
  class Turn;

  PasswordCost cost_;
  mutable std::counting_semaphore<> turns_;  // each turn takes cost_.bytes of memory
  std::string decoy_;
};

}  // namespace anlan::access
