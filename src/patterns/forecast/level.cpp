#include "patterns/forecast/level.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace anlan::patterns {
namespace {

constexpr std::array k_memories{60.0, 120.0, 240.0, 480.0, 960.0};
constexpr double k_year = 365.2425;
constexpr double k_season_days_least = 60;  // a shorter window has too few events for an index
constexpr double k_season_prior = 50;       // events that say "no season"
constexpr double k_events_least = .5;       // in history and window, where none was seen
constexpr double k_days_max = 100'000;      // of a history; 270 years

}  // namespace

LevelModel::LevelModel(std::span<const CellEvent> past, double origin,
                       std::span<const ForecastWindow> trials) {
  const auto is_in_cell = [](const CellEvent& e) { return e.cell != k_no_cell; };
  const auto first = std::ranges::find_if(past, is_in_cell);
  first_day_ = first == past.end() ? origin - 1 : std::floor(first->day);
  first_day_ = std::max(first_day_, origin - k_days_max);
  const auto days = static_cast<std::size_t>(std::ceil(origin - first_day_));
  before_.assign(days + 1, 0);
  for (const auto& e : past) {
    if (e.cell == k_no_cell || e.day < first_day_ || e.day >= origin) continue;
    ++before_[static_cast<std::size_t>(e.day - first_day_) + 1];
  }
  for (std::size_t i = 1; i < before_.size(); ++i) before_[i] += before_[i - 1];
  double best = -std::numeric_limits<double>::infinity();
  for (const bool with_season : {false, true}) {
    for (const double memory : k_memories) {
      double score = 0;
      for (const auto& trial : trials) {
        const double mean = std::max(expected_with(trial, memory, with_season), 1e-3);
        score += events_between(trial.origin, trial.end) * std::log(mean) - mean;
      }
      if (trials.empty() || score <= best) continue;
      best = score;
      memory_days_ = memory;
      has_season_ = with_season;
    }
  }
}

double LevelModel::events_between(double from, double to) const {
  const auto at = [&](double day) {
    const double index = std::clamp(day - first_day_, 0.0, static_cast<double>(before_.size() - 1));
    const auto whole = static_cast<std::size_t>(index);
    if (whole + 1 >= before_.size()) return before_.back();
    return before_[whole] +
           (index - static_cast<double>(whole)) * (before_[whole + 1] - before_[whole]);
  };
  return at(to) - at(from);
}

/// Events a day before `at`, weighted by exp(-age / memory).
double LevelModel::rate(double at, double memory) const {
  const double fade = std::exp(-1 / memory);
  double sum = 0, days = 0;
  const double whole = std::clamp(at - first_day_, 0.0, static_cast<double>(before_.size() - 1));
  for (std::size_t i = 0; i < static_cast<std::size_t>(whole); ++i) {
    sum = fade * sum + before_[i + 1] - before_[i];
    days = fade * days + 1;
  }
  return days > 0 ? sum / days : 0;
}

/// Past years' share of the window's time of the year, over an even one. Only whole years around
/// that time count, so that growth does not look like a season.
double LevelModel::season_index(const ForecastWindow& window) const {
  const double middle = (window.origin + window.end) / 2;
  const double half = std::max(window.days(), k_season_days_least) / 2;
  double near = 0, even = 0;
  for (double back = k_year;; back += k_year) {
    const double centre = middle - back;
    if (centre - k_year / 2 < first_day_) break;
    if (centre + k_year / 2 > window.origin) continue;
    near += events_between(centre - half, centre + half);
    even += events_between(centre - k_year / 2, centre + k_year / 2) * 2 * half / k_year;
  }
  return (near + k_season_prior) / (even + k_season_prior);
}

double LevelModel::expected_with(const ForecastWindow& window, double memory,
                                 bool with_season) const {
  const double even = rate(window.origin, memory) * window.days();
  return with_season ? even * season_index(window) : even;
}

double LevelModel::expected(const ForecastWindow& window) const {
  const double history = static_cast<double>(before_.size() - 1);
  const double least = k_events_least * window.days() / (window.days() + history);
  return std::max(least, expected_with(window, memory_days_, has_season_));
}

}  // namespace anlan::patterns
