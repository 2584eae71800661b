// A self-exciting process: each event makes others more likely, near by and soon, over a background
// that differs from place to place.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/random.h"
#include "patterns/density/surface.h"

namespace anlan::patterns {

/// Marks tell kinds apart that beget differently; numbered from 0.
constexpr std::size_t k_hawkes_marks_max = 8;

struct HawkesEvent {
  double x = 0;  ///< metres
  double y = 0;
  double day = 0;
  std::uint8_t mark = 0;
};

/// lambda(x, y, t) = background(x, y) + sum over past events of productivity[mark] g(delay)
/// h(distance), with g(s) = omega e^(-omega s), cut off at reach_days, and h a Gaussian of
/// deviation sigma, cut off at reach_metres; both are 1 in all.
struct HawkesModel {
  double background_per_day = 0;  ///< events a day in the whole window
  Surface background;             ///< density a square metre; 1 in all over the window
  std::array<double, k_hawkes_marks_max> productivity{};  ///< events that one event begets
  double omega = .1;                                      ///< a day
  double sigma = 100;                                     ///< metres
  double reach_days = 60;
  double reach_metres = 500;
};

struct HawkesSettings {
  double reach_days = 60;
  double reach_metres = 500;
  double background_bandwidth =
      1000;  ///< metres; wider than the triggering reaches, or it swallows it
  std::uint32_t background_columns = 128;
  /// False keeps one background everywhere, which makes triggering look larger than it is.
  bool has_spatial_background = true;
  std::uint32_t iterations_max = 200;
  double settled = 1e-5;  ///< relative change of the parameters at which the fit ends
  unsigned threads = 1;
  std::function<bool(std::uint32_t iteration, double change)> progress;  ///< false cancels
};

struct HawkesFit {
  HawkesModel model;
  std::vector<double> log_likelihood;   ///< after each iteration
  std::vector<float> background_share;  ///< of each event: the probability that nothing begot it
  std::uint64_t pairs = 0;
  bool has_converged = false;
};

/// Fits by expectation and maximisation (Veen and Schoenberg 2008; Mohler et al. 2011) over `days`
/// from day 0. Events must be sorted by day and lie in the window. The same for any number of
/// threads. Throws Problem: invalid (hawkes.events, hawkes.settings), too_large (hawkes.pairs),
/// unavailable (hawkes.cancelled).
HawkesFit fit_hawkes(std::span<const HawkesEvent> events, const Window& window, double days,
                     const HawkesSettings& settings);

/// The intensity at a place and time, a square metre and day, from the events before.
double hawkes_intensity(const HawkesModel& model, std::span<const HawkesEvent> events, double x,
                        double y, double day);

/// Draws a history of `days`: background events, and generation after generation of what they
/// beget; events that fall out of the window are lost. Marks are drawn with the given shares.
/// Throws Problem (invalid, "hawkes.explosive") where an event begets one or more on average.
std::vector<HawkesEvent> simulate_hawkes(const HawkesModel& model, double days,
                                         std::span<const double> mark_shares, Random& random);

struct HawkesResiduals {
  std::vector<double>
      rescaled;  ///< expected events up to each event: of rate 1 if the model is right
  double kolmogorov =
      0;  ///< largest distance of their spacings' distribution from the exponential's
  double p_value = 1;
};

/// Residual check by time change (Ogata 1988): the events' times, measured in expected events.
HawkesResiduals hawkes_residuals(const HawkesModel& model, std::span<const HawkesEvent> events,
                                 double days);

}  // namespace anlan::patterns
