#include "tasks/photo_content.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <optional>

namespace anlan::tasks {
namespace {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;
using Fault = std::string_view;

constexpr Fault k_not_a_photo = "The file is neither a JPEG nor a PNG.";
constexpr Fault k_broken = "The picture is damaged or ends too early.";
constexpr Fault k_too_large = "The picture is larger than 10 MiB or 16,384 pixels a side.";

std::uint32_t big_endian(View bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8 | bytes[at + i];
  return value;
}

void append(Bytes& out, View bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

bool starts_with(View bytes, View prefix) {
  return bytes.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

bool is_size_allowed(std::uint32_t width, std::uint32_t height) {
  return width > 0 && height > 0 && width <= k_photo_side_max && height <= k_photo_side_max;
}

// --- EXIF: the orientation only --------------------------------------------------------------

constexpr std::array<std::uint8_t, 6> k_exif_name{'E', 'x', 'i', 'f', 0, 0};
constexpr std::uint16_t k_orientation_tag = 0x0112;

/// Reads TIFF numbers in the order that the block says.
struct Tiff {
  View bytes;
  bool is_little_endian = false;

  std::optional<std::uint32_t> number(std::size_t at, std::size_t count) const {
    if (at > bytes.size() || bytes.size() - at < count) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      value = value << 8 | bytes[at + (is_little_endian ? count - 1 - i : i)];
    }
    return value;
  }
};

/// The orientation, 1 (upright) to 8, of an EXIF segment's payload; 1 where it says none.
std::uint8_t orientation_of(View payload) {
  if (!starts_with(payload, k_exif_name) || payload.size() < k_exif_name.size() + 8) return 1;
  Tiff tiff{.bytes = payload.subspan(k_exif_name.size())};
  tiff.is_little_endian = tiff.bytes[0] == 'I';
  const auto directory = tiff.number(4, 4);
  const auto count = directory ? tiff.number(*directory, 2) : std::nullopt;
  for (std::size_t i = 0; count && i < *count; ++i) {
    const std::size_t entry = std::size_t{*directory} + 2 + 12 * i;
    const auto tag = tiff.number(entry, 2);
    if (!tag) break;
    if (*tag != k_orientation_tag) continue;
    const auto value = tiff.number(entry + 8, 2);
    return value && *value >= 1 && *value <= 8 ? static_cast<std::uint8_t>(*value) : 1;
  }
  return 1;
}

void append_orientation(Bytes& out, std::uint8_t orientation) {
  const std::array<std::uint8_t, 36> segment{
      0xff, 0xe1,        0, 34,   'E', 'x', 'i', 'f', 0, 0,  // APP1
      'M',  'M',         0, 42,   0,   0,   0,   8,          // big-endian TIFF
      0,    1,           1, 0x12, 0,   3,   0,   0,   0, 1,  // one entry: orientation, short
      0,    orientation, 0, 0,    0,   0,   0,   0};         // its value; no further directory
  append(out, segment);
}

// --- JPEG --------------------------------------------------------------------------------------

constexpr std::array<std::uint8_t, 2> k_jpeg_start{0xff, 0xd8};
constexpr std::array<std::uint8_t, 5> k_jfif_name{'J', 'F', 'I', 'F', 0};
constexpr std::array<std::uint8_t, 5> k_adobe_name{'A', 'd', 'o', 'b', 'e'};

enum Marker : std::uint8_t {
  k_huffman_tables = 0xc4,
  k_jpeg_extension = 0xc8,
  k_arithmetic_tables = 0xcc,
  k_restart_first = 0xd0,
  k_restart_last = 0xd7,
  k_end_of_image = 0xd9,
  k_start_of_scan = 0xda,
  k_quantization_tables = 0xdb,
  k_number_of_lines = 0xdc,
  k_restart_interval = 0xdd,
  k_app0 = 0xe0,
  k_app1 = 0xe1,
  k_app14 = 0xee,
};

bool is_start_of_frame(std::uint8_t marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != k_huffman_tables &&
         marker != k_jpeg_extension && marker != k_arithmetic_tables;
}

bool is_table(std::uint8_t marker) {
  return marker == k_huffman_tables || marker == k_arithmetic_tables ||
         marker == k_quantization_tables || marker == k_restart_interval ||
         marker == k_number_of_lines;
}

/// One pass over the segments; `fault` is set where it cannot go on.
class JpegCleaner {
 public:
  explicit JpegCleaner(View bytes) : bytes_(bytes) {}

  Expected<PhotoContent, Fault> clean() {
    append(head_, k_jpeg_start);
    at_ = 2;
    while (!is_ended_) {
      if (const auto fault = next_segment()) return Unexpected<Fault>(*fault);
    }
    if (!has_frame_ || !has_scan_) return Unexpected<Fault>(k_broken);
    if (orientation_ != 1) append_orientation(head_, orientation_);
    append(head_, body_);
    return PhotoContent{.media_type = "image/jpeg", .bytes = std::move(head_)};
  }

 private:
  std::optional<Fault> next_segment() {
    if (at_ >= bytes_.size() || bytes_[at_] != 0xff) return k_broken;
    while (at_ < bytes_.size() && bytes_[at_] == 0xff) ++at_;  // fill bytes may come before
    if (at_ >= bytes_.size()) return k_broken;
    const auto marker = bytes_[at_++];
    if (marker == k_end_of_image) {
      body_.insert(body_.end(), {0xff, k_end_of_image});
      is_ended_ = true;
      return std::nullopt;
    }
    if (bytes_.size() - at_ < 2) return k_broken;
    const std::size_t length = big_endian(bytes_, at_, 2);
    if (length < 2 || length > bytes_.size() - at_) return k_broken;
    const auto payload = bytes_.subspan(at_ + 2, length - 2);
    at_ += length;
    return take(marker, payload);
  }

  std::optional<Fault> take(std::uint8_t marker, View payload) {
    if (is_start_of_frame(marker)) {
      if (payload.size() < 6 || has_frame_) return k_broken;
      if (!is_size_allowed(big_endian(payload, 3, 2), big_endian(payload, 1, 2))) {
        return k_too_large;
      }
      has_frame_ = true;
      append_segment(body_, marker, payload);
    } else if (marker == k_start_of_scan) {
      if (!has_frame_) return k_broken;
      has_scan_ = true;
      append_segment(body_, marker, payload);
      append_entropy_coded();
    } else if (is_table(marker)) {
      append_segment(body_, marker, payload);
    } else if (marker == k_app14 && starts_with(payload, k_adobe_name) && payload.size() >= 12) {
      append_segment(body_, marker, payload.first(12));  // how its colours are coded
    } else if (marker == k_app1) {
      if (orientation_ == 1) orientation_ = orientation_of(payload);
    } else if (marker == k_app0 && starts_with(payload, k_jfif_name) && payload.size() >= 14 &&
               head_.size() == 2) {
      Bytes plain(payload.begin(), payload.begin() + 14);
      plain[12] = plain[13] = 0;  // no thumbnail
      append_segment(head_, marker, plain);
    }
    return std::nullopt;  // whatever else there is, is left out
  }

  static void append_segment(Bytes& out, std::uint8_t marker, View payload) {
    const auto length = payload.size() + 2;
    out.insert(out.end(), {0xff, marker, static_cast<std::uint8_t>(length >> 8),
                           static_cast<std::uint8_t>(length & 0xff)});
    append(out, payload);
  }

  /// The coded data of a scan ends at the next marker that is neither a stuffed byte nor a restart.
  void append_entropy_coded() {
    const auto begin = at_;
    while (at_ + 1 < bytes_.size()) {
      const auto next = bytes_[at_ + 1];
      const bool is_data =
          bytes_[at_] != 0xff || next == 0 || (next >= k_restart_first && next <= k_restart_last);
      if (!is_data) break;
      at_ += bytes_[at_] == 0xff ? std::size_t{2} : std::size_t{1};
    }
    append(body_, bytes_.subspan(begin, std::min(at_, bytes_.size()) - begin));
  }

  View bytes_;
  std::size_t at_ = 0;
  Bytes head_;
  Bytes body_;
  std::uint8_t orientation_ = 1;
  bool has_frame_ = false;
  bool has_scan_ = false;
  bool is_ended_ = false;
};

// --- PNG ---------------------------------------------------------------------------------------

constexpr std::array<std::uint8_t, 8> k_png_start{0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a};
constexpr std::array<std::string_view, 10> k_drawing_chunks{"IHDR", "PLTE", "IDAT", "IEND", "tRNS",
                                                            "gAMA", "cHRM", "sRGB", "sBIT", "pHYs"};

Expected<PhotoContent, Fault> cleaned_png(View bytes) {
  Bytes out(k_png_start.begin(), k_png_start.end());
  std::size_t at = k_png_start.size();
  bool has_data = false;
  for (bool is_first = true;; is_first = false) {
    if (bytes.size() - at < 12) return Unexpected<Fault>(k_broken);
    const std::size_t length = big_endian(bytes, at, 4);
    if (length > bytes.size() - at - 12) return Unexpected<Fault>(k_broken);
    const auto named = bytes.subspan(at + 4, 4 + length);
    const std::string_view name(reinterpret_cast<const char*>(named.data()), 4);
    const auto sum = crc32(0, named.data(), static_cast<uInt>(named.size()));
    if (sum != big_endian(bytes, at + 8 + length, 4)) return Unexpected<Fault>(k_broken);
    if (is_first != (name == "IHDR")) return Unexpected<Fault>(k_broken);
    if (is_first) {
      if (length != 13) return Unexpected<Fault>(k_broken);
      if (!is_size_allowed(big_endian(named, 4, 4), big_endian(named, 8, 4))) {
        return Unexpected<Fault>(k_too_large);
      }
    }
    if (std::find(k_drawing_chunks.begin(), k_drawing_chunks.end(), name) !=
        k_drawing_chunks.end()) {
      append(out, bytes.subspan(at, 12 + length));
    }
    has_data = has_data || name == "IDAT";
    at += 12 + length;
    if (name != "IEND") continue;
    if (!has_data || length != 0) return Unexpected<Fault>(k_broken);
    return PhotoContent{.media_type = "image/png", .bytes = std::move(out)};
  }
}

}  // namespace

Expected<PhotoContent, std::string_view> cleaned_photo(std::span<const std::uint8_t> bytes) {
  if (bytes.size() > k_photo_bytes_max) return Unexpected<Fault>(k_too_large);
  if (starts_with(bytes, k_png_start)) return cleaned_png(bytes);
  if (starts_with(bytes, k_jpeg_start)) return JpegCleaner(bytes).clean();
  return Unexpected<Fault>(k_not_a_photo);
}

}  // namespace anlan::tasks
