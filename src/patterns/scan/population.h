// Expected cases from the population, adjusted for its groups.
#pragma once

#include <vector>

#include "patterns/scan/scan.h"
#include "patterns/scan/time_axis.h"

namespace anlan::patterns {

/// Expected cases by place and interval (a row is a place); they sum to the cases. The population
/// of each group changes evenly between its dates and stays as it is before the first and after the
/// last; a group that a date does not name is empty then. A group's risk is its cases over its
/// people-time in the study period (indirect standardisation). Throws Problem (scan.value,
/// scan.unknown_place, scan.no_population).
std::vector<double> expected_cases(const ScanData& data, const TimeAxis& axis);

}  // namespace anlan::patterns
