// Outcomes in SQL (declared in warning_repository.h).
#include "warnings/warning_repository.h"

namespace anlan::warnings {
namespace {

using store::Rows;
using store::Session;
using store::Transaction;

/// Three columns from `first` on.
Effect effect_of(const Rows& rows, int first) {
  return Effect::with_interval(rows.maybe(&Rows::real, first), rows.real(first + 1),
                               rows.maybe(&Rows::real, first + 2));
}

NowAndBase counts_of(const Rows& rows, int first) {
  return {.now = rows.integer(first), .base = rows.integer(first + 1)};
}

}  // namespace

std::optional<MeasuredOutcome> find_outcome(Session& session, const Id& warning) {
  auto rows = session.query(
      "SELECT measured_at, window_from, window_to, base_from, base_to, place_now, place_base, "
      "rest_now, rest_base, before, beside_now, beside_base, beside_places, ring_now, ring_base, "
      "expected, ring_expected, dispersion, expected_ratio, expected_low, expected_high, "
      "before_ratio, before_low, before_high, beside_ratio, beside_low, beside_high "
      "FROM warning_outcome WHERE warning = ?",
      warning);
  if (!rows.next()) return std::nullopt;
  return MeasuredOutcome{.outcome = {.window_from = rows.day(1),
                                     .window_to = rows.day(2),
                                     .base_from = rows.day(3),
                                     .base_to = rows.day(4),
                                     .place = counts_of(rows, 5),
                                     .rest = counts_of(rows, 7),
                                     .before = rows.integer(9),
                                     .beside = counts_of(rows, 10),
                                     .beside_places = static_cast<std::int32_t>(rows.integer(12)),
                                     .ring = counts_of(rows, 13),
                                     .expected = rows.real(15),
                                     .ring_expected = rows.real(16),
                                     .dispersion = rows.real(17),
                                     .against_expected = effect_of(rows, 18),
                                     .against_before = effect_of(rows, 21),
                                     .against_beside = effect_of(rows, 24)},
                         .measured_at = rows.instant(0)};
}

void save_outcome(Transaction& transaction, const Warning& warning, const Outcome& o,
                  Instant measured_at) {
  transaction.execute("DELETE FROM warning_outcome WHERE warning = ?", warning.id);
  const auto& expected = o.against_expected;
  const auto& before = o.against_before;
  const auto& beside = o.against_beside;
  transaction.execute(
      "INSERT INTO warning_outcome (warning, unit_path, measured_at, window_from, window_to, "
      "base_from, base_to, place_now, place_base, rest_now, rest_base, before, beside_now, "
      "beside_base, beside_places, ring_now, ring_base, expected, ring_expected, dispersion, "
      "expected_ratio, expected_low, expected_high, before_ratio, before_low, before_high, "
      "beside_ratio, beside_low, beside_high) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      warning.id, warning.unit, measured_at, o.window_from, o.window_to, o.base_from, o.base_to,
      o.place.now, o.place.base, o.rest.now, o.rest.base, o.before, o.beside.now, o.beside.base,
      o.beside_places, o.ring.now, o.ring.base, o.expected, o.ring_expected, o.dispersion,
      expected.ratio(), expected.low(), expected.high(), before.ratio(), before.low(),
      before.high(), beside.ratio(), beside.low(), beside.high());
}

}  // namespace anlan::warnings
