#include "server/compress.h"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "server/text.h"

namespace anlan::server {
namespace {

// On a list of 2,000 records, level 4 is a tenth larger than level 6, in two thirds of the time:
// 470 kB become 72 kB in 3.3 ms.
constexpr int k_level = 4;
constexpr int k_gzip_window_bits = 15 + 16;  // + 16 asks zlib for gzip's own header
constexpr int k_memory_level = 8;

// Others, as "+json" or "+xml", are known by their endings.
constexpr std::array<std::string_view, 5> k_compressible = {
    "application/json", "application/javascript", "application/xml",
    "application/vnd.mapbox-vector-tile", "application/manifest+json"};

void point_at(z_stream& stream, std::string_view bytes) {
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
}

}  // namespace

bool is_compressible(std::string_view media_type) {
  const auto name = trimmed(media_type.substr(0, media_type.find(';')));
  return name.starts_with("text/") || name.ends_with("+json") || name.ends_with("+xml") ||
         std::ranges::find(k_compressible, name) != k_compressible.end();
}

std::string gzipped(std::string_view bytes) {
  z_stream stream{};
  CHECK(deflateInit2(&stream, k_level, Z_DEFLATED, k_gzip_window_bits, k_memory_level,
                     Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  point_at(stream, bytes);
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::optional<std::string> gunzipped(std::string_view bytes, std::size_t bytes_max) {
  constexpr std::size_t k_piece = 64 * 1024;
  z_stream stream{};
  CHECK(inflateInit2(&stream, k_gzip_window_bits) == Z_OK);
  point_at(stream, bytes);
  std::string out;
  int state = Z_OK;
  while (state == Z_OK && out.size() <= bytes_max) {
    const auto before = out.size();
    out.resize(before + k_piece);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = static_cast<uInt>(k_piece);
    state = inflate(&stream, Z_NO_FLUSH);
    out.resize(before + k_piece - stream.avail_out);
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END || out.size() > bytes_max) return std::nullopt;
  return out;
}

}  // namespace anlan::server
