// The transfer scenario as files: transfers, reports of victims, and the truth.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "research/transfer_scenario.h"

namespace anlan::research {

/// The header of the plain profile, with balances.
std::string_view transfers_header();

/// Appends a row a transfer; ids are "t" and a number that goes on from `next_number`.
void append_transfer_rows(std::string& text, std::span<const ScenarioTransfer> transfers,
                          std::uint64_t& next_number);

/// `report_id,reported_at,account,amount,occurred_at`, of those who report.
std::string reports_csv(std::span<const PlantedFraud> frauds);

/// A step of stolen money; `level` 1 is paid by the victim, k_cash_level is out of reach.
struct FraudFlow {
  std::string id;
  Instant time;
  std::string from;
  std::string to;
  std::int64_t amount = 0;
  std::uint32_t fraud = 0;
  std::uint32_t level = 0;
};

struct FraudTruth {
  std::uint64_t accounts = 0;
  std::uint64_t days = 0;
  std::uint64_t transfers = 0;
  std::vector<FraudFlow> flows;  ///< in the order of time
};

std::string fraud_truth_json(const FraudTruth& truth);
/// Throws Problem (invalid, score.truth) for what is no such file.
FraudTruth read_fraud_truth(std::string_view json);

}  // namespace anlan::research
