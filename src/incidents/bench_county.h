// A large made-up file of incidents, for the benches of this room.
#pragma once

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/instant.h"
#include "base/random.h"

namespace anlan::incidents {

/// Two years of a county with towns: half of the rows near one of forty places.
inline void write_csv(const std::filesystem::path& file, int rows) {
  constexpr std::array kinds{"property.burglary_dwelling", "property.theft_of_bicycle",
                             "robbery.personal", "fraud.telecom", "order.nuisance"};
  Random random(1);
  std::ofstream out(file, std::ios::binary);
  out << "id,kind,occurred_from,occurred_to,longitude,latitude,known_by\n";
  const auto start = *Instant::parse("2024-01-01T00:00:00Z");
  std::string line;
  for (int i = 0; i < rows; ++i) {
    const auto from = start + Duration::seconds(random.below(2 * 365 * 86400));
    const auto to = from + Duration::minutes(random.below(600));
    double longitude = 100 + 1.5 * random.uniform(), latitude = 25 + 1.2 * random.uniform();
    if (random.below(2) == 0) {
      const auto town = static_cast<double>(random.below(40));
      longitude = 100.1 + town * 0.03 + 0.005 * random.normal();
      latitude = 25.1 + std::fmod(town * 0.37, 1) + 0.005 * random.normal();
    }
    line = fmt::format("C{:08},{},{},{},{:.6f},{:.6f},{}\n", i, kinds[random.below(5)],
                       from.to_string(), to.to_string(), longitude, latitude,
                       random.below(10) == 0 ? "sensor" : "public_report");
    out << line;
  }
}

}  // namespace anlan::incidents
