// Well-known binary: areas as databases keep them (OGC 06-103r4, 8.2).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "geometry/polygon.h"

namespace anlan::geometry {

/// A MultiPolygon, little-endian.
std::vector<std::uint8_t> wkb(const MultiPolygon& area);

/// Reads what wkb() wrote; empty where the bytes are something else.
std::optional<MultiPolygon> read_wkb(std::span<const std::uint8_t> bytes);

}  // namespace anlan::geometry
