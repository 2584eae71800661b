#include "access/secret.h"

#include <sodium.h>

#include <span>

#include "base/check.h"

namespace anlan::access {
namespace {

constexpr std::string_view k_readable = "abcdefghjkmnpqrstuvwxyz123456789";  // no i l o 0
static_assert(k_readable.size() == 32);
constexpr int k_password_letters = 16;
constexpr int k_password_group = 4;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string base64(std::span<const std::uint8_t> bytes) {
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
  text.pop_back();  // the zero at the end
  return text;
}

}  // namespace

std::string random_secret() {
  CHECK(sodium_init() >= 0);
  std::array<std::uint8_t, 32> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return base64(bytes);
}

SecretHash hash_of_secret(std::string_view secret) {
  SecretHash hash{};
  crypto_generichash(hash.data(), hash.size(), bytes_of(secret), secret.size(), nullptr, 0);
  return hash;
}

std::string csrf_token_of(std::string_view session_secret) {
  // Another message than hash_of_secret's: who reads the stored hash cannot make the token.
  const auto token = hash_of_secret(std::string("anlan csrf\n").append(session_secret));
  return base64(token);
}

std::string random_password() {
  CHECK(sodium_init() >= 0);
  std::string password;
  for (int i = 0; i < k_password_letters; ++i) {
    if (i > 0 && i % k_password_group == 0) password += '-';
    password += k_readable[randombytes_uniform(static_cast<std::uint32_t>(k_readable.size()))];
  }
  return password;
}

}  // namespace anlan::access
