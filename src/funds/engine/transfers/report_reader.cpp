#include "funds/engine/transfers/report_reader.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include "base/expected.h"
#include "funds/engine/transfers/field_values.h"
#include "funds/engine/transfers/record_reader.h"
#include "funds/engine/transfers/seen_ids.h"
#include "funds/engine/transfers/text_hash.h"

namespace anlan::funds {
namespace {

constexpr std::size_t k_value_bytes_max = 128;

enum ReportColumn : std::size_t { k_id, k_reported_at, k_account, k_amount, k_occurred_at };

constexpr std::array<WantedColumn, 5> k_report_columns{{{"report_id", true},
                                                        {"reported_at", true},
                                                        {"account", true},
                                                        {"amount", true},
                                                        {"occurred_at", false}}};

struct Fault {
  ReportColumn column;
  RowFault fault;
};

struct ReportRow {
  Instant reported_at;
  Instant occurred_at;
  std::int64_t amount = 0;
};

Expected<ReportRow, Fault> parse(std::span<const std::string_view> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto column = static_cast<ReportColumn>(i);
    if (values[i].size() > k_value_bytes_max) {
      return Unexpected(Fault{column, RowFault::value_too_long});
    }
    if (values[i].empty() && k_report_columns[i].is_needed) {
      return Unexpected(Fault{column, RowFault::missing_value});
    }
  }
  ReportRow row;
  const auto reported = parse_time(values[k_reported_at], TimeFormat::any);
  if (!reported) return Unexpected(Fault{k_reported_at, reported.error()});
  row.reported_at = row.occurred_at = *reported;
  if (!values[k_occurred_at].empty()) {
    const auto occurred = parse_time(values[k_occurred_at], TimeFormat::any);
    if (!occurred) return Unexpected(Fault{k_occurred_at, occurred.error()});
    row.occurred_at = *occurred;
  }
  const auto amount = parse_amount(values[k_amount]);
  if (!amount) return Unexpected(Fault{k_amount, amount.error()});
  row.amount = *amount;
  return row;
}

}  // namespace

std::vector<IdentifiedReport> read_reports(CsvReader::Source source, AccountNames& accounts,
                                           Currency currency,
                                           const std::function<void(const Reject&)>& on_reject) {
  PeekedSource peeked(std::move(source));
  const auto records = peeked.is_json() ? read_json_records(peeked.release(), k_report_columns)
                                        : read_csv_records(peeked.release(), ',', k_report_columns);
  const auto refuse = [&](RowFault fault, std::string_view column) {
    if (on_reject) on_reject({records->line(), fault, std::string(column), records->row()});
  };
  std::vector<IdentifiedReport> reports;
  SeenIds seen(SIZE_MAX);
  while (records->next()) {
    if (records->fault()) {
      refuse(*records->fault(), {});
      continue;
    }
    const auto values = records->values();
    const auto row = parse(values);
    if (!row) {
      refuse(row.error().fault, k_report_columns[row.error().column].name);
      continue;
    }
    auto print = text_hash(values[k_account], static_cast<std::uint64_t>(row->amount));
    print ^= static_cast<std::uint64_t>(row->reported_at.unix_milliseconds());
    print = text_hash({}, print ^ static_cast<std::uint64_t>(row->occurred_at.unix_milliseconds()));
    const auto answer = seen.meet(values[k_id], print);
    if (answer == SeenIds::Answer::is_different) refuse(RowFault::duplicate_id, "report_id");
    if (answer != SeenIds::Answer::is_new) continue;
    reports.push_back({{.reported_at = row->reported_at,
                        .occurred_at = row->occurred_at,
                        .amount = Money::minor(row->amount, currency),
                        .account = accounts.intern(values[k_account])},
                       std::string(values[k_id])});
  }
  std::ranges::sort(reports, [](const IdentifiedReport& a, const IdentifiedReport& b) {
    return a.report.reported_at != b.report.reported_at
               ? a.report.reported_at < b.report.reported_at
               : a.id < b.id;
  });
  return reports;
}

}  // namespace anlan::funds
