// The text of a shared file, unpacked if it is packed.
#pragma once

#include <zlib.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tests/support/shared_data.h"

namespace anlan::tests {

/// The text of a file under the shared folder, through gzip where it is packed.
inline std::string shared_text(std::string_view relative) {
  const auto file = gzopen(shared_file(relative).c_str(), "rb");
  if (file == nullptr) throw std::runtime_error("cannot open " + std::string(relative));
  gzbuffer(file, 1 << 17);
  std::string text;
  std::string block(1 << 18, '\0');
  for (int count = 1; count > 0;) {
    count = gzread(file, block.data(), static_cast<unsigned>(block.size()));
    if (count > 0) text.append(block, 0, static_cast<std::size_t>(count));
  }
  gzclose(file);
  return text;
}

}  // namespace anlan::tests
