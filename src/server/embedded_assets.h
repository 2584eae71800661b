// The table that tools/embed_web.py writes: where each file of the page lies in the binary.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace anlan::server {

/// A file of the page, gzipped or as it is, at `offset` of the bytes.
struct EmbeddedFile {
  std::string_view name;
  std::size_t offset;
  std::size_t length;
  bool is_gzipped;
  std::string_view hash;  ///< of its content, in hexadecimal digits
  bool is_immutable;
};

/// Sorted by name; empty where the page was not built.
std::span<const EmbeddedFile> embedded_files();
std::string_view embedded_bytes();

}  // namespace anlan::server
