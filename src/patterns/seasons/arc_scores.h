// The inner loop of the search for arcs.
#pragma once

#include <cstddef>

namespace anlan::patterns {

/// Adds one span's scores of every arc of `length` bins to `sum`, and keeps the greatest in `best`.
/// The score of c counts where e were expected is sqrt(c + 3/8) - sqrt(e + 3/8), half of Anscombe's
/// (1948) normal score. `counts` and `expected` are running sums over the cycle twice around, 0
/// first: arc b holds counts[b + length] - counts[b].
void add_arc_scores(const double* counts, const double* expected, std::size_t arcs,
                    std::size_t length, double* sum, double* best);

}  // namespace anlan::patterns
