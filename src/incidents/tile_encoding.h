// A tile of incidents as a Mapbox vector tile.
#pragma once

#include <span>
#include <string>

#include "incidents/cells.h"
#include "incidents/columns.h"

namespace anlan::incidents {

/// One layer "incidents" of points with `count`, and where that is 1, `id` and `kind` (Mapbox
/// Vector Tile 2.1; extent 4096). Empty bytes where there is no cell: such a tile has no layer.
std::string encode_tile(const Columns& columns, std::span<const Cell> cells);

}  // namespace anlan::incidents
