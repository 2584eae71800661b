// What a photo may carry: its picture, and nothing about who took it, where, and with what.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/expected.h"

namespace anlan::tasks {

/// A picture without metadata.
struct PhotoContent {
  std::string_view media_type;  ///< "image/jpeg" or "image/png"
  std::vector<std::uint8_t> bytes;
};

/// Reads a JPEG (ITU-T T.81) or PNG (ISO/IEC 15948) by its first bytes, whatever it claims to be,
/// and writes it anew with only the parts that draw it: no EXIF, XMP, IPTC, comments, thumbnails,
/// maker notes, position, times, and nothing after its end (such as a film that a phone appends).
/// Of EXIF only the orientation is kept, so that a picture still stands upright. Cleaning what is
/// clean changes nothing. Returns the reason, said to a person, where it is neither, is broken, is
/// larger than k_photo_bytes_max, or wider or higher than k_photo_side_max pixels.
Expected<PhotoContent, std::string_view> cleaned_photo(std::span<const std::uint8_t> bytes);

inline constexpr std::size_t k_photo_bytes_max = 10 << 20;  // a 24-megapixel JPEG of a phone
inline constexpr std::uint32_t k_photo_side_max = 16'384;   // what browsers draw without trouble

}  // namespace anlan::tasks
