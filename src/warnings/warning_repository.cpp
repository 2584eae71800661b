#include "warnings/warning_repository.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

#include "base/check.h"
#include "warnings/kind_list.h"

namespace anlan::warnings {
namespace {

using store::Parameter;
using store::Rows;
using store::Session;
using store::Transaction;

constexpr double k_metres_a_degree = 6'371'008.8 * std::numbers::pi / 180;

constexpr std::string_view k_columns =
    "id, analysis, finding, unit_path, severity, state, kinds, title_en, title_zh, description_en, "
    "description_zh, longitude, latitude, radius_metres, start_day, end_day, observed, expected, "
    "observed_in_unit, area_share, statistic, p_value, recurrence_days, first_start, first_as_of, "
    "as_of, valid_from, valid_until, issued_at, updated_at, ended_at, closure_reason, version";

template <class Enum>
Enum known(std::optional<Enum> value) {
  CHECK(value.has_value());
  return *value;
}

/// Nine columns from `first` on.
Evidence evidence_of(const Rows& rows, int first) {
  return {.start = rows.day(first),
          .end = rows.day(first + 1),
          .observed = rows.integer(first + 2),
          .expected = rows.real(first + 3),
          .observed_in_unit = rows.integer(first + 4),
          .area_share = rows.real(first + 5),
          .statistic = rows.real(first + 6),
          .p_value = rows.real(first + 7),
          .recurrence_days = rows.real(first + 8)};
}

Warning warning_of(const Rows& rows) {
  return {.id = rows.id(0),
          .analysis = rows.id(1),
          .finding = rows.id(2),
          .unit = rows.unit_path(3),
          .severity = known(severity_from(rows.text_view(4))),
          .state = known(warning_state_from(rows.text_view(5))),
          .kinds = kinds_of(rows.text_view(6)),
          .title = {.en = rows.text(7), .zh = rows.text(8)},
          .description = {.en = rows.text(9), .zh = rows.text(10)},
          .area = {.centre = {.longitude = rows.real(11), .latitude = rows.real(12)},
                   .radius = Metres::of(rows.real(13))},
          .evidence = evidence_of(rows, 14),
          .first_start = rows.day(23),
          .first_as_of = rows.day(24),
          .as_of = rows.day(25),
          .valid_from = rows.day(26),
          .valid_until = rows.day(27),
          .issued_at = rows.instant(28),
          .updated_at = rows.instant(29),
          .ended_at = rows.maybe(&Rows::instant, 30),
          .closure_reason = rows.text(31),
          .version = rows.integer(32)};
}

std::vector<Warning> warnings_of(Rows rows) {
  std::vector<Warning> warnings;
  while (rows.next()) warnings.push_back(warning_of(rows));
  return warnings;
}

std::string select(std::string_view rest) {
  return fmt::format("SELECT {} FROM warning WHERE {}", k_columns, rest);
}

/// SQL put together from parts, with its parameters in step.
struct Condition {
  std::string sql;
  std::vector<Parameter> parameters;

  template <class... Values>
  void require(std::string_view part, const Values&... values) {
    if (!sql.empty()) sql += " AND ";
    sql += part;
    (parameters.emplace_back(values), ...);
  }
};

}  // namespace

geometry::Bounds box_around(const Circle& circle) {
  constexpr double k_least_cosine = 0.01;
  const double north = circle.radius.value() / k_metres_a_degree;
  const double cosine = std::cos(circle.centre.latitude * std::numbers::pi / 180);
  const double east = north / std::max(k_least_cosine, cosine);
  return {.west = circle.centre.longitude - east,
          .south = circle.centre.latitude - north,
          .east = circle.centre.longitude + east,
          .north = circle.centre.latitude + north};
}

std::string WarningCursor::to_string() const {
  return fmt::format("{}.{}", issued_at.unix_milliseconds(), id.to_string());
}

std::optional<WarningCursor> WarningCursor::parse(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  std::int64_t issued = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + dot, issued);
  const auto id = Id::parse(text.substr(dot + 1));
  if (error != std::errc() || end != text.data() + dot || !id) return std::nullopt;
  return WarningCursor{.issued_at = Instant::from_unix_milliseconds(issued), .id = *id};
}

std::optional<Warning> find_warning(Session& session, const Id& id) {
  auto rows = session.query(select("id = ?"), id);
  if (!rows.next()) return std::nullopt;
  return warning_of(rows);
}

