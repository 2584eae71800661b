// The transfer scenario: an invented town's payments, with frauds planted in them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/instant.h"

namespace anlan::research {

struct TransferScenarioSettings {
  std::uint64_t seed = 1;
  std::uint32_t people = 20'000;
  int days = 14;
  Day first;
  Zone zone = Zone::utc();
  double victims_a_day = 3;         ///< from the fifth day on: before it, nobody can be known
  double payments_a_day = 2;        ///< of a person, besides wages, rent and the like
  double turnover_minutes_min = 2;  ///< that money stays on a level
  double turnover_minutes_max = 30;
};

/// A payment; accounts by their places, amounts in minor units.
struct ScenarioTransfer {
  Instant time;
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::int64_t amount = 0;
  std::int64_t from_balance_after = 0;
  std::int64_t to_balance_after = 0;
  const char* channel = "app";
  std::uint32_t fraud = 0;  ///< of which planted fraud; 0 of none
  std::uint8_t level = 0;   ///< of the receiver: 1 is paid by the victim, k_cash_level is out
};
inline constexpr std::uint8_t k_cash_level = 5;

/// A planted fraud and when its victim reports it.
struct PlantedFraud {
  std::uint32_t number = 0;  ///< from 1
  std::uint32_t victim = 0;
  std::int64_t stolen = 0;
  Instant first;
  Instant reported_at;  ///< before `first` if the victim says nothing
};

/// Makes a day after the other. People, shops, employers, landlords, markets and mules are places
/// from 0 on. The same settings make the same payments.
class TransferScenario {
 public:
  explicit TransferScenario(const TransferScenarioSettings& settings);
  ~TransferScenario();

  /// The next day's payments in the order of time; false after the last day. A fraud that begins
  /// late may end on the next day.
  bool next_day(std::vector<ScenarioTransfer>& transfers);
  std::span<const PlantedFraud> frauds() const;
  std::uint32_t accounts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// "6222000000000017": an account number as it is written.
std::string account_number(std::uint32_t account);

}  // namespace anlan::research
