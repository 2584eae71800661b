#include "tasks/photo_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <string_view>

#include "base/check.h"
#include "base/problem.h"

namespace anlan::tasks {

struct PhotoStore::Key {
  std::array<std::uint8_t, crypto_secretstream_xchacha20poly1305_KEYBYTES> bytes{};
  ~Key() { sodium_memzero(bytes.data(), bytes.size()); }
};

namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t k_piece_bytes = 64 << 10;
constexpr std::size_t k_seal_bytes = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t k_header_bytes = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::string_view k_suffix = ".photo";
// A file is written just before its record: one this young may be on its way.
constexpr auto k_settling = std::chrono::hours(1);

[[noreturn]] void fail_file(const fs::path& file, std::string_view what) {
  throw Problem::unavailable("tasks.photos", fmt::format("{} {}.", file.string(), what));
}

[[noreturn]] void fail_damaged() {
  throw Problem::unavailable("tasks.photo_damaged", "The photo is missing or damaged on disk.");
}

/// A file that is being written; on disk, under its own name, after finish().
class NewFile {
 public:
  explicit NewFile(fs::path file)
      : file_(std::move(file)),
        temporary_(file_.string() + ".new"),
        descriptor_(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600)) {
    if (descriptor_ < 0) fail_file(temporary_, "cannot be made");
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(temporary_.c_str());
  }

  void write(std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
      const auto written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written <= 0) fail_file(temporary_, "cannot be written");
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }
  void finish() {
    if (::fsync(descriptor_) != 0) fail_file(temporary_, "cannot be written");
    ::close(std::exchange(descriptor_, -1));
    if (::rename(temporary_.c_str(), file_.c_str()) != 0) fail_file(file_, "cannot be made");
    const int folder = ::open(file_.parent_path().c_str(), O_RDONLY | O_DIRECTORY);
    if (folder < 0 || ::fsync(folder) != 0) fail_file(file_, "cannot be kept");
    ::close(folder);
  }

 private:
  fs::path file_;
  fs::path temporary_;
  int descriptor_;
};

Bytes read_all(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

PhotoStore::PhotoStore(fs::path folder, std::unique_ptr<const Key> key)
    : folder_(std::move(folder)), key_(std::move(key)) {}
PhotoStore::PhotoStore(PhotoStore&&) noexcept = default;
PhotoStore::~PhotoStore() = default;

PhotoStore PhotoStore::open(const fs::path& folder) {
  CHECK(sodium_init() >= 0);
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail_file(folder, "cannot be made");
  fs::permissions(folder, fs::perms::owner_all, error);
  auto key = std::make_unique<Key>();
  const auto file = folder.parent_path() / "photo.key";
  if (!fs::exists(file)) {
    crypto_secretstream_xchacha20poly1305_keygen(key->bytes.data());
    NewFile fresh(file);
    fresh.write(key->bytes);
    fresh.finish();
  }
  const auto bytes = read_all(file);
  if (bytes.size() != key->bytes.size()) fail_file(file, "does not hold a key");
  std::copy(bytes.begin(), bytes.end(), key->bytes.begin());
  return PhotoStore(folder, std::move(key));
}

fs::path PhotoStore::file_of(const Id& id) const {
  return folder_ / (id.to_string() + std::string(k_suffix));
}

void PhotoStore::save(const Id& id, std::span<const std::uint8_t> bytes) {
  crypto_secretstream_xchacha20poly1305_state state;
  std::array<std::uint8_t, k_header_bytes> header{};
  crypto_secretstream_xchacha20poly1305_init_push(&state, header.data(), key_->bytes.data());
  NewFile file(file_of(id));
  file.write(header);
  Bytes sealed(k_piece_bytes + k_seal_bytes);
  do {
    const auto piece = bytes.first(std::min(bytes.size(), k_piece_bytes));
    bytes = bytes.subspan(piece.size());
    const std::uint8_t tag = bytes.empty() ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                           : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    unsigned long long size = 0;
    crypto_secretstream_xchacha20poly1305_push(&state, sealed.data(), &size, piece.data(),
                                               piece.size(), id.bytes().data(), id.bytes().size(),
                                               tag);
    file.write(std::span(sealed).first(size));
  } while (!bytes.empty());
  file.finish();
}

Bytes PhotoStore::load(const Id& id) const {
  const auto stored = read_all(file_of(id));
  if (stored.size() < k_header_bytes) fail_damaged();
  crypto_secretstream_xchacha20poly1305_state state;
  if (crypto_secretstream_xchacha20poly1305_init_pull(&state, stored.data(), key_->bytes.data()) !=
      0) {
    fail_damaged();
  }
  Bytes bytes;
  Bytes opened(k_piece_bytes);
  auto rest = std::span(stored).subspan(k_header_bytes);
  std::uint8_t tag = crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
  while (!rest.empty() && tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
    const auto piece = rest.first(std::min(rest.size(), k_piece_bytes + k_seal_bytes));
    rest = rest.subspan(piece.size());
    unsigned long long size = 0;
    if (piece.size() < k_seal_bytes ||
        crypto_secretstream_xchacha20poly1305_pull(&state, opened.data(), &size, &tag, piece.data(),
                                                   piece.size(), id.bytes().data(),
                                                   id.bytes().size()) != 0) {
      fail_damaged();
    }
    bytes.insert(bytes.end(), opened.begin(), opened.begin() + static_cast<std::ptrdiff_t>(size));
  }
  if (!rest.empty() || tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) fail_damaged();
  return bytes;
}

void PhotoStore::remove(const Id& id) {
  std::error_code error;
  fs::remove(file_of(id), error);
  if (error) fail_file(file_of(id), "cannot be removed");
}

std::size_t PhotoStore::keep_only(std::span<const Id> known) {
  std::vector<std::string> names;
  for (const auto& id : known) names.push_back(file_of(id).filename().string());
  std::sort(names.begin(), names.end());
  std::size_t removed = 0;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    const auto name = entry.path().filename().string();
    const bool is_ours = name.ends_with(k_suffix) || name.ends_with(".photo.new");
    if (!is_ours || std::binary_search(names.begin(), names.end(), name)) continue;
    std::error_code error;
    const auto written = fs::last_write_time(entry.path(), error);
    if (error || written > fs::file_time_type::clock::now() - k_settling) continue;
    fs::remove(entry.path(), error);
    if (error) fail_file(entry.path(), "cannot be removed");
    ++removed;
  }
  return removed;
}

}  // namespace anlan::tasks
