#include "patterns/self_exciting/hawkes.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numbers>
#include <thread>

#include "base/problem.h"
#include "patterns/self_exciting/background.h"
#include "patterns/self_exciting/event_pairs.h"
#include "patterns/self_exciting/pair_kernel.h"

namespace anlan::patterns {
namespace {

// Events summed together: the sum does not depend on the threads.
constexpr std::size_t k_block = 4096;
constexpr std::size_t k_batch = 8192;  // pairs whose triggering stays in the first cache

void check(std::span<const HawkesEvent> events, const Window& window, double days,
           const HawkesSettings& s) {
  std::vector<FieldFault> faults;
  const auto positive = [&](double value, const char* name) {
    if (!(value > 0) || !std::isfinite(value)) faults.push_back({name, "must be a number over 0"});
  };
  positive(s.reach_days, "reach_days");
  positive(s.reach_metres, "reach_metres");
  positive(s.background_bandwidth, "background_bandwidth");
  positive(days, "days");
  positive(window.width(), "window");
  positive(window.height(), "window");
  if (s.background_columns == 0) faults.push_back({"background_columns", "must be over 0"});
  if (!faults.empty())
    throw Problem::invalid("hawkes.settings", "The model cannot be fitted so.", std::move(faults));
  if (events.size() < 3)
    throw Problem::invalid("hawkes.events", "A self-exciting model needs at least three events.");
  double last = 0;
  for (const auto& e : events) {
    const bool is_inside =
        e.x >= window.west && e.x <= window.east && e.y >= window.south && e.y <= window.north;
    if (!is_inside || !(e.day >= last && e.day <= days) || e.mark >= k_hawkes_marks_max) {
      throw Problem::invalid(
          "hawkes.events",
          "Events must lie in the window and the days, sorted, with marks below 8.");
    }
    last = e.day;
  }
}

double normal_mass(const HawkesModel& m) {  // of the Gaussian within reach
  return 1 - std::exp(-m.reach_metres * m.reach_metres / (2 * m.sigma * m.sigma));
}

/// Share of an event's offspring that come within so many days.
double delay_mass(const HawkesModel& m, double days) {
  if (days <= 0) return 0;
  return (1 - std::exp(-m.omega * std::min(days, m.reach_days))) /
         (1 - std::exp(-m.omega * m.reach_days));
}

/// omega / (2 pi sigma^2), over the masses within reach: what triggering() is to be multiplied by.
double kernel_scale(const HawkesModel& m) {
  return m.omega / (1 - std::exp(-m.omega * m.reach_days)) /
         (2 * std::numbers::pi * m.sigma * m.sigma * normal_mass(m));
}

/// The sum of many logarithms, of which most are never taken: the factors are multiplied first.
class LogSum {
 public:
  void add(double factor) {
    product_ *= factor;
    if (product_ < 1e-200 || product_ > 1e200) take();
  }
  double total() {
    take();
    return sum_;
  }

 private:
  void take() {
    sum_ += std::log(product_);
    product_ = 1;
  }
  double product_ = 1;
  double sum_ = 0;
};

/// What a block of events says of the parameters.
struct Sums {
  std::array<double, k_hawkes_marks_max> begotten{};
  double delay = 0;
  double square = 0;
  double background = 0;
  double log_intensity = 0;

  void add(const Sums& other) {
    for (std::size_t m = 0; m < begotten.size(); ++m) begotten[m] += other.begotten[m];
    delay += other.delay;
    square += other.square;
    background += other.background;
    log_intensity += other.log_intensity;
  }
};

/// How many events of each mark have shown their offspring by the end.
std::array<double, k_hawkes_marks_max> exposure_of(std::span<const HawkesEvent> events,
                                                   const HawkesModel& model, double days) {
  std::array<double, k_hawkes_marks_max> exposure{};
  for (const auto& e : events) {
    const double left = days - e.day;
    exposure[e.mark] += left >= model.reach_days ? 1 : delay_mass(model, left);
  }
  return exposure;
}

class Fitter {
 public:
  Fitter(std::span<const HawkesEvent> events, const Window& window, double days,
         const HawkesSettings& settings)
      : events_(events),
        days_(days),
        settings_(settings),
        pairs_(find_event_pairs(events, window, settings.reach_metres, settings.reach_days)),
        has_marks_(std::ranges::any_of(events, [](const auto& e) { return e.mark != 0; })),
        background_(events, window, settings),
        blocks_((events.size() + k_block - 1) / k_block) {
    fit_.pairs = pairs_.delay.size();
    fit_.background_share.assign(events.size(), .7F);
    auto& m = fit_.model;
    m.reach_days = settings.reach_days;
    m.reach_metres = settings.reach_metres;
    m.omega = 4 / settings.reach_days;
    m.sigma = settings.reach_metres / 4;
    m.productivity.fill(.3);
    m.background_per_day = .7 * static_cast<double>(events.size()) / days;
  }

