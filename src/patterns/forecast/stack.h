// A stack of forecasters: each as much as it was worth before, and how far to trust the whole.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "patterns/evaluation/count_forecast.h"
#include "patterns/forecast/level.h"
#include "patterns/forecast/shares.h"

namespace anlan::patterns {

struct StackSettings {
  /// Earlier windows by which the members are weighed: the last so many that end by the origin.
  std::uint32_t trials_max = 20;
  /// Trials begin every so many days, and are as long, or as long as the window if that is longer.
  double trial_days = 28;
  /// The first trial needs so much history before it.
  double history_least_days = 90;
  /// Cells are told apart by how many events they ever had: from each of these counts on the
  /// members have weights of their own, since a place that was hit often repeats itself more than
  /// its neighbours tell. Empty weighs all cells alike; at most 250, rising.
  std::vector<std::uint32_t> gates{1, 2, 4, 7};
  /// How many expected events the weights of all cells are worth against those of a gate's own.
  double gate_prior_events = 40;
  /// Share of the even member in every stack, so that no cell is called impossible.
  double even_least = 1e-3;
  unsigned threads = 1;
};

struct StackReport {
  std::vector<double> weights;  ///< a member each, adding up to 1
  /// A gate each, and a member within it: what multiplies the member's share. A gate's weights do
  /// not add up to 1; the shares of all cells do again in the end.
  std::vector<double> gate_weights;
  std::uint32_t trials = 0;
  double expected = 0;    ///< events in all
  double dispersion = 1;  ///< variance over mean, of each cell and of any area
  double level_memory_days = 0;
};

/// The weights, of all cells and then of each gate, are those of the greatest log score of place
/// over the trials, each forecast from its own past (a linear pool, fitted by expectation and
/// maximisation); the level is LevelModel's; the dispersion is the one of the greatest log score of
/// the counts. Each cell is negative binomial of mean m and size m / (dispersion - 1), which makes
/// any sum of cells one too. With one real member this smooths it towards the even one by as much
/// as was best before. Where there is no trial, all members weigh the same.
///
/// What a trial showed is kept and used again when its events are the same. Not safe to share
/// between threads; the same for any number of threads within.
class StackedForecaster {
 public:
  /// The even member is added if its name is not among them. Throws Problem (invalid,
  /// "forecast.settings").
  StackedForecaster(const ForecastGrid& grid, std::vector<NamedShares> members,
                    StackSettings settings = {});

  /// `past` must be sorted by day. What is not before the origin changes nothing. Throws Problem
  /// (invalid, "forecast.events" or "forecast.settings"), and what the members throw.
  CountForecast forecast(std::span<const CellEvent> past, const ForecastWindow& window);

  /// Of the last forecast.
  const StackReport& report() const { return report_; }
  std::vector<std::string> names() const;

 private:
  /// What the members said of the cells where something happened in an earlier window.
  struct Trial {
    ForecastWindow window;
    std::uint64_t fingerprint = 0;
    std::vector<std::uint32_t> counts;  ///< a cell with events each
    std::vector<float> shares;          ///< a cell each, and a member within it
    std::vector<std::uint8_t> gate;     ///< of each cell with events
    std::vector<double> masses;         ///< a gate each, and a member's share of all its cells
  };

  std::vector<ForecastWindow> trial_windows(std::span<const CellEvent> past,
                                            const ForecastWindow& window) const;
  std::vector<const Trial*> trials_of(std::span<const CellEvent> past,
                                      std::span<const ForecastWindow> windows);
  Trial run_trial(std::span<const CellEvent> past, const ForecastWindow& window) const;
  std::vector<double> weigh(std::span<const Trial* const> trials) const;
  std::vector<double> weigh_gates(std::span<const Trial* const> trials,
                                  const std::vector<double>& all) const;
  std::vector<std::uint8_t> gates_of(std::span<const CellEvent> past) const;
  double dispersion(std::span<const Trial* const> trials, const LevelModel& level) const;
  std::vector<double> means(std::span<const CellEvent> past, const ForecastWindow& window) const;
  double pooled(const Trial& trial, std::size_t cell) const;
  double pooled_sum(const Trial& trial) const;

  const ForecastGrid& grid_;
  std::vector<NamedShares> members_;
  std::size_t even_ = 0;  ///< which member is the even one
  StackSettings settings_;
  std::map<std::pair<double, double>, Trial> kept_;
  StackReport report_;
};

}  // namespace anlan::patterns