void insert_warning(Transaction& transaction, const Warning& w) {
  const auto& e = w.evidence;
  const auto box = box_around(w.area);
  transaction.execute(
      fmt::format(
          "INSERT INTO warning ({}, west, south, east, north) VALUES (?, ?, ?, ?, ?, ?, ?, "
          "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
          "?, ?, ?)",
          k_columns),
      w.id, w.analysis, w.finding, w.unit, to_string(w.severity), to_string(w.state),
      kind_list(w.kinds), w.title.en, w.title.zh, w.description.en, w.description.zh,
      w.area.centre.longitude, w.area.centre.latitude, w.area.radius.value(), e.start, e.end,
      e.observed, e.expected, e.observed_in_unit, e.area_share, e.statistic, e.p_value,
      e.recurrence_days, w.first_start, w.first_as_of, w.as_of, w.valid_from, w.valid_until,
      w.issued_at, w.updated_at, w.ended_at, w.closure_reason, w.version, box.west, box.south,
      box.east, box.north);
}

bool update_warning(Transaction& transaction, const Warning& w) {
  const auto& e = w.evidence;
  const auto box = box_around(w.area);
  return transaction.execute(
             "UPDATE warning SET finding = ?, severity = ?, state = ?, title_en = ?, title_zh = ?, "
             "description_en = ?, description_zh = ?, longitude = ?, latitude = ?, "
             "radius_metres = ?, west = ?, south = ?, east = ?, north = ?, start_day = ?, "
             "end_day = ?, observed = ?, expected = ?, observed_in_unit = ?, area_share = ?, "
             "statistic = ?, p_value = ?, recurrence_days = ?, first_start = ?, as_of = ?, "
             "valid_from = ?, valid_until = ?, updated_at = ?, ended_at = ?, closure_reason = ?, "
             "version = ? WHERE id = ? AND version = ?",
             w.finding, to_string(w.severity), to_string(w.state), w.title.en, w.title.zh,
             w.description.en, w.description.zh, w.area.centre.longitude, w.area.centre.latitude,
             w.area.radius.value(), box.west, box.south, box.east, box.north, e.start, e.end,
             e.observed, e.expected, e.observed_in_unit, e.area_share, e.statistic, e.p_value,
             e.recurrence_days, w.first_start, w.as_of, w.valid_from, w.valid_until, w.updated_at,
             w.ended_at, w.closure_reason, w.version, w.id, w.version - 1) == 1;
}

WarningPage list_warnings(Session& session, const UnitPath& scope, const WarningFilter& filter,
                          const std::optional<WarningCursor>& after, int limit) {
  CHECK(limit > 0);
  const auto& within = filter.within.empty() ? scope : filter.within;
  if (scope.empty() || !scope.contains(within)) return {};
  const auto range_end = within.range_end();
  Condition condition;
  condition.require("unit_path >= ? AND unit_path < ?", within, range_end);
  if (!filter.states.empty()) {
    std::string marks;
    for (const auto state : filter.states) {
      marks += marks.empty() ? "?" : ", ?";
      condition.parameters.emplace_back(to_string(state));
    }
    condition.require(fmt::format("state IN ({})", marks));
  }
  if (filter.severity) condition.require("severity = ?", to_string(*filter.severity));
  if (filter.analysis) condition.require("analysis = ?", *filter.analysis);
  if (filter.valid_from) condition.require("valid_until >= ?", *filter.valid_from);
  if (filter.valid_to) condition.require("valid_from <= ?", *filter.valid_to);
  if (const auto& box = filter.box) {
    condition.require("west <= ? AND east >= ? AND south <= ? AND north >= ?", box->east, box->west,
                      box->north, box->south);
  }
  if (after) {
    condition.require("(issued_at < ? OR (issued_at = ? AND id < ?))", after->issued_at,
                      after->issued_at, after->id);
  }
  condition.sql += " ORDER BY issued_at DESC, id DESC LIMIT ?";
  condition.parameters.emplace_back(limit + 1);
  WarningPage page{
      .items = warnings_of(session.query_with(select(condition.sql), condition.parameters))};
  if (page.items.size() > static_cast<std::size_t>(limit)) {
    page.items.pop_back();
    page.next = WarningCursor{.issued_at = page.items.back().issued_at, .id = page.items.back().id};
  }
  return page;
}

