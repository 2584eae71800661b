// From a plan and its data to the engine that scans them.
#pragma once

#include <memory>
#include <vector>

#include "patterns/scan/engine.h"
#include "patterns/scan/zones.h"

namespace anlan::patterns {

/// A scan made ready: the engine refers to the zones beside it.
struct PreparedScan {
  explicit PreparedScan(TimeAxis of_axis) : axis(std::move(of_axis)) {}
  TimeAxis axis;
  std::vector<TimeWindow> windows;
  std::unique_ptr<Zones> zones;
  std::unique_ptr<ScanEngine> engine;
  std::uint64_t cases = 0;
};

/// `data` must outlive the result. Throws Problem as scan() does.
PreparedScan prepare_scan(const ScanData& data, const ScanPlan& plan);

}  // namespace anlan::patterns
