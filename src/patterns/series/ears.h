// EARS C1, C2, C3: alarms from a week of history, for series too young for anything else.
#pragma once

#include <cstdint>

#include "patterns/series/alarm.h"

namespace anlan::patterns {

enum class EarsMethod {
  c1,  ///< against the seven steps before
  c2,  ///< against the seven before the last two, which an outbreak may have raised
  c3,  ///< c2, and what the last two steps exceeded
};

struct EarsSettings {
  EarsMethod method = EarsMethod::c1;
  std::uint32_t baseline = 7;  ///< steps
  double alpha = .001;         ///< .025 is usual for c3
};

/// Judges the counts [first, end). Hutwagner et al. (2003); thresholds as in Salmon et al. (2016).
/// Throws Problem (invalid, "series.settings"). Counts with too little history before them are not
/// judged.
std::vector<SeriesAlarm> ears(CountSeries counts, std::size_t first, const EarsSettings& settings);

}  // namespace anlan::patterns