  HawkesFit run() {
    for (std::uint32_t iteration = 1; iteration <= settings_.iterations_max; ++iteration) {
      const auto before = parameters();
      if (settings_.has_spatial_background) background_.update(fit_.background_share);
      const auto sums = expectation();
      const auto exposure = exposure_of(events_, fit_.model, days_);
      fit_.log_likelihood.push_back(log_likelihood(sums, exposure));
      maximisation(sums, exposure);
      const double change = largest_change(before);
      if (settings_.progress && !settings_.progress(iteration, change)) {
        throw Problem::unavailable("hawkes.cancelled", "The fit was cancelled.");
      }
      if (change < settings_.settled) {
        fit_.has_converged = true;
        break;
      }
    }
    fit_.model.background = background_.surface();
    return std::move(fit_);
  }

 private:
  using Exposure = std::array<double, k_hawkes_marks_max>;

  std::vector<double> parameters() const {
    const auto& m = fit_.model;
    std::vector<double> p{m.background_per_day, m.omega, m.sigma};
    p.insert(p.end(), m.productivity.begin(), m.productivity.end());
    return p;
  }

  double largest_change(const std::vector<double>& before) const {
    const auto after = parameters();
    double change = 0;
    for (std::size_t i = 0; i < after.size(); ++i) {
      change = std::max(change, std::fabs(after[i] - before[i]) / (std::fabs(before[i]) + 1e-9));
    }
    return change;
  }

  Sums expectation() {
    std::atomic<std::size_t> next = 0;
    const auto run = [&] {
      std::vector<float> weights;
      for (auto block = next.fetch_add(1); block < blocks_.size(); block = next.fetch_add(1)) {
        blocks_[block] = has_marks_ ? expectation_of<true>(block, weights)
                                    : expectation_of<false>(block, weights);
      }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < settings_.threads; ++i) threads.emplace_back(run);
    run();
    for (auto& thread : threads) thread.join();
    Sums all;
    for (const auto& block : blocks_) all.add(block);
    return all;
  }

  template <bool has_marks>
  Sums expectation_of(std::size_t block, std::vector<float>& weights) {
    const auto& m = fit_.model;
    const double scale = kernel_scale(m);
    Sums sums;
    LogSum log_intensity;
    const auto end = std::min((block + 1) * k_block, events_.size());
    for (auto j = block * k_block; j < end;) {
      const auto first_pair = pairs_.begin[j];
      auto batch_end = j + 1;
      while (batch_end < end && pairs_.begin[batch_end + 1] - first_pair <= k_batch) ++batch_end;
      const auto pairs = pairs_.begin[batch_end] - first_pair;
      if (weights.size() < pairs) weights.resize(pairs);
      triggering(pairs_.delay.data() + first_pair, pairs_.square_distance.data() + first_pair,
                 pairs, static_cast<float>(m.omega),
                 static_cast<float>(1 / (2 * m.sigma * m.sigma)), weights.data());
      for (const float* weight = weights.data(); j < batch_end; ++j) {
        weight = add_event<has_marks>(j, weight, scale, sums, log_intensity);
      }
    }
    sums.log_intensity = log_intensity.total();
    return sums;
  }

  /// Adds what event j says; `weight` is the triggering of its parents. The weight of the next.
  template <bool has_marks>
  const float* add_event(std::size_t j, const float* weight, double scale, Sums& sums,
                         LogSum& log_intensity) {
    const auto& productivity = fit_.model.productivity;
    double triggered = 0, delay = 0, square = 0;
    std::array<double, k_hawkes_marks_max> by_mark{};
    for (auto k = pairs_.begin[j]; k < pairs_.begin[j + 1]; ++k) {
      double w = *weight++;
      if constexpr (has_marks) {
        w *= productivity[pairs_.mark[k]];
        by_mark[pairs_.mark[k]] += w;
      }
      triggered += w;
      delay += w * pairs_.delay[k];
      square += w * pairs_.square_distance[k];
    }
    const double factor = has_marks ? scale : scale * productivity[0];
    const double background =
        fit_.model.background_per_day * background_.seen_by(j, fit_.background_share[j]);
    const double intensity = background + triggered * factor;
    const double part = factor / intensity;
    const double share = background / intensity;
    fit_.background_share[j] = static_cast<float>(share);
    sums.background += share;
    log_intensity.add(intensity);
    sums.delay += delay * part;
    sums.square += square * part;
    if constexpr (has_marks) {
      for (std::size_t mark = 0; mark < by_mark.size(); ++mark)
        sums.begotten[mark] += by_mark[mark] * part;
    } else {
      sums.begotten[0] += triggered * part;
    }
    return weight;
  }

