// The test of one unit, kind and calendar, and the words for what it found.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "patterns/seasons/arc_search.h"
#include "patterns/seasons/cycle.h"
#include "patterns/seasons/pair_counts.h"
#include "patterns/seasons/seasons.h"

namespace anlan::patterns {

/// Pairs of a unit and a kind; each test of each pair has its own stream of chance.
inline constexpr std::uint64_t k_season_pairs_max = 1 << 27;

/// What the tests of a calendar share.
struct CalendarWork {
  CycleGrid grid;
  std::vector<std::vector<double>> autocorrelation;  ///< by kind
};

CalendarWork calendar_work(const SeasonPanel& panel, const PairIndex& index,
                           SeasonCalendar calendar);

struct PairTest {
  std::size_t pair = 0;
  const CalendarWork* work = nullptr;
  std::vector<SlotArc> known;  ///< periods found before, which are left out
  bool is_judged = false;
  Arc arc;
};

/// Looks for the strongest arc of what is left; is_judged is false where too few records are.
void judge(const PairIndex& index, const SeasonSettings& settings, PairTest& test);

/// The period of a test that found one; its q-value and start error are for the caller. Empty where
/// it is but the shoulder of a period known before.
std::optional<KeyPeriod> describe(const SeasonPanel& panel, const PairIndex& index,
                                  const SeasonSettings& settings, const PairTest& test);

}  // namespace anlan::patterns
