// Places with a day, read from the shared files of incidents.
#pragma once

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "base/instant.h"
#include "tests/support/shared_data.h"

namespace anlan::tests {

struct DatedPlace {
  double x = 0;
  double y = 0;
  Day day;
};

/// Rows that hold an x, a y and a date in the columns named by their position; a header and rows
/// without a place or a day are passed over.
inline std::vector<DatedPlace> read_dated_places(std::string_view relative, std::size_t x,
                                                 std::size_t y, std::size_t date) {
  std::vector<DatedPlace> places;
  std::ifstream in(shared_file(relative));
  for (std::string line; std::getline(in, line);) {
    std::vector<std::string> fields{{}};
    for (const char c : line) {
      if (c == ',') fields.emplace_back();
      if (c != ',' && c != '"' && c != '\r') fields.back() += c;
    }
    if (fields.size() <= std::max({x, y, date})) continue;
    const auto day = Day::parse(fields[date].substr(0, 10));
    if (day && fields[x] != "NA") places.push_back({stod(fields[x]), stod(fields[y]), *day});
  }
  return places;
}

inline std::vector<DatedPlace> portland_burglary() {
  return read_dated_places("data/incidents/portland/crimes_bur.csv", 1, 2, 0);
}
inline std::vector<DatedPlace> portland_vehicle_theft() {
  return read_dated_places("data/incidents/portland/crimes_veh.csv", 1, 2, 0);
}
inline std::vector<DatedPlace> chicago_burglary() {
  return read_dated_places("data/incidents/chicago/chicago_be.csv", 0, 1, 2);
}

}  // namespace anlan::tests
