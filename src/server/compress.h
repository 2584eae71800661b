// gzip, for what is worth it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace anlan::server {

/// Smaller answers fit one packet as they are.
constexpr std::size_t k_compress_bytes_least = 1024;

/// Whether gzip makes such bytes smaller: texts, JSON, XML, scripts, vector tiles; not pictures.
bool is_compressible(std::string_view media_type);

std::string gzipped(std::string_view bytes);
/// Empty where the bytes are no gzip, or hold more than `bytes_max`.
std::optional<std::string> gunzipped(std::string_view bytes, std::size_t bytes_max);

}  // namespace anlan::server
