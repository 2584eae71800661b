// The scan as a method: its settings, and incidents as places and days.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "warnings/methods.h"

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
};

/// Throws Problem (invalid, "analyses.method_settings") with every field at fault; a key that is
/// not known is a fault.
ScanSettings scan_settings_from(std::string_view json);
std::string to_json(const ScanSettings& settings);

const MethodDefinition& scan_method();

}  // namespace anlan::warnings
