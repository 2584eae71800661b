#include "access/password.h"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <chrono>

#include "base/check.h"
#include "base/problem.h"

namespace anlan::access {
namespace {

constexpr int k_turns_at_once = 2;  // so that many sign-ins take neither the memory nor every core
constexpr auto k_wait_max = std::chrono::seconds(10);  // who waits longer has gone

std::string random_base64(std::size_t count) {
  constexpr int variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  std::string text(sodium_base64_encoded_len(count, variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), variant);
  text.pop_back();  // the zero at the end
  return text;
}

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
  constexpr std::size_t hash_bytes = 32;  // as libsodium's own texts have
  decoy_ = fmt::format("$argon2id$v=19$m={},t={},p=1${}${}", cost_.bytes / 1024, cost_.passes,
                       random_base64(crypto_pwhash_SALTBYTES), random_base64(hash_bytes));
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
