// How many of the events lie in the cells that a forecast ranks highest.
#pragma once

#include <cstdint>
#include <span>

namespace anlan::patterns {

/// Indices of a flagged area a (so many cells) in a whole area A.
struct RankingScore {
  double events = 0;            ///< N, in all cells
  double hits = 0;              ///< n, in the flagged cells
  double best_hits = 0;         ///< n*, in the best choice of as many cells, known afterwards
  double hit_rate = 0;          ///< n / N
  double area_share = 0;        ///< a / A
  double accuracy_index = 0;    ///< PAI = (n / N) / (a / A) (Chainey, Tompson and Uhlig 2008)
  double efficiency_index = 0;  ///< PEI = PAI / PAI* (Hunt 2016); 0 where there is no event
};

/// Flags the `flagged_cells` cells of highest rank. `whole_area_cells` is A in cells: it may be
/// more than the cells given, where the rest has no rank. Cells that tie at the threshold are
/// flagged in part: the hits are those expected of a choice among them by lot, so that the order of
/// the cells changes nothing. All 0 where there is no event. Throws Problem (invalid,
/// "evaluation.ranking").
RankingScore score_ranking(std::span<const double> rank, std::span<const std::uint32_t> counts,
                           std::uint32_t flagged_cells, double whole_area_cells);

}  // namespace anlan::patterns
