// LiveScan: the scan as it stands between two runs, brought up to date by each incident.
#pragma once

#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "patterns/incremental/running_scan.h"
#include "warnings/methods.h"
#include "warnings/methods/scan.h"

namespace anlan::warnings {

/// Finds what a run on the day of the newest incident would find around it (docs/methods/
/// incremental.md), with the same cells, circles and windows.
class LiveScan {
 public:
  /// Whether an analysis with these settings can be kept up to date: without a largest circle every
  /// incident would change every one.
  static bool is_possible(std::string_view settings);

  /// Runs the scan once, for what chance alone reaches; then leaves those out that are still to be
  /// added. Throws what the method throws.
  LiveScan(const DetectionInput& input, const std::set<Id>& to_be_added, std::string_view settings,
           const DetectionRun& how);

  /// Takes an incident in; the strongest cylinder that holds it, with its incidents. One that was
  /// taken in before, or lies before the study period, changes nothing.
  std::optional<Finding> add(const DetectionPoint& point);

  /// The incidents that a cylinder may hold: those of the longest window.
  std::vector<DetectionPoint> recent() const;
  Day as_of() const { return scan_->last_day(); }

 private:
  struct Recent {
    DetectionPoint point;
    patterns::ScanPoint place;
  };
  patterns::ScanPoint place_of(const DetectionPoint& point) const;
  void keep(const DetectionPoint& point, const patterns::ScanPoint& place);
  Finding finding_of(const patterns::RunningCluster& cluster) const;

  ScanSettings settings_;
  Day first_day_;  // of the study period
  std::optional<patterns::RunningScan> scan_;
  std::set<Id> known_;  // of the study period
  std::vector<Recent> recent_;
};

}  // namespace anlan::warnings
