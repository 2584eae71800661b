#include "incidents/transcoding.h"

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/problem.h"

namespace anlan::incidents {
namespace {

constexpr std::size_t k_block = 64 * 1024;
constexpr std::size_t k_character_bytes_max = 8;  // more than a character has in either encoding

/// POSIX iconv with an end.
class Converter {
 public:
  Converter() : handle_(::iconv_open("UTF-8", "GB18030")) {
    if (handle_ != reinterpret_cast<iconv_t>(-1)) return;
    throw Problem::unavailable("incidents.encoding",
                               "This system cannot read GB18030; save the file as UTF-8.");
  }
  ~Converter() { ::iconv_close(handle_); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  /// Moves both past what it converted; 0, or errno.
  int convert(std::span<char>& in, std::span<char>& out) {
    char* from = in.data();
    char* to = out.data();
    std::size_t from_left = in.size();
    std::size_t to_left = out.size();
    const auto result = ::iconv(handle_, &from, &from_left, &to, &to_left);
    const int error = result == static_cast<std::size_t>(-1) ? errno : 0;
    in = {from, from_left};
    out = {to, to_left};
    return error;
  }

 private:
  iconv_t handle_;
};

class Gb18030Reader {
 public:
  explicit Gb18030Reader(CsvReader::Source source) : source_(std::move(source)) {}

  std::size_t read(std::span<char> room) {
    while (ready_.empty() && !is_at_end_) fill();
    const auto count = std::min(room.size(), ready_.size());
    std::copy_n(ready_.data(), count, room.data());
    ready_ = ready_.subspan(count);
    return count;
  }

 private:
  /// Reads a block behind what is left of the last one, and converts it.
  void fill() {
    const auto added = source_(std::span(raw_).subspan(raw_count_));
    is_at_end_ = added == 0;
    std::span<char> in(raw_.data(), raw_count_ + added);
    std::span<char> out(text_);
    while (!in.empty()) {
      const int error = converter_.convert(in, out);
      if (error == 0) continue;
      if (error == EINVAL && !is_at_end_) break;  // the rest of the character is still to come
      CHECK(error == EILSEQ || error == EINVAL);
      CHECK(!out.empty());
      out.front() = k_bad_byte;
      out = out.subspan(1);
      in = in.subspan(1);
    }
    raw_count_ = in.size();
    std::memmove(raw_.data(), in.data(), raw_count_);
    ready_ = std::span(text_).first(text_.size() - out.size());
  }

  CsvReader::Source source_;
  Converter converter_;
  std::string raw_ = std::string(k_block, '\0');
  std::size_t raw_count_ = 0;
  // No byte becomes more than two: GBK's two become three, and others fewer.
  std::string text_ = std::string(2 * k_block + k_character_bytes_max, '\0');
  std::span<char> ready_;
  bool is_at_end_ = false;
};

}  // namespace

CsvReader::Source utf8_source(Encoding encoding, CsvReader::Source source) {
  if (encoding == Encoding::utf8) return source;
  auto reader = std::make_shared<Gb18030Reader>(std::move(source));  // std::function is copied
  return [reader](std::span<char> room) { return reader->read(room); };
}

}  // namespace anlan::incidents
