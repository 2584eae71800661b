// Where patrols go: mostly where the score says, and with a share by chance, so that what is not
// looked at does not stay unknown.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace anlan::patterns {

struct PatrolSettings {
  std::uint32_t cells = 0;        ///< that can be patrolled
  double exploration_share = .1;  ///< of them, chosen by chance; rounded up to whole cells
  std::uint64_t seed = 1;
  std::uint64_t turn = 0;  ///< of the roster, so that every one draws anew
};

struct PatrolCell {
  std::uint32_t cell = 0;
  bool is_explored = false;  ///< chosen by chance, not by score
};

struct PatrolAllocation {
  std::vector<PatrolCell> cells;  ///< those by score first, the highest first
  /// Of every cell, to be patrolled in such a turn. What a patrol records there counts
  /// 1 / probability in an estimate for the whole (Horvitz and Thompson 1952).
  std::vector<double> inclusion_probability;
};

/// The cells with the highest scores, and as many as the share tells by simple chance from all the
/// rest; equal scores at the edge are drawn by lot, none being preferred for its place in the list.
/// With a share above 0 no cell has probability 0. Throws Problem (invalid, "guards.patrol") for a
/// score that is not a number, more cells than there are, or a share outside 0..1.
PatrolAllocation allocate_patrol(std::span<const double> scores, const PatrolSettings& settings);

}  // namespace anlan::patterns
