#include "access/password.h"

#include <sodium.h>

#include <array>
#include <chrono>

#include "access/secret.h"
#include "base/check.h"
#include "base/problem.h"

namespace anlan::access {
namespace {

constexpr int k_turns_at_once = 2;  // so that many sign-ins take neither the memory nor every core
constexpr auto k_wait_max = std::chrono::seconds(10);  // who waits longer has gone

}  // namespace

class PasswordHasher::Turn {
 public:
  explicit Turn(std::counting_semaphore<>& turns) : turns_(turns) {
    if (!turns_.try_acquire_for(k_wait_max)) {
      throw Problem::unavailable("access.busy",
                                 "Too many people are signing in; try again in a moment.");
    }
  }
  ~Turn() { turns_.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::counting_semaphore<>& turns_;
};

PasswordHasher::PasswordHasher(PasswordCost cost) : cost_(cost), turns_(k_turns_at_once) {
  CHECK(sodium_init() >= 0);
  decoy_ = hash(random_secret());
}

std::string PasswordHasher::hash(std::string_view password) const {
  const Turn turn(turns_);
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost_.passes,
                            cost_.bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw Problem::unavailable("access.memory", "There is not enough memory to hash a password.");
  }
  return text.data();
}

bool PasswordHasher::verify(const std::string& stored, std::string_view password) const {
  const Turn turn(turns_);
  return crypto_pwhash_str_verify(stored.c_str(), password.data(), password.size()) == 0;
}

bool PasswordHasher::is_outdated(const std::string& stored) const {
  return crypto_pwhash_str_needs_rehash(stored.c_str(), cost_.passes, cost_.bytes) != 0;
}

}  // namespace anlan::access
