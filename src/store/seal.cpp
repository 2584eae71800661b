#include "store/seal.h"

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

namespace anlan::store {

struct Seal::Key {
  std::array<std::uint8_t, crypto_secretbox_xchacha20poly1305_KEYBYTES> bytes{};
  ~Key() { sodium_memzero(bytes.data(), bytes.size()); }
};

namespace {

constexpr std::size_t k_nonce_bytes = crypto_secretbox_xchacha20poly1305_NONCEBYTES;
constexpr std::size_t k_mac_bytes = crypto_secretbox_xchacha20poly1305_MACBYTES;

[[noreturn]] void fail_key(const std::filesystem::path& file, std::string_view what) {
  throw Problem::unavailable("seal.key", fmt::format("{} {}.", file.string(), what));
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

Seal::Seal(std::unique_ptr<const Key> key) : key_(std::move(key)) {}
Seal::Seal(Seal&&) noexcept = default;
Seal::~Seal() = default;

Seal Seal::open(const std::filesystem::path& file) {
  CHECK(sodium_init() >= 0);
  auto key = std::make_unique<Key>();
  if (!std::filesystem::exists(file)) {
    randombytes_buf(key->bytes.data(), key->bytes.size());
    make_key(file, key->bytes);
  }
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (bytes.size() != key->bytes.size()) fail_key(file, "does not hold a key");
  std::copy(bytes.begin(), bytes.end(), key->bytes.begin());
  return Seal(std::move(key));
}

std::vector<std::uint8_t> Seal::seal(std::string_view text) const {
  std::vector<std::uint8_t> sealed(k_nonce_bytes + k_mac_bytes + text.size());
  randombytes_buf(sealed.data(), k_nonce_bytes);
  crypto_secretbox_xchacha20poly1305_easy(sealed.data() + k_nonce_bytes,
                                          reinterpret_cast<const unsigned char*>(text.data()),
                                          text.size(), sealed.data(), key_->bytes.data());
  return sealed;
}

std::string Seal::open_sealed(std::span<const std::uint8_t> sealed) const {
  std::string text;
  if (sealed.size() >= k_nonce_bytes + k_mac_bytes) {
    text.resize(sealed.size() - k_nonce_bytes - k_mac_bytes);
    const auto box = sealed.subspan(k_nonce_bytes);
    if (crypto_secretbox_xchacha20poly1305_open_easy(reinterpret_cast<unsigned char*>(text.data()),
                                                     box.data(), box.size(), sealed.data(),
                                                     key_->bytes.data()) == 0) {
      return text;
    }
  }
  throw Problem::unavailable("seal.key", "What was sealed does not open with this key.");
}

}  // namespace anlan::store
