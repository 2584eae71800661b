// An invented county: its outline, 12 stations and 72 villages, drawn by a seed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/unit_code.h"

namespace anlan::research {

/// Metres east and north of the county's south-western corner.
struct Place {
  double east = 0;
  double north = 0;
};

/// A unit of the county with its boundary: one ring, counter-clockwise, first point not repeated.
struct CountyUnit {
  UnitCode code;
  UnitCode parent;    ///< empty for the province
  std::string level;  ///< "province" .. "community"
  std::string name_en;
  std::string name_zh;
  std::vector<Place> ring;
};

/// Where people live in a village: a share of its dwellings around a centre.
struct Settlement {
  Place centre;
  double spread_metres = 0;
  double share = 0;  ///< of the village; the shares of a village add to 1
};

struct Village {
  std::size_t unit = 0;     ///< index into County::units
  std::size_t station = 0;  ///< 0..11
  double dwellings = 0;
  bool is_town = false;
  std::vector<Settlement> settlements;
};

/// Villages partition their station, stations the county: neighbours share the very points of their
/// border.
struct County {
  std::vector<CountyUnit> units;  ///< parents before children
  std::vector<std::size_t> station_units;
  std::vector<Village> villages;
};

/// The same seed draws the same county.
County draw_county(std::uint64_t seed);

/// Degrees of a place of the county, on a sphere of mean radius around the county's origin.
struct Degrees {
  double longitude = 0;
  double latitude = 0;
};
Degrees to_degrees(Place place);

/// Whether the ring holds the place (even-odd rule).
bool ring_holds(const std::vector<Place>& ring, Place place);

}  // namespace anlan::research
