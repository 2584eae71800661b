// The planted half: gangs, their victims and the levels through which the money runs.
#include <algorithm>

#include "research/transfer_scenario_state.h"

namespace anlan::research {
namespace {

constexpr int k_quiet_days = 4;  // without fraud, so that habits can be learnt

}  // namespace

/// Two of five accounts of a gang are lent by people who use them; the others were never used.
std::uint32_t TransferScenario::State::take_mule() {
  if (random.below(5) < 2) return random.below(settings.people);
  balances.push_back(0);
  ++accounts;
  return next_mule++;
}

void TransferScenario::State::plan_frauds() {
  if (day < k_quiet_days) return;
  auto victims = random.poisson(settings.victims_a_day);
  while (victims > 0) {
    const auto of_gang = std::min<std::uint32_t>(victims, 1 + random.below(5));
    plan_gang(of_gang);
    victims -= of_gang;
  }
}

/// One or two accounts that victims pay, six of the second level, four of the third, three of the
/// fourth; all used for hours only.
void TransferScenario::State::plan_gang(std::uint32_t victims) {
  constexpr std::array<std::uint32_t, 4> k_sizes{2, 6, 4, 3};
  std::array<std::vector<std::uint32_t>, 4> levels;
  for (std::size_t level = 0; level < levels.size(); ++level) {
    const auto size = level == 0 ? 1 + random.below(k_sizes[level]) : k_sizes[level];
    for (std::uint32_t i = 0; i < size; ++i) levels[level].push_back(take_mule());
  }
  const auto start = today(9 * k_hour + between(random, 0, 13 * k_hour));
  for (std::uint32_t i = 0; i < victims; ++i) {
    std::uint32_t victim = random.below(settings.people);
    for (int tries = 0; tries < 100 && balances[victim] < 2'000'000; ++tries) {
      victim = random.below(settings.people);
    }
    plan_victim(victim, start + between(random, 0, 4 * k_hour), levels);
  }
}

/// Perhaps a small payment first, then instalments until next to nothing is left.
void TransferScenario::State::plan_victim(std::uint32_t victim, std::int64_t start,
                                          const std::array<std::vector<std::uint32_t>, 4>& levels) {
  const auto number = static_cast<std::uint32_t>(frauds.size() + 1);
  PlantedFraud fraud{.number = number, .victim = victim};
  const auto receiver = levels[0][random.below(static_cast<std::uint32_t>(levels[0].size()))];
  auto at = start;
  fraud.first = Instant::from_unix_milliseconds(midnight + at / 1'000 * 1'000);
  if (random.below(5) < 2) {
    plan({.at = at,
          .from = victim,
          .to = receiver,
          .amount = amount_of(random, 20, .8),
          .fraud = number,
          .level = 1});
    at += between(random, 5 * k_minute, 30 * k_minute);
  }
  const auto instalments = 1 + random.below(6);
  const auto all = static_cast<double>(balances[victim]) * (.7 + .28 * random.uniform());
  for (std::uint32_t i = 0; i < instalments; ++i) {
    const Planned one{.at = at,
                      .from = victim,
                      .to = receiver,
                      .amount = static_cast<std::int64_t>(all / instalments),
                      .fraud = number,
                      .level = 1};
    plan(one);
    plan_onward(one, levels);
    at += between(random, 3 * k_minute, 40 * k_minute);
  }
  fraud.reported_at = Instant::from_unix_milliseconds(
      midnight +
      (random.below(10) < 6 ? at + between(random, 10 * k_minute, 24 * k_hour) : -k_day));
  frauds.push_back(fraud);
}

/// What has arrived is split among some of the next level, and out at the last.
void TransferScenario::State::plan_onward(const Planned& arrived,
                                          const std::array<std::vector<std::uint32_t>, 4>& levels) {
  const auto stays = [this] {
    return between(random, settings.turnover_minutes_min * k_minute,
                   settings.turnover_minutes_max * k_minute);
  };
  auto at = arrived.at + stays();
  const bool is_last = arrived.level == 4 || (arrived.level == 3 && random.below(2) == 0);
  const auto pieces = is_last              ? 1 + random.below(2)
                      : arrived.level == 1 ? 2 + random.below(4)
                                           : 1 + random.below(2);
  const auto whole = arrived.amount - arrived.amount * random.below(4) / 100;  // a fee stays
  for (std::uint32_t i = 0; i < pieces; ++i) {
    Planned one{.at = at,
                .from = arrived.to,
                .amount = whole / pieces,
                .fraud = arrived.fraud,
                .level = is_last ? k_cash_level : static_cast<std::uint8_t>(arrived.level + 1)};
    const auto& next = levels[std::min<std::size_t>(arrived.level, 3)];
    one.to = is_last ? cash + random.below(mules - cash)
                     : next[random.below(static_cast<std::uint32_t>(next.size()))];
    one.channel = is_last ? "cash" : "app";
    at += between(random, 10'000, 2 * k_minute);
    if (one.amount == 0 || one.from == one.to) continue;
    plan(one);
    if (!is_last) plan_onward(one, levels);
  }
}

}  // namespace anlan::research
