#include "patterns/self_exciting/hawkes.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numbers>
#include <thread>

#include "base/problem.h"
#include "patterns/density/density.h"
#include "patterns/self_exciting/event_pairs.h"
#include "patterns/self_exciting/pair_kernel.h"

namespace anlan::patterns {
namespace {

constexpr std::size_t k_block =
    4096;  // events summed together: the sum does not depend on the threads
constexpr double k_background_least = 1e-12;  // of the mean density, so that no event is impossible

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

std::size_t cell_of(const Surface& surface, double x, double y) {
  const auto along = [](double share, std::uint32_t n) {
    return std::min(static_cast<std::size_t>(share * n), std::size_t{n} - 1);
  };
  return along((y - surface.window.south) / surface.window.height(), surface.rows) *
             surface.columns +
         along((x - surface.window.west) / surface.window.width(), surface.columns);
}

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

class Fitter {
 public:
  Fitter(std::span<const HawkesEvent> events, const Window& window, double days,
         const HawkesSettings& settings)
      : events_(events),
        days_(days),
        settings_(settings),
        pairs_(find_event_pairs(events, window, settings.reach_metres, settings.reach_days)),
        weights_(pairs_.delay.size()),
        cell_(events.size()),
        own_(events.size()),
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
    const double aspect = window.height() / window.width();
    m.background = {.window = window,
                    .columns = settings.background_columns,
                    .rows = std::max(1U, static_cast<std::uint32_t>(
                                             std::lround(settings.background_columns * aspect)))};
    m.background.values.assign(std::size_t{m.background.columns} * m.background.rows,
                               static_cast<float>(1 / window.area()));
    for (std::size_t i = 0; i < events.size(); ++i)
      cell_[i] = cell_of(m.background, events[i].x, events[i].y);
  }

  HawkesFit run() {
    for (std::uint32_t iteration = 1; iteration <= settings_.iterations_max; ++iteration) {
      const auto before = parameters();
      if (settings_.has_spatial_background) update_background();
      const auto sums = expectation();
      fit_.log_likelihood.push_back(log_likelihood(sums));
      maximisation(sums);
      const double change = largest_change(before);
      if (settings_.progress && !settings_.progress(iteration, change)) {
        throw Problem::unavailable("hawkes.cancelled", "The fit was cancelled.");
      }
      if (change < settings_.settled) {
        fit_.has_converged = true;
        break;
      }
    }
    return std::move(fit_);
  }

 private:
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

  /// The density of events as far as nothing begot them; an event does not see its own part.
  void update_background() {
    auto& background = fit_.model.background;
    std::vector<DensityPoint> points;
    std::vector<double> shares;
    double sum = 0;
    for (std::size_t i = 0; i < events_.size(); ++i) {
      points.push_back({events_[i].x, events_[i].y});
      shares.push_back(fit_.background_share[i]);
      sum += shares.back();
    }
    kernel_density(points, shares,
                   {.bandwidth = settings_.background_bandwidth, .threads = settings_.threads},
                   background);
    double mass = 0;
    for (const float v : background.values) mass += v;
    mass *= background.cell_width() * background.cell_height();
    const double least = k_background_least / background.window.area();
    for (float& v : background.values) v = static_cast<float>(std::max(v / mass, least));
    const double h = settings_.background_bandwidth;
    const double peak = 1 / (2 * std::numbers::pi * h * h);
    for (std::size_t i = 0; i < own_.size(); ++i)
      own_[i] = static_cast<float>(shares[i] * peak / std::max(sum, 1.0));
  }

  template <class Work>
  void for_blocks(const Work& work) {
    std::atomic<std::size_t> next = 0;
    const auto run = [&] {
      for (auto block = next.fetch_add(1); block < blocks_.size(); block = next.fetch_add(1))
        work(block);
    };
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < settings_.threads; ++i) threads.emplace_back(run);
    run();
    for (auto& thread : threads) thread.join();
  }

  Sums expectation() {
    for_blocks([this](std::size_t block) { blocks_[block] = expectation_of(block); });
    Sums all;
    for (const auto& block : blocks_) all.add(block);
    return all;
  }

  Sums expectation_of(std::size_t block) {
    const auto& m = fit_.model;
    const auto first = block * k_block;
    const auto end = std::min(first + k_block, events_.size());
    const auto from = pairs_.begin[first];
    triggering(pairs_.delay.data() + from, pairs_.square_distance.data() + from,
               pairs_.begin[end] - from, static_cast<float>(m.omega),
               static_cast<float>(1 / (2 * m.sigma * m.sigma)), weights_.data() + from);
    std::array<float, k_hawkes_marks_max> scale{};
    for (std::size_t k = 0; k < scale.size(); ++k)
      scale[k] = static_cast<float>(m.productivity[k] * kernel_scale(m));
    Sums sums;
    for (auto j = first; j < end; ++j) {
      const double seen = std::max<double>(m.background.values[cell_[j]] - own_[j],
                                           k_background_least / m.background.window.area());
      const double background = m.background_per_day * seen;
      double intensity = background;
      for (auto k = pairs_.begin[j]; k < pairs_.begin[j + 1]; ++k)
        intensity += weights_[k] * scale[pairs_.mark[k]];
      const double share = background / intensity;
      fit_.background_share[j] = static_cast<float>(share);
      sums.background += share;
      sums.log_intensity += std::log(intensity);
      for (auto k = pairs_.begin[j]; k < pairs_.begin[j + 1]; ++k) {
        const double p = weights_[k] * scale[pairs_.mark[k]] / intensity;
        sums.begotten[pairs_.mark[k]] += p;
        sums.delay += p * pairs_.delay[k];
        sums.square += p * pairs_.square_distance[k];
      }
    }
    return sums;
  }

  double log_likelihood(const Sums& sums) const {
    double expected = fit_.model.background_per_day * days_;
    for (const auto& e : events_)
      expected += fit_.model.productivity[e.mark] * delay_mass(fit_.model, days_ - e.day);
    return sums.log_intensity - expected;
  }

  void maximisation(const Sums& sums) {
    auto& m = fit_.model;
    std::array<double, k_hawkes_marks_max> exposure{};
    for (const auto& e : events_) exposure[e.mark] += delay_mass(m, days_ - e.day);
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
  std::vector<float> weights_;
  std::vector<std::size_t> cell_;
  std::vector<float> own_;  // an event's own part of the background density where it lies
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
      model.background_per_day * model.background.values[cell_of(model.background, x, y)];
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