  double log_likelihood(const Sums& sums, const Exposure& exposure) const {
    double expected = fit_.model.background_per_day * days_;
    for (std::size_t mark = 0; mark < exposure.size(); ++mark)
      expected += fit_.model.productivity[mark] * exposure[mark];
    return sums.log_intensity - expected;
  }

  void maximisation(const Sums& sums, const Exposure& exposure) {
    auto& m = fit_.model;
    double begotten = 0;
    for (std::size_t k = 0; k < exposure.size(); ++k) {
      begotten += sums.begotten[k];
      m.productivity[k] = exposure[k] > 0 ? sums.begotten[k] / exposure[k] : 0;
    }
    m.background_per_day = sums.background / days_;
    if (begotten < 1e-9) return;  // nothing was begotten: the kernels stay as they are
    // Means under a kernel that is cut off are shorter than without; the cut-off part is added
    // back.
    const double cut = std::exp(-m.omega * m.reach_days);
    m.omega = 1 / (sums.delay / begotten + m.reach_days * cut / (1 - cut));
    const double reach = m.reach_metres * m.reach_metres;
    const double beyond = std::exp(-reach / (2 * m.sigma * m.sigma));
    m.sigma = std::sqrt((sums.square / begotten + reach * beyond / (1 - beyond)) / 2);
  }

  std::span<const HawkesEvent> events_;
  double days_;
  const HawkesSettings& settings_;
  EventPairs pairs_;
  bool has_marks_;
  HawkesBackground background_;
  std::vector<Sums> blocks_;
  HawkesFit fit_;
};

}  // namespace

HawkesFit fit_hawkes(std::span<const HawkesEvent> events, const Window& window, double days,
                     const HawkesSettings& settings) {
  check(events, window, days, settings);
  return Fitter(events, window, days, settings).run();
}

double hawkes_intensity(const HawkesModel& model, std::span<const HawkesEvent> events, double x,
                        double y, double day) {
  double intensity =
      model.background_per_day * model.background.values[surface_cell(model.background, x, y)];
  const double scale = kernel_scale(model);
  for (const auto& e : events) {
    const double delay = day - e.day;
    const double square = (x - e.x) * (x - e.x) + (y - e.y) * (y - e.y);
    if (delay <= 0 || delay > model.reach_days || square > model.reach_metres * model.reach_metres)
      continue;
    intensity += model.productivity[e.mark] * scale *
                 std::exp(-model.omega * delay - square / (2 * model.sigma * model.sigma));
  }
  return intensity;
}

HawkesResiduals hawkes_residuals(const HawkesModel& model, std::span<const HawkesEvent> events,
                                 double days) {
  HawkesResiduals residuals;
  std::vector<double> spacings;
  double last = 0;
  std::size_t oldest = 0;
  double ended = 0;  // offspring of events whose reach is over
  for (std::size_t j = 0; j < events.size(); ++j) {
    const double now = events[j].day;
    for (; oldest < j && now - events[oldest].day >= model.reach_days; ++oldest) {
      ended += model.productivity[events[oldest].mark];
    }
    double expected = model.background_per_day * now + ended;
    for (auto i = oldest; i < j; ++i) {
      expected += model.productivity[events[i].mark] * delay_mass(model, now - events[i].day);
    }
    residuals.rescaled.push_back(expected);
    spacings.push_back(1 - std::exp(-(expected - last)));
    last = expected;
  }
  std::ranges::sort(spacings);
  const auto n = static_cast<double>(spacings.size());
  for (std::size_t i = 0; i < spacings.size(); ++i) {
    residuals.kolmogorov =
        std::max({residuals.kolmogorov, std::fabs(spacings[i] - static_cast<double>(i) / n),
                  std::fabs(static_cast<double>(i + 1) / n - spacings[i])});
  }
  // Kolmogorov's series with Stephens' correction for finite samples.
  const double z = residuals.kolmogorov * (std::sqrt(n) + .12 + .11 / std::sqrt(n));
  double sum = 0;
  for (int k = 1; k <= 100; ++k) sum += (k % 2 == 1 ? 2 : -2) * std::exp(-2.0 * k * k * z * z);
  residuals.p_value = days > 0 ? std::clamp(z < .2 ? 1.0 : sum, 0.0, 1.0) : 1;
  return residuals;
}

}  // namespace anlan::patterns
