#include "server/spool_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>

#include "base/problem.h"

namespace anlan::server {

SpoolFile::SpoolFile(const std::filesystem::path& folder) {
  const auto where = folder.empty() ? std::filesystem::temp_directory_path() : folder;
  std::string name = (where / "upload-XXXXXX").string();
  file_ = ::mkostemp(name.data(), O_CLOEXEC);  // mode 0600
  if (file_ < 0) {
    throw Problem::unavailable("upload.no_file",
                               std::string("The upload cannot be kept: ") + std::strerror(errno));
  }
  path_ = name;
}

SpoolFile::~SpoolFile() {
  finish();
  std::error_code ignored;  // it may have been moved away
  std::filesystem::remove(path_, ignored);
}

void SpoolFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      throw Problem::unavailable("upload.disk",
                                 std::string("The upload cannot be kept: ") + std::strerror(errno));
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void SpoolFile::finish() {
  if (file_ >= 0) ::close(file_);
  file_ = -1;
}

}  // namespace anlan::server
