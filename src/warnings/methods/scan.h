// The scan as a method: its settings, and incidents as places and days.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "warnings/methods.h"
#include "warnings/methods/settings_reader.h"

namespace anlan::warnings {

/// Settings of a prospective space-time permutation scan (docs/methods/scan.md).
struct ScanSettings {
  std::int32_t study_days = 365;  ///< how far back the scan knows
  std::int32_t window_days = 28;  ///< the longest cluster
  double max_cases_share = 0.1;   ///< of all cases that a circle may hold
  std::optional<double> max_radius_metres = 3000;
  double grid_metres = 250;  ///< incidents are brought together in cells; 0: exact places
  std::uint32_t replicates = 999;
  std::uint64_t seed = 1;

  void read_all(SettingsReader& reader);
};

/// The largest statistics that chance alone reaches on the data's own days and places, one a
/// replicate; empty where there are no points. Throws what the scan throws.
std::vector<double> null_maxima_of(const DetectionInput& input, const ScanSettings& settings,
                                   const DetectionRun& run);

/// Of the circle that a map shows: a cell reaches half its diagonal beyond its middle.
Metres drawn_radius(Metres radius, const ScanSettings& settings);

}  // namespace anlan::warnings
