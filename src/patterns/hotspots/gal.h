// Reader of .gal files: which areas are neighbours, as map programs write it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace anlan::patterns {

struct GalLists {
  std::vector<std::string> ids;                    ///< of the areas, in the order of the file
  std::vector<std::vector<std::uint32_t>> others;  ///< indices into ids, a list an area
};

/// Reads "n" (or "0 n layer key") and, for each of n areas, "id count" and that many ids. Throws
/// Problem (invalid, "hotspots.gal") naming the line at fault.
GalLists read_gal(std::string_view text);

}  // namespace anlan::patterns
