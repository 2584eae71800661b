#include "research/transfer_files.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>
#include <iterator>

#include "base/check.h"
#include "base/problem.h"

namespace anlan::research {
namespace {

constexpr std::int64_t k_day_milliseconds = 86'400'000;

/// "2026-01-02T03:04:05Z"; the date is written anew only when it changes.
class TimeText {
 public:
  std::string_view of(Instant moment) {
    const auto milliseconds = moment.unix_milliseconds();
    const auto day = milliseconds / k_day_milliseconds;
    if (day != day_) {
      day_ = day;
      text_ = Day::from_number(static_cast<std::int32_t>(day)).to_string() + "T00:00:00Z";
    }
    const auto second = milliseconds % k_day_milliseconds / 1'000;
    put(11, second / 3'600);
    put(14, second / 60 % 60);
    put(17, second % 60);
    return text_;
  }

 private:
  void put(std::size_t at, std::int64_t value) {
    text_[at] = static_cast<char>('0' + value / 10);
    text_[at + 1] = static_cast<char>('0' + value % 10);
  }

  std::int64_t day_ = -1;
  std::string text_;
};

void append_decimal(std::string& text, std::int64_t minor_units) {
  fmt::format_to(std::back_inserter(text), "{}.{:02}", minor_units / 100, minor_units % 100);
}

std::string decimal(std::int64_t minor_units) {
  std::string text;
  append_decimal(text, minor_units);
  return text;
}

std::int64_t minor_units_of(std::string_view text) {
  std::int64_t units = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') units = units * 10 + (c - '0');
  }
  return units;
}

}  // namespace

std::string_view transfers_header() {
  return "id,time,from_account,to_account,amount,currency,channel,from_balance_after,"
         "to_balance_after\n";
}

void append_transfer_rows(std::string& text, std::span<const ScenarioTransfer> transfers,
                          std::uint64_t& next_number) {
  TimeText time;
  std::array<char, 320> row;  // the longest has some 200 characters
  for (const auto& one : transfers) {
    const auto written = fmt::format_to_n(
        row.data(), row.size(),
        FMT_COMPILE("t{:09},{},6222{:012},6222{:012},{}.{:02},CNY,{},{}.{:02},{}.{:02}\n"),
        next_number++, time.of(one.time), one.from, one.to, one.amount / 100, one.amount % 100,
        one.channel, one.from_balance_after / 100, one.from_balance_after % 100,
        one.to_balance_after / 100, one.to_balance_after % 100);
    CHECK(written.size <= row.size());
    text.append(row.data(), written.size);
  }
}

std::string reports_csv(std::span<const PlantedFraud> frauds) {
  std::string text = "report_id,reported_at,account,amount,occurred_at\n";
  for (const auto& fraud : frauds) {
    if (fraud.reported_at < fraud.first || fraud.stolen == 0) continue;
    fmt::format_to(std::back_inserter(text), "r{},{},{},", fraud.number,
                   fraud.reported_at.to_string(), account_number(fraud.victim));
    append_decimal(text, fraud.stolen);
    fmt::format_to(std::back_inserter(text), ",{}\n", fraud.first.to_string());
  }
  return text;
}

std::string fraud_truth_json(const FraudTruth& truth) {
  boost::json::array flows;
  for (const auto& flow : truth.flows) {
    flows.push_back({{"id", flow.id},
                     {"time", flow.time.to_string()},
                     {"from", flow.from},
                     {"to", flow.to},
                     {"amount", decimal(flow.amount)},
                     {"fraud", flow.fraud},
                     {"level", flow.level}});
  }
  const boost::json::object document{{"accounts", truth.accounts},
                                     {"days", truth.days},
                                     {"transfers", truth.transfers},
                                     {"flows", std::move(flows)}};
  return boost::json::serialize(document) + '\n';
}

FraudTruth read_fraud_truth(std::string_view json) {
  try {
    const auto document = boost::json::parse(boost::json::string_view(json.data(), json.size()));
    FraudTruth truth{.accounts = document.at("accounts").to_number<std::uint64_t>(),
                     .days = document.at("days").to_number<std::uint64_t>(),
                     .transfers = document.at("transfers").to_number<std::uint64_t>(),
                     .flows = {}};
    for (const auto& value : document.at("flows").as_array()) {
      const auto text = [&](const char* name) {
        const auto& written = value.at(name).as_string();
        return std::string(written.data(), written.size());
      };
      const auto time = Instant::parse(text("time"));
      if (!time) throw Problem::invalid("score.truth", "A time in the truth is not RFC 3339.");
      truth.flows.push_back({.id = text("id"),
                             .time = *time,
                             .from = text("from"),
                             .to = text("to"),
                             .amount = minor_units_of(text("amount")),
                             .fraud = value.at("fraud").to_number<std::uint32_t>(),
                             .level = value.at("level").to_number<std::uint32_t>()});
    }
    return truth;
  } catch (const Problem&) {
    throw;
  } catch (const std::exception&) {
    throw Problem::invalid("score.truth", "The truth is not a file of `anlan generate transfers`.");
  }
}

}  // namespace anlan::research
