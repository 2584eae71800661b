#include "warnings/delivery_seal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "base/check.h"
#include "base/problem.h"

namespace anlan::warnings {

struct SecretSeal::Key {
  std::array<std::uint8_t, crypto_secretbox_xchacha20poly1305_KEYBYTES> bytes{};
  ~Key() { sodium_memzero(bytes.data(), bytes.size()); }
};

namespace {

constexpr std::size_t k_nonce_bytes = crypto_secretbox_xchacha20poly1305_NONCEBYTES;
constexpr std::size_t k_mac_bytes = crypto_secretbox_xchacha20poly1305_MACBYTES;

[[noreturn]] void fail_key(const std::filesystem::path& file, std::string_view what) {
  throw Problem::unavailable("delivery.key", fmt::format("{} {}.", file.string(), what));
}

void make_key(const std::filesystem::path& file, std::span<const std::uint8_t> key) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (descriptor < 0) fail_key(file, "cannot be made");
  const bool is_written =
      ::write(descriptor, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
      ::fsync(descriptor) == 0;
  ::close(descriptor);
  if (!is_written) fail_key(file, "cannot be written");
}

}  // namespace

SecretSeal::SecretSeal(std::unique_ptr<const Key> key) : key_(std::move(key)) {}
SecretSeal::SecretSeal(SecretSeal&&) noexcept = default;
SecretSeal::~SecretSeal() = default;

SecretSeal SecretSeal::open(const std::filesystem::path& folder) {
  CHECK(sodium_init() >= 0);
  auto key = std::make_unique<Key>();
  const auto file = folder / "delivery.key";
  if (!std::filesystem::exists(file)) {
    randombytes_buf(key->bytes.data(), key->bytes.size());
    make_key(file, key->bytes);
  }
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (bytes.size() != key->bytes.size()) fail_key(file, "does not hold a key");
  std::copy(bytes.begin(), bytes.end(), key->bytes.begin());
  return SecretSeal(std::move(key));
}

std::vector<std::uint8_t> SecretSeal::seal(std::string_view secret) const {
  std::vector<std::uint8_t> sealed(k_nonce_bytes + k_mac_bytes + secret.size());
  randombytes_buf(sealed.data(), k_nonce_bytes);
  crypto_secretbox_xchacha20poly1305_easy(sealed.data() + k_nonce_bytes,
                                          reinterpret_cast<const unsigned char*>(secret.data()),
                                          secret.size(), sealed.data(), key_->bytes.data());
  return sealed;
}

std::string SecretSeal::open_sealed(std::span<const std::uint8_t> sealed) const {
  std::string secret;
  if (sealed.size() >= k_nonce_bytes + k_mac_bytes) {
    secret.resize(sealed.size() - k_nonce_bytes - k_mac_bytes);
    const auto box = sealed.subspan(k_nonce_bytes);
    if (crypto_secretbox_xchacha20poly1305_open_easy(
            reinterpret_cast<unsigned char*>(secret.data()), box.data(), box.size(), sealed.data(),
            key_->bytes.data()) == 0) {
      return secret;
    }
  }
  throw Problem::unavailable("delivery.key", "A webhook's secret does not open with this key.");
}

}  // namespace anlan::warnings
