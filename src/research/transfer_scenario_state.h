// What the two halves of the transfer scenario share: everyday life and frauds.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/random.h"
#include "research/transfer_scenario.h"

namespace anlan::research {

inline constexpr std::int64_t k_minute = 60'000;  // milliseconds
inline constexpr std::int64_t k_hour = 60 * k_minute;
inline constexpr std::int64_t k_day = 24 * k_hour;

/// Minor units around a median, spread by a factor e^sigma.
inline std::int64_t amount_of(Random& random, double median_yuan, double sigma) {
  const auto yuan = median_yuan * std::exp(sigma * random.normal());
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::min(yuan, 5e6) * 100));
}

inline std::int64_t between(Random& random, double low, double high) {
  return static_cast<std::int64_t>(low + (high - low) * random.uniform());
}

/// A payment that is to be made: of an amount, or of a share of what the payer then has.
struct Planned {
  std::int64_t at = 0;  // milliseconds since the first midnight
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::int64_t amount = 0;
  double share = 0;
  const char* channel = "app";
  std::uint32_t fraud = 0;
  std::uint8_t level = 0;
};

struct TransferScenario::State {
  TransferScenarioSettings settings;
  Random random;
  std::uint32_t shops, employers, landlords, markets, offices, cash, mules;  // first of each
  std::uint32_t accounts = 0;
  std::vector<std::int64_t> balances;
  std::vector<Planned> planned;  // of this day and later ones
  std::vector<PlantedFraud> frauds;
  std::int64_t midnight = 0;
  int day = 0;
  std::uint32_t next_mule = 0;

  explicit State(const TransferScenarioSettings& given);

  /// A stable choice for a person: the k-th of a kind, or the habit's day of the month.
  std::uint32_t habit(std::uint32_t person, std::uint32_t kind, std::uint32_t of) const {
    Random own(settings.seed ^ 0x9E3779B97F4A7C15ULL, std::uint64_t{person} << 8 | kind);
    return own.below(of);
  }
  std::uint32_t friend_of(std::uint32_t person, std::uint32_t k) const {
    const auto other = habit(person, 10 + k, settings.people);
    return other == person ? (other + 1) % settings.people : other;
  }
  std::int64_t today(std::int64_t at) const { return day * k_day + at; }

  void plan(Planned one) {
    if (one.from != one.to) planned.push_back(one);
  }

  void plan_person(std::uint32_t person);
  void plan_month(std::uint32_t person, unsigned day_of_month);
  void plan_look_alikes();
  void plan_sale();
  void plan_collection();
  void plan_rent_pool();
  void plan_night_shop();
  void plan_family_chain();
  void plan_frauds();
  void plan_gang(std::uint32_t victims);
  void plan_victim(std::uint32_t victim, std::int64_t start,
                   const std::array<std::vector<std::uint32_t>, 4>& levels);
  void plan_onward(const Planned& arrived, const std::array<std::vector<std::uint32_t>, 4>& levels);
  std::uint32_t take_mule();
  ScenarioTransfer make(const Planned& one);
};

}  // namespace anlan::research
