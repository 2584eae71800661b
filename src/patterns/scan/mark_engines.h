// Engines whose null hypothesis permutes marks among individuals.
#pragma once

#include <memory>

#include "patterns/scan/engines.h"

namespace anlan::patterns {

/// The engine for a Bernoulli, ordinal, exponential or normal score. Needs zones and windows made.
/// Throws Problem (scan.value, scan.combination, scan.too_large).
std::unique_ptr<ScanEngine> marks_engine(const ScanData& data, const ScanPlan& plan,
                                         const PreparedScan& prepared);

}  // namespace anlan::patterns