std::vector<Warning> standing_warnings(Session& session, const Id& analysis, Day day) {
  return warnings_of(
      session.query(select("analysis = ? AND valid_until >= ? ORDER BY id"), analysis, day));
}

std::vector<Warning> overdue_warnings(Session& session, Day today, int limit) {
  return warnings_of(session.query(
      select("state IN ('issued', 'acknowledged') AND valid_until < ? ORDER BY valid_until, id "
             "LIMIT ?"),
      today, limit));
}

std::vector<Warning> overdue_warnings_of(Session& session, const Id& analysis, Day today) {
  return warnings_of(session.query(
      select("analysis = ? AND valid_until < ? AND state IN ('issued', 'acknowledged') "
             "ORDER BY valid_until, id"),
      analysis, today));
}

std::vector<Warning> warnings_to_measure(Session& session, Day from, Day to, Instant since,
                                         int limit) {
  return warnings_of(session.query(
      select("valid_until >= ? AND valid_until <= ? AND NOT EXISTS (SELECT 1 FROM warning_outcome "
             "WHERE warning_outcome.warning = warning.id AND measured_at > ?) "
             "ORDER BY valid_until, id LIMIT ?"),
      from, to, since, limit));
}

void insert_entry(Transaction& transaction, const Id& warning, const TimelineEntry& entry) {
  auto rows = transaction.query(
      "SELECT COALESCE(MAX(ordinal), 0) + 1 FROM warning_entry WHERE warning = ?", warning);
  CHECK(rows.next());
  const auto ordinal = rows.integer(0);
  const auto& e = entry.evidence;
  const auto of = [&](auto member) { return e ? std::optional((*e).*member) : std::nullopt; };
  transaction.execute(
      "INSERT INTO warning_entry (warning, ordinal, at, by_whom, kind, content, version, "
      "start_day, "
      "end_day, observed, expected, observed_in_unit, area_share, statistic, p_value, "
      "recurrence_days) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      warning, ordinal, entry.at, entry.by, to_string(entry.kind), entry.text, entry.version,
      of(&Evidence::start), of(&Evidence::end), of(&Evidence::observed), of(&Evidence::expected),
      of(&Evidence::observed_in_unit), of(&Evidence::area_share), of(&Evidence::statistic),
      of(&Evidence::p_value), of(&Evidence::recurrence_days));
}

std::vector<TimelineEntry> timeline_of(Session& session, const Id& warning) {
  auto rows = session.query(
      "SELECT at, by_whom, kind, content, version, start_day, end_day, observed, expected, "
      "observed_in_unit, area_share, statistic, p_value, recurrence_days FROM warning_entry "
      "WHERE warning = ? ORDER BY ordinal",
      warning);
  std::vector<TimelineEntry> timeline;
  while (rows.next()) {
    timeline.push_back({.at = rows.instant(0),
                        .by = rows.text(1),
                        .kind = known(entry_kind_from(rows.text_view(2))),
                        .text = rows.text(3),
                        .version = rows.integer(4)});
    if (!rows.is_null(5)) timeline.back().evidence = evidence_of(rows, 5);
  }
  return timeline;
}

void move_units(Transaction& transaction, const UnitPath& from, const UnitPath& to) {
  for (const auto* table : {"analysis", "analysis_run", "warning", "warning_outcome",
                            "delivery_notice", "inbox_item", "webhook"}) {
    transaction.execute(fmt::format("UPDATE {} SET unit_path = ? || substr(unit_path, ?) "
                                    "WHERE unit_path >= ? AND unit_path < ?",
                                    table),
                        to, from.text().size() + 1, from, from.range_end());
  }
  // One address is told once of a unit; an older subscription may stand at the new path already.
  transaction.execute(
      "UPDATE mail_subscription SET unit_path = ? || substr(unit_path, ?) "
      "WHERE unit_path >= ? AND unit_path < ? AND NOT EXISTS (SELECT 1 FROM mail_subscription "
      "other "
      "WHERE other.address = mail_subscription.address "
      "AND other.unit_path = ? || substr(mail_subscription.unit_path, ?))",
      to, from.text().size() + 1, from, from.range_end(), to, from.text().size() + 1);
}

}  // namespace anlan::warnings
