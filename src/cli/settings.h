// Settings: what the file settings.toml in the data folder says.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "warnings/delivery.h"

namespace anlan::cli {

/// Every key may be left out (docs/operations.md).
struct Settings {
  std::string zone = "Asia/Shanghai";   ///< the region's IANA time zone
  bool is_demonstration = false;        ///< the page says so on every view
  warnings::DeliverySettings delivery;  ///< [delivery] and [mail]
  std::int32_t texts_kept_days =
      730;  ///< [retention]: what people wrote about ended tasks, and photos
};

/// The defaults where there is no such file. Throws Problem (invalid, "settings.malformed") for a
/// file that cannot be read, and for a key that nobody knows: a misspelt setting must not pass for
/// the default.
Settings read_settings(const std::filesystem::path& file);

/// Writes zone and is_demonstration, as `anlan demo` needs them.
void write_settings(const std::filesystem::path& file, const Settings& settings);

}  // namespace anlan::cli
