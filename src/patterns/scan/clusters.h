// From candidates to the clusters that a scan reports.
#pragma once

#include <span>
#include <vector>

#include "patterns/scan/engine.h"
#include "patterns/scan/zones.h"

namespace anlan::patterns {

constexpr std::size_t k_max_clusters = 500;

/// Strongest first. Among equals the smaller zone comes first; then what does not depend on how the
/// map lies and is numbered, and only then what does. `centre_numbers` are those by which equal
/// centres are ordered.
void sort_candidates(std::vector<Candidate>& candidates, const Zones& zones,
                     const std::vector<ScanPoint>& places, const std::vector<ScanPoint>& centres,
                     std::span<const std::uint32_t> centre_numbers, TieOrder ties);

/// Keeps, from the strongest on, the candidates that do not overlap a kept one: that share no place
/// with it, or between whose times an interval lies. In `compatible` order a place at the very
/// edge of the other zone is shared even where that zone ended before it.
std::vector<Candidate> without_overlap(const std::vector<Candidate>& candidates, const Zones& zones,
                                       const std::vector<ScanPoint>& places,
                                       const std::vector<ScanPoint>& centres, TieOrder ties);

}  // namespace anlan::patterns
