#include "incidents/bulk_writer.h"

#include <algorithm>
#include <optional>

#include "base/check.h"
#include "incidents/repository.h"

namespace anlan::incidents {
namespace {

// A row a statement: with 64 rows in one, SQLite 3.40 takes twice as long.
constexpr std::string_view k_insert =
    "INSERT INTO incident (sequence, id, kind, occurred_from, occurred_to, reported_at, "
    "longitude_e7, latitude_e7, place_precision, place_radius_metres, known_by, status, status_at, "
    "unit_code, source, external_id, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "?, ?) ON CONFLICT (id) DO NOTHING";

std::int64_t next_sequence(store::Transaction& transaction) {
  auto rows = transaction.query("SELECT COALESCE(MAX(sequence) + 1, 1) FROM incident");
  CHECK(rows.next());
  return rows.integer(0);
}

std::vector<std::int64_t> kind_numbers(store::Transaction& transaction, const KindScheme& scheme) {
  const auto codes = kind_codes(transaction);
  std::vector<std::int64_t> numbers;
  for (const auto& kind : scheme.kinds()) {
    const auto found = std::ranges::find(codes, kind.code);
    CHECK(found != codes.end());  // the service has registered the scheme
    numbers.push_back(found - codes.begin());
  }
  return numbers;
}

std::optional<std::int64_t> time_of(std::int64_t ms) {
  return ms == ImportRow::k_no_time ? std::nullopt : std::optional(ms);
}

std::optional<std::int32_t> degrees_of(std::int32_t e7) {
  return e7 == ImportRow::k_nowhere ? std::nullopt : std::optional(e7);
}

}  // namespace

BulkWriter::BulkWriter(store::Transaction& transaction, std::string_view source,
                       const KindScheme& scheme, const std::vector<PlacedUnit>& units, Instant now,
                       std::string actor)
    : transaction_(transaction),
      source_(source_number(transaction, source)),
      units_(units),
      now_(now),
      actor_(std::move(actor)),
      kinds_(kind_numbers(transaction, scheme)),
      insert_(transaction, k_insert),
      next_sequence_(next_sequence(transaction)) {}

void BulkWriter::write(const Chunk& chunk) {
  for (const auto& row : chunk.rows) {
    const auto written = insert_.run(
        next_sequence_, row.id, kinds_[row.kind], row.from_ms, row.to_ms, time_of(row.reported_ms),
        degrees_of(row.longitude_e7), degrees_of(row.latitude_e7), static_cast<int>(row.precision),
        row.radius_metres, static_cast<int>(row.known_by), static_cast<int>(row.status),
        time_of(row.status_ms), units_[row.unit].code, source_, chunk.name_of(row), row.digest);
    if (written == 0) {
      compare(chunk, row);
      continue;
    }
    ++next_sequence_;
    ++added_;
  }
}

void BulkWriter::compare(const Chunk& chunk, const ImportRow& row) {
  bool is_same = false, has_turned = false;
  {
    auto stored = transaction_.query("SELECT digest, status FROM incident WHERE id = ?", row.id);
    CHECK(stored.next());
    is_same = stored.integer(0) == row.digest;
    has_turned = stored.integer(1) != static_cast<int>(row.status);
  }
  if (is_same) {
    ++unchanged_;
    return;
  }
  if (has_turned) {
    const auto since = time_of(row.status_ms);
    change_status(transaction_, row.id,
                  {.status = row.status,
                   .at = since ? Instant::from_unix_milliseconds(*since) : now_,
                   .noted_at = now_,
                   .noted_by = actor_});
  }
  rewrite(chunk, row);
  ++changed_;
}

void BulkWriter::rewrite(const Chunk& chunk, const ImportRow& row) {
  transaction_.execute(
      "UPDATE incident SET kind = ?, occurred_from = ?, occurred_to = ?, reported_at = ?, "
      "longitude_e7 = ?, latitude_e7 = ?, place_precision = ?, place_radius_metres = ?, "
      "known_by = ?, status = ?, status_at = ?, unit_code = ?, source = ?, external_id = ?, "
      "digest = ? WHERE id = ?",
      kinds_[row.kind], row.from_ms, row.to_ms, time_of(row.reported_ms),
      degrees_of(row.longitude_e7), degrees_of(row.latitude_e7), static_cast<int>(row.precision),
      row.radius_metres, static_cast<int>(row.known_by), static_cast<int>(row.status),
      time_of(row.status_ms), units_[row.unit].code, source_, chunk.name_of(row), row.digest,
      row.id);
}

}  // namespace anlan::incidents
