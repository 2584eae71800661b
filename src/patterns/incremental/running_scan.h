// RunningScan: the prospective permutation scan, kept up to date case by case between its full
// runs.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "base/instant.h"
#include "base/quantity.h"
#include "patterns/scan/multiplicity.h"
#include "patterns/scan/scan.h"

namespace anlan::patterns {

struct RunningScanSettings {
  Metres max_radius;                  ///< of the circles; over 0
  std::uint32_t max_days = 28;        ///< longest window
  double max_share = .5;              ///< of all cases that a circle may hold
  std::uint32_t min_cases = 2;        ///< fewer are no cluster
  std::vector<double> null_maxima{};  ///< of the last full run: what chance alone reaches
};

struct RunningCase {
  ScanPoint place;
  Day day;
};

/// The strongest cylinder that holds the new case.
struct RunningCluster {
  double statistic = 0;
  double p_value = 1;   ///< rank among the null maxima of the last full run
  double gumbel_p = 1;  ///< of the Gumbel law fitted to them
  ScanPoint centre;
  Metres radius;
  Day start;  ///< the last day is that of the scan
  std::uint64_t observed = 0;
  double expected = 0;
};

/// What a full scan would say of the circles that hold one new case (Kulldorff et al. 2005, eqs. 1
/// and 2; whole circles around the places of cases), without looking at any other. A circle is
/// worth scoring only where a recent case lies on its edge, so that the work grows with the cases
/// within two radii of the new one. Its chance maxima are those of the last full run: between two
/// runs the data differ too little to move them.
class RunningScan {
 public:
  /// `cases` of the study period, which begins with the first of them and ends on `last_day`; none
  /// may be later. Throws Problem (invalid, "running_scan.settings", "running_scan.case").
  RunningScan(std::span<const RunningCase> cases, Day last_day, RunningScanSettings settings);

  /// Adds a case; the strongest cylinder that holds it, if its day lies in the longest window and
  /// any cylinder has more cases than expected. A later day than any before moves the last day.
  /// Throws Problem (invalid, "running_scan.case").
  std::optional<RunningCluster> add(const RunningCase& added);

  std::uint64_t cases() const { return case_count_; }
  Day last_day() const { return last_day_; }

 private:
  struct Place {
    ScanPoint at;
    std::uint32_t cases = 0;         ///< of the whole study period
    std::vector<float> in_window{};  ///< of the last i + 1 days; empty where none is recent
  };
  struct Neighbour {
    double distance;
    std::uint32_t place;
  };
  using CellKey = std::array<std::int64_t, 3>;

  CellKey cell_of(const ScanPoint& place) const;
  std::uint32_t place_at(const ScanPoint& at);
  void insert(const RunningCase& added);
  void move_to(Day day);
  std::uint32_t age_of(Day day) const { return static_cast<std::uint32_t>(last_day_ - day); }
  const std::vector<Neighbour>& neighbours_of(std::uint32_t place);
  std::vector<Neighbour> find_neighbours(const ScanPoint& centre) const;
  void tell_neighbours(std::uint32_t place);
  void score_centre(std::uint32_t centre, double own_distance, std::uint32_t age,
                    RunningCluster& best);
  void score_ring(const ScanPoint& centre, double radius, double held, std::uint32_t age,
                  RunningCluster& best) const;
  bool is_worth_scoring(double held, std::uint32_t age, double best) const;

  RunningScanSettings settings_;
  Gumbel gumbel_;
  Day last_day_;
  std::uint64_t case_count_ = 0;
  double tolerance_ = 0;          // distances that differ by less are one
  std::vector<float> in_window_;  // cases of the whole map in the last i + 1 days
  std::vector<float> observed_;   // of the circle at hand
  std::vector<Place> places_;
  std::map<CellKey, std::vector<std::uint32_t>> cells_;
  std::vector<std::vector<Neighbour>>
      neighbours_;                   // of a place, nearest first; empty: not asked yet
  std::size_t neighbour_count_ = 0;  // in all of them
};

}  // namespace anlan::patterns
