// SpoolFile: an upload on its way in.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace anlan::server {

/// A new file that only this user reads, removed at the end unless somebody moved it away.
class SpoolFile {
 public:
  /// Throws Problem (unavailable) where no file can be made.
  explicit SpoolFile(const std::filesystem::path& folder);
  ~SpoolFile();
  SpoolFile(const SpoolFile&) = delete;
  SpoolFile& operator=(const SpoolFile&) = delete;

  /// Throws Problem (unavailable) where the disk is full or broken.
  void append(std::string_view bytes);
  /// After it, the file may be read by its name.
  void finish();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  int file_ = -1;
};

}  // namespace anlan::server
