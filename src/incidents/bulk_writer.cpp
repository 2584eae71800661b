#include "incidents/bulk_writer.h"

#include <cmath>
#include <optional>

#include "base/check.h"
#include "incidents/repository.h"

namespace anlan::incidents {
namespace {

// Rows of one statement: enough that the call costs little beside the rows, few enough that the
// parameters (17 a row) stay below the 32,766 of SQLite and the 65,535 of PostgreSQL.
constexpr std::size_t k_statement_rows = 64;

std::string insert_statement(std::size_t rows) {
  std::string sql =
      "INSERT INTO incident (sequence, id, kind, occurred_from, occurred_to, reported_at, "
      "longitude_e7, latitude_e7, place_precision, place_radius_metres, known_by, status, "
      "status_at, unit_code, source, external_id, digest) VALUES ";
  for (std::size_t i = 0; i < rows; ++i) {
    sql += i == 0 ? "" : ", ";
    sql += "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  }
  return sql + " ON CONFLICT (id) DO NOTHING";
}

std::int64_t next_sequence(store::Transaction& transaction) {
  auto rows = transaction.query("SELECT COALESCE(MAX(sequence) + 1, 1) FROM incident");
  CHECK(rows.next());
  return rows.integer(0);
}

}  // namespace

BulkWriter::BulkWriter(store::Transaction& transaction, std::string_view source, Instant now,
                       std::string actor)
    : transaction_(transaction),
      source_(source_number(transaction, source)),
      now_(now),
      actor_(std::move(actor)),
      full_statement_(insert_statement(k_statement_rows)),
      next_sequence_(next_sequence(transaction)) {
  const auto codes = kind_codes(transaction);
  for (std::size_t number = 0; number < codes.size(); ++number) {
    kinds_.emplace(codes[number], static_cast<std::int64_t>(number));
  }
}

std::int64_t BulkWriter::kind_number(const std::string& code) {
  const auto found = kinds_.find(code);
  CHECK(found != kinds_.end());  // the mapper gives kinds of the scheme only
  return found->second;
}

void BulkWriter::write(const Batch& batch) {
  rows_.clear();
  for (std::size_t row = 0; row < batch.count; ++row) {
    if (!batch.is_good[row]) continue;
    rows_.push_back(row);
    if (rows_.size() < k_statement_rows) continue;
    write_rows(batch, rows_);
    rows_.clear();
  }
  if (!rows_.empty()) write_rows(batch, rows_);
}

void BulkWriter::add_parameters(const Draft& draft) {
  const auto& incident = draft.incident;
  std::optional<std::int32_t> longitude, latitude;
  if (incident.position) {
    longitude = to_e7(incident.position->longitude);
    latitude = to_e7(incident.position->latitude);
  }
  const auto add = [this](auto&& value) { parameters_.emplace_back(value); };
  add(next_sequence_++);
  add(incident.id);
  add(kind_number(incident.kind));
  add(incident.occurred_from);
  add(incident.occurred_to);
  add(incident.reported_at);
  add(longitude);
  add(latitude);
  add(static_cast<int>(incident.place_precision));
  add(std::llround(incident.place_radius.value()));
  add(static_cast<int>(incident.known_by));
  add(static_cast<int>(incident.status));
  add(incident.status_at);
  add(incident.unit);
  add(source_);
  add(incident.external_id);
  add(draft.digest);
}

void BulkWriter::write_rows(const Batch& batch, const std::vector<std::size_t>& rows) {
  parameters_.clear();
  for (const auto row : rows) add_parameters(batch.drafts[row]);
  const auto before = next_sequence_ - static_cast<std::int64_t>(rows.size());
  const auto written = transaction_.execute_with(
      rows.size() == k_statement_rows ? full_statement_ : insert_statement(rows.size()),
      parameters_);
  added_ += written;
  if (written == static_cast<std::int64_t>(rows.size())) return;
  // Some were there already. A row that was added now has its sequence from this statement.
  std::int64_t sequence = before;
  for (const auto row : rows) {
    auto found = transaction_.query("SELECT sequence FROM incident WHERE id = ?",
                                    batch.drafts[row].incident.id);
    CHECK(found.next());
    if (found.integer(0) != sequence++) compare(batch.drafts[row]);
  }
}

void BulkWriter::compare(const Draft& draft) {
  bool is_same = false, has_turned = false;
  {
    auto stored =
        transaction_.query("SELECT digest, status FROM incident WHERE id = ?", draft.incident.id);
    CHECK(stored.next());
    is_same = stored.integer(0) == draft.digest;
    has_turned = stored.integer(1) != static_cast<int>(draft.incident.status);
  }
  if (is_same) {
    ++unchanged_;
    return;
  }
  rewrite(draft, has_turned);
  ++changed_;
}

void BulkWriter::rewrite(const Draft& draft, bool has_turned) {
  const auto& incident = draft.incident;
  if (has_turned) {
    change_status(transaction_, incident.id,
                  {.status = incident.status,
                   .at = incident.status_at.value_or(now_),
                   .noted_at = now_,
                   .noted_by = actor_});
  }
  parameters_.clear();
  add_parameters(draft);
  --next_sequence_;  // the row keeps its own
  auto values = std::vector<store::Parameter>(parameters_.begin() + 2, parameters_.end());
  values.emplace_back(incident.id);
  transaction_.execute_with(
      "UPDATE incident SET kind = ?, occurred_from = ?, occurred_to = ?, reported_at = ?, "
      "longitude_e7 = ?, latitude_e7 = ?, place_precision = ?, place_radius_metres = ?, "
      "known_by = ?, status = ?, status_at = ?, unit_code = ?, source = ?, external_id = ?, "
      "digest = ? WHERE id = ?",
      values);
}

}  // namespace anlan::incidents
