// Photos on disk, encrypted.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "base/expected.h"
#include "base/id.h"

namespace anlan::tasks {

/// A folder of photos. Each is one file, encrypted with libsodium's secretstream
/// (XChaCha20-Poly1305) in pieces of 64 KiB and bound to its id, so that a file that was changed,
/// cut short or put in another's place does not open. The key is the file photo.key beside the
/// folder (made at first, mode 0600). Safe to share between threads.
class PhotoStore {
 public:
  /// Throws Problem (unavailable, "tasks.photos") if the folder or the key cannot be used.
  static PhotoStore open(const std::filesystem::path& folder);
  PhotoStore(PhotoStore&&) noexcept;
  ~PhotoStore();

  /// On disk when it returns. Throws Problem (unavailable) if it cannot be.
  void save(const Id& id, std::span<const std::uint8_t> bytes);
  /// Throws Problem (unavailable, "tasks.photo_damaged") if the file is gone or does not open.
  std::vector<std::uint8_t> load(const Id& id) const;
  void remove(const Id& id);
  /// Removes files of photos that no record knows and that are older than an hour: what a crash
  /// left behind. Returns how many.
  std::size_t keep_only(std::span<const Id> known);

 private:
  struct Key;
  PhotoStore(std::filesystem::path folder, std::unique_ptr<const Key> key);
  std::filesystem::path file_of(const Id& id) const;
  std::filesystem::path folder_;
  std::unique_ptr<const Key> key_;
};

}  // namespace anlan::tasks
