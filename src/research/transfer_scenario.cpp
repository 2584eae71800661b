#include "research/transfer_scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/problem.h"
#include "research/transfer_scenario_state.h"

namespace anlan::research {
namespace {

constexpr std::uint32_t k_people_max = 50'000'000;

/// How payments of a person spread over the hours of a day.
constexpr std::array<double, 24> k_hours{2,  1,  1,  1,  1,  2,  6,  14, 20, 22, 24, 30,
                                         34, 24, 20, 20, 22, 28, 34, 34, 28, 20, 12, 6};

std::int64_t time_of_day(Random& random) {
  static const double all = [] {
    double sum = 0;
    for (const auto hour : k_hours) sum += hour;
    return sum;
  }();
  auto draw = random.uniform() * all;
  std::size_t hour = 0;
  while (hour < 23 && draw >= k_hours[hour]) draw -= k_hours[hour++];
  return static_cast<std::int64_t>(hour) * k_hour + between(random, 0, k_hour);
}

}  // namespace

std::string account_number(std::uint32_t account) { return fmt::format("6222{:012}", account); }

TransferScenario::State::State(const TransferScenarioSettings& given)
    : settings(given), random(given.seed) {
  const auto people = settings.people;
  if (people < 100 || people > k_people_max || settings.days < 1 || settings.days > 3'660) {
    throw Problem::invalid("scenario.size",
                           "A scenario has 100 to 50,000,000 people and 1 to 3,660 days.");
  }
  shops = people;
  employers = shops + std::max(20U, people / 100);
  landlords = employers + std::max(4U, people / 60);
  markets = landlords + std::max(4U, people / 50);
  offices = markets + 5;
  cash = offices + 5;
  mules = next_mule = cash + 20;
  accounts = mules;
  balances.resize(accounts);
  for (std::uint32_t i = 0; i < people; ++i) balances[i] = amount_of(random, 20'000, 1.1);
  for (auto i = people; i < accounts; ++i) balances[i] = 100'000'000'00;
  midnight = settings.zone.start_of(settings.first).unix_milliseconds();
}

/// A day's small payments: to the shops nearby, to friends, now and then to somebody new.
void TransferScenario::State::plan_person(std::uint32_t person) {
  const bool is_quiet = habit(person, 9, 7) == 0;  // uses it every other week
  const auto count = random.poisson(settings.payments_a_day * (is_quiet ? .04 : 1));
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto draw = random.below(100);
    Planned one{.at = today(time_of_day(random)), .from = person};
    if (draw < 2) {
      one.to = cash + random.below(mules - cash);
      one.amount = amount_of(random, 500, .8);
      one.channel = "cash";
    } else if (draw < 74) {
      const auto shop_count = employers - shops;
      one.to = shops + (draw < 50 ? habit(person, draw % 5, shop_count) : random.below(shop_count));
      one.amount = amount_of(random, 32, 1.0);
      one.channel = "qr";
    } else if (draw < 96) {
      one.to = friend_of(person, draw % 6);
      one.amount = amount_of(random, 180, 1.2);
    } else {
      one.to = random.below(settings.people);
      one.amount = amount_of(random, 250, 1.4);
    }
    plan(one);
  }
}

/// Wages, rent and the bills of a month, each on its day.
void TransferScenario::State::plan_month(std::uint32_t person, unsigned day_of_month) {
  const auto employer = employers + habit(person, 1, landlords - employers);
  if (habit(employer, 2, 20) + 5 == day_of_month) {
    plan({.at = today(9 * k_hour + between(random, 0, 20 * k_minute)),
          .from = employer,
          .to = person,
          .amount = 300'000 + amount_of(random, 4'000, .5),
          .channel = "payroll"});
  }
  if (habit(person, 3, 28) + 1 == day_of_month && habit(person, 4, 3) == 0) {
    plan({.at = today(time_of_day(random)),
          .from = person,
          .to = landlords + habit(person, 5, markets - landlords),
          .amount = amount_of(random, 1'500, .3)});
  }
  if (habit(person, 6, 28) + 1 == day_of_month) {
    plan({.at = today(time_of_day(random)),
          .from = person,
          .to = offices + habit(person, 7, cash - offices),
          .amount = amount_of(random, 120, .4),
          .channel = "bill"});
  }
}

/// Somebody sells a car or a flat to a stranger, who pays nearly all that there is, and puts the
/// money by.
void TransferScenario::State::plan_sale() {
  const auto buyer = random.below(settings.people);
  const auto seller = random.below(settings.people);
  if (balances[buyer] < 1'500'000) return;
  const auto at = today(9 * k_hour + between(random, 0, 9 * k_hour));
  const double share = .3 + .65 * random.uniform();
  if (random.below(2) == 0) {  // a deposit first
    plan({.at = at - k_hour, .from = buyer, .to = seller, .amount = 50'000});
  }
  plan({.at = at, .from = buyer, .to = seller, .share = share});
  if (random.below(2) == 0) {
    plan({.at = at + between(random, 10 * k_minute, 6 * k_hour),
          .from = seller,
          .to = friend_of(seller, 0),
          .amount = static_cast<std::int64_t>(static_cast<double>(balances[buyer]) * share * .9)});
  }
}

/// Thirty parents pay a teacher, who pays the school at once.
void TransferScenario::State::plan_collection() {
  const auto teacher = random.below(settings.people);
  const auto start = today(8 * k_hour + between(random, 0, 8 * k_hour));
  const auto parents = 15 + random.below(30);
  const auto fee = amount_of(random, 150, .6);
  for (std::uint32_t i = 0; i < parents; ++i) {
    plan({.at = start + between(random, 0, 3 * k_hour),
          .from = random.below(settings.people),
          .to = teacher,
          .amount = fee});
  }
  plan({.at = start + 3 * k_hour + between(random, k_minute, k_hour),
        .from = teacher,
        .to = offices + random.below(cash - offices),
        .amount = fee * parents});
}

/// Friends who share a flat pay one of them, who pays the landlord.
void TransferScenario::State::plan_rent_pool() {
  const auto head = random.below(settings.people);
  const auto rent = amount_of(random, 1'400, .3);
  const auto start = today(time_of_day(random));
  for (std::uint32_t k = 0; k < 3; ++k) {
    plan({.at = start + between(random, 0, k_hour),
          .from = friend_of(head, k),
          .to = head,
          .amount = rent});
  }
  plan({.at = start + k_hour + between(random, k_minute, 30 * k_minute),
        .from = head,
        .to = landlords + habit(head, 5, markets - landlords),
        .amount = 4 * rent});
}

/// A stall takes money all night from strangers and pays its suppliers before dawn.
void TransferScenario::State::plan_night_shop() {
  const auto owner = random.below(settings.people / 50 + 1) * 50 % settings.people;
  const auto start = today(19 * k_hour);
  const auto guests = 20 + random.below(60);
  std::int64_t taken = 0;
  for (std::uint32_t i = 0; i < guests; ++i) {
    const auto amount = amount_of(random, 90, .6);
    taken += amount;
    plan({.at = start + between(random, 0, 7 * k_hour),
          .from = random.below(settings.people),
          .to = owner,
          .amount = amount,
          .channel = "qr"});
  }
  for (std::uint32_t k = 0; k < 2; ++k) {
    plan({.at = start + 7 * k_hour + between(random, 0, k_hour),
          .from = owner,
          .to = shops + habit(owner, 20 + k, employers - shops),
          .amount = taken * 4 / 10});
  }
}

/// A parent pays a child, who pays a school or a friend within minutes.
void TransferScenario::State::plan_family_chain() {
  const auto parent = random.below(settings.people);
  const auto child = friend_of(parent, 0);
  const auto at = today(time_of_day(random));
  const auto amount = amount_of(random, 3'000, .8);
  plan({.at = at, .from = parent, .to = child, .amount = amount});
  plan({.at = at + between(random, k_minute, 10 * k_minute),
        .from = child,
        .to = random.below(2) == 0 ? offices + random.below(cash - offices) : friend_of(child, 1),
        .amount = amount * 95 / 100});
}

void TransferScenario::State::plan_look_alikes() {
  const auto times = [this](double a_person) { return random.poisson(a_person * settings.people); };
  for (auto n = times(1e-3); n > 0; --n) plan_sale();
  for (auto n = times(2e-4); n > 0; --n) plan_collection();
  for (auto n = times(1e-3); n > 0; --n) plan_rent_pool();
  for (auto n = times(5e-4); n > 0; --n) plan_night_shop();
  for (auto n = times(4e-3); n > 0; --n) plan_family_chain();
  // A market pays its sellers, the same ones, in the evening.
  for (std::uint32_t seller = 0; seller < settings.people; seller += 100) {
    plan({.at = today(20 * k_hour + between(random, 0, k_hour)),
          .from = markets + habit(seller, 8, offices - markets),
          .to = seller,
          .amount = amount_of(random, 600, .9),
          .channel = "payout"});
  }
}

ScenarioTransfer TransferScenario::State::make(const Planned& one) {
  auto amount = one.amount;
  if (one.share > 0) {
    amount = static_cast<std::int64_t>(static_cast<double>(balances[one.from]) * one.share);
  }
  amount = std::min(amount, balances[one.from]);
  balances[one.from] -= amount;
  balances[one.to] += amount;
  return {.time = Instant::from_unix_milliseconds(midnight + one.at / 1'000 * 1'000),
          .from = one.from,
          .to = one.to,
          .amount = amount,
          .from_balance_after = balances[one.from],
          .to_balance_after = balances[one.to],
          .channel = one.channel,
          .fraud = one.fraud,
          .level = one.level};
}

TransferScenario::TransferScenario(const TransferScenarioSettings& settings)
    : state_(std::make_unique<State>(settings)) {}
TransferScenario::~TransferScenario() = default;

bool TransferScenario::next_day(std::vector<ScenarioTransfer>& transfers) {
  auto& state = *state_;
  transfers.clear();
  if (state.day == state.settings.days) return false;
  const auto day_of_month = (state.settings.first + state.day).day_of_month();
  for (std::uint32_t person = 0; person < state.settings.people; ++person) {
    state.plan_person(person);
    state.plan_month(person, day_of_month);
  }
  state.plan_look_alikes();
  state.plan_frauds();
  const auto end = state.today(k_day);
  const auto later = std::stable_partition(state.planned.begin(), state.planned.end(),
                                           [&](const Planned& one) { return one.at < end; });
  std::vector<Planned> next(later, state.planned.end());
  state.planned.erase(later, state.planned.end());
  std::ranges::stable_sort(state.planned, {}, [](const Planned& one) { return one.at / 1'000; });
  for (const auto& one : state.planned) {
    auto transfer = state.make(one);
    if (transfer.amount == 0) continue;
    if (one.fraud > 0 && one.level == 1) state.frauds[one.fraud - 1].stolen += transfer.amount;
    transfers.push_back(transfer);
  }
  state.planned = std::move(next);
  ++state.day;
  return true;
}

std::span<const PlantedFraud> TransferScenario::frauds() const { return state_->frauds; }
std::uint32_t TransferScenario::accounts() const { return state_->accounts; }

}  // namespace anlan::research
