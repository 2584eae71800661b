#include "warnings/analysis_repository.h"

#include <fmt/format.h>

#include "base/check.h"
#include "warnings/kind_list.h"

namespace anlan::warnings {
namespace {

using store::Rows;
using store::Session;
using store::Transaction;

constexpr std::string_view k_analysis_columns =
    "id, name_en, name_zh, method, kinds, unit_path, method_settings, alert_recurrence_days, "
    "alert_p_value, lead_days, valid_days, warned_level, task_mode, schedule_mode, "
    "schedule_minute, is_enabled, next_run_at, created_at, version";

std::int32_t small(const Rows& rows, int column) {
  return static_cast<std::int32_t>(rows.integer(column));
}

template <class Enum>
Enum known(std::optional<Enum> value) {
  CHECK(value.has_value());
  return *value;
}

Analysis analysis_of(const Rows& rows) {
  const auto path = rows.unit_path(5);
  return {.id = rows.id(0),
          .settings = {.name = {.en = rows.text(1), .zh = rows.text(2)},
                       .method = known(method_from(rows.text_view(3))),
                       .kinds = kinds_of(rows.text_view(4)),
                       .unit = path.unit(),
                       .method_settings = rows.text(6),
                       .alert = {.recurrence_days = rows.maybe(&Rows::real, 7),
                                 .p_value = rows.maybe(&Rows::real, 8)},
                       .lead_days = small(rows, 9),
                       .valid_days = small(rows, 10),
                       .warned_level = known(places::level_from(rows.text_view(11))),
                       .tasks = known(task_mode_from(rows.text_view(12))),
                       .schedule = {.mode = known(schedule_mode_from(rows.text_view(13))),
                                    .minute_of_day = small(rows, 14)},
                       .is_enabled = rows.boolean(15)},
          .unit = path,
          .next_run_at = rows.maybe(&Rows::instant, 16),
          .created_at = rows.instant(17),
          .version = rows.integer(18)};
}

std::vector<Analysis> analyses_of(Rows rows) {
  std::vector<Analysis> analyses;
  while (rows.next()) analyses.push_back(analysis_of(rows));
  return analyses;
}

std::string select_analysis(std::string_view rest) {
  return fmt::format("SELECT {} FROM analysis WHERE {}", k_analysis_columns, rest);
}

constexpr std::string_view k_run_columns =
    "id, analysis, unit_path, as_of, state, started_by, started_at, ended_at, records, left_out, "
    "findings, warnings_issued, warnings_updated, seed, settings, engine, problem";

Run run_of(const Rows& rows) {
  return {.id = rows.id(0),
          .analysis = rows.id(1),
          .unit = rows.unit_path(2),
          .as_of = rows.day(3),
          .state = known(run_state_from(rows.text_view(4))),
          .started_by = rows.text(5),
          .started_at = rows.instant(6),
          .ended_at = rows.maybe(&Rows::instant, 7),
          .records = rows.integer(8),
          .left_out = rows.integer(9),
          .findings = rows.integer(10),
          .warnings_issued = rows.integer(11),
          .warnings_updated = rows.integer(12),
          .seed = static_cast<std::uint64_t>(rows.integer(13)),
          .settings = rows.text(14),
          .engine = rows.text(15),
          .problem = rows.text(16)};
}

std::string select_run(std::string_view rest) {
  return fmt::format("SELECT {} FROM analysis_run WHERE {}", k_run_columns, rest);
}

constexpr std::string_view k_finding_columns =
    "id, run, rank, start_day, end_day, observed, expected, statistic, p_value, gumbel_p, "
    "recurrence_days, is_significant, longitude, latitude, radius_metres, places";

Finding finding_of(const Rows& rows) {
  return {.id = rows.id(0),
          .run = rows.id(1),
          .rank = small(rows, 2),
          .start = rows.day(3),
          .end = rows.day(4),
          .observed = rows.integer(5),
          .expected = rows.real(6),
          .statistic = rows.real(7),
          .p_value = rows.real(8),
          .gumbel_p = rows.real(9),
          .recurrence_days = rows.real(10),
          .is_significant = rows.boolean(11),
          .area = {.centre = {.longitude = rows.real(12), .latitude = rows.real(13)},
                   .radius = Metres::of(rows.real(14))},
          .places = small(rows, 15)};
}

}  // namespace

std::optional<Analysis> find_analysis(Session& session, const Id& id) {
  auto rows = session.query(select_analysis("id = ?"), id);
  if (!rows.next()) return std::nullopt;
  return analysis_of(rows);
}

std::optional<Analysis> find_analysis_named(Session& session, const UnitPath& scope,
                                            std::string_view name) {
  if (scope.empty()) return std::nullopt;
  auto found = analyses_of(session.query(
      select_analysis("unit_path >= ? AND unit_path < ? AND (name_en = ? OR name_zh = ?)"), scope,
      scope.range_end(), name, name));
  if (found.size() != 1) return std::nullopt;
  return std::move(found.front());
}

std::vector<Analysis> list_analyses(Session& session, const UnitPath& scope) {
  if (scope.empty()) return {};
  return analyses_of(
      session.query(select_analysis("unit_path >= ? AND unit_path < ? ORDER BY created_at, id"),
                    scope, scope.range_end()));
}

std::vector<Analysis> due_analyses(Session& session, Instant now) {
  return analyses_of(session.query(
      select_analysis("is_enabled = 1 AND next_run_at <= ? ORDER BY next_run_at, id"), now));
}

void insert_analysis(Transaction& transaction, const Analysis& analysis) {
  const auto& s = analysis.settings;
  transaction.execute(
      fmt::format("INSERT INTO analysis ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                  "?, ?, ?, ?)",
                  k_analysis_columns),
      analysis.id, s.name.en, s.name.zh, to_string(s.method), kind_list(s.kinds), analysis.unit,
      s.method_settings, s.alert.recurrence_days, s.alert.p_value, s.lead_days, s.valid_days,
      places::to_string(s.warned_level), to_string(s.tasks), to_string(s.schedule.mode),
      s.schedule.minute_of_day, s.is_enabled, analysis.next_run_at, analysis.created_at,
      analysis.version);
}

bool update_analysis(Transaction& transaction, const Analysis& analysis) {
  const auto& s = analysis.settings;
  return transaction.execute(
             "UPDATE analysis SET name_en = ?, name_zh = ?, method = ?, kinds = ?, unit_path = ?, "
             "method_settings = ?, alert_recurrence_days = ?, alert_p_value = ?, lead_days = ?, "
             "valid_days = ?, warned_level = ?, task_mode = ?, schedule_mode = ?, "
             "schedule_minute = ?, is_enabled = ?, next_run_at = ?, version = ? "
             "WHERE id = ? AND version = ?",
             s.name.en, s.name.zh, to_string(s.method), kind_list(s.kinds), analysis.unit,
             s.method_settings, s.alert.recurrence_days, s.alert.p_value, s.lead_days, s.valid_days,
             places::to_string(s.warned_level), to_string(s.tasks), to_string(s.schedule.mode),
             s.schedule.minute_of_day, s.is_enabled, analysis.next_run_at, analysis.version,
             analysis.id, analysis.version - 1) == 1;
}

bool claim_analysis(Transaction& transaction, const Id& analysis, Instant expected,
                    std::optional<Instant> next) {
  return transaction.execute("UPDATE analysis SET next_run_at = ? WHERE id = ? AND next_run_at = ?",
                             next, analysis, expected) == 1;
}

std::optional<Run> find_run(Session& session, const Id& id) {
  auto rows = session.query(select_run("id = ?"), id);
  if (!rows.next()) return std::nullopt;
  return run_of(rows);
}

std::optional<Run> newest_run(Session& session, const Id& analysis) {
  auto runs = list_runs(session, analysis, 1);
  if (runs.empty()) return std::nullopt;
  return std::move(runs.front());
}

std::vector<Run> list_runs(Session& session, const Id& analysis, int limit) {
  auto rows = session.query(select_run("analysis = ? ORDER BY started_at DESC, id DESC LIMIT ?"),
                            analysis, limit);
  std::vector<Run> runs;
  while (rows.next()) runs.push_back(run_of(rows));
  return runs;
}

void insert_run(Transaction& transaction, const Run& run) {
  transaction.execute(
      fmt::format("INSERT INTO analysis_run ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                  "?, ?, ?)",
                  k_run_columns),
      run.id, run.analysis, run.unit, run.as_of, to_string(run.state), run.started_by,
      run.started_at, run.ended_at, run.records, run.left_out, run.findings, run.warnings_issued,
      run.warnings_updated, static_cast<std::int64_t>(run.seed), run.settings, run.engine,
      run.problem);
}

void update_run(Transaction& transaction, const Run& run) {
  transaction.execute(
      "UPDATE analysis_run SET state = ?, ended_at = ?, records = ?, left_out = ?, findings = ?, "
      "warnings_issued = ?, warnings_updated = ?, problem = ? WHERE id = ?",
      to_string(run.state), run.ended_at, run.records, run.left_out, run.findings,
      run.warnings_issued, run.warnings_updated, run.problem, run.id);
}

std::int64_t fail_unfinished_runs(Transaction& transaction, Instant now, std::string_view problem) {
  return transaction.execute(
      "UPDATE analysis_run SET state = 'failed', ended_at = ?, problem = ? WHERE state = 'running'",
      now, problem);
}

void insert_finding(Transaction& transaction, const Finding& finding, bool with_incidents) {
  const auto& centre = finding.area.centre;
  transaction.execute(
      fmt::format("INSERT INTO finding ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                  "?)",
                  k_finding_columns),
      finding.id, finding.run, finding.rank, finding.start, finding.end, finding.observed,
      finding.expected, finding.statistic, finding.p_value, finding.gumbel_p,
      finding.recurrence_days, finding.is_significant, centre.longitude, centre.latitude,
      finding.area.radius.value(), finding.places);
  if (!with_incidents) return;
  for (const auto& incident : finding.incidents) {
    transaction.execute("INSERT INTO finding_incident (finding, incident) VALUES (?, ?)",
                        finding.id, incident);
  }
}

std::optional<Finding> find_finding(Session& session, const Id& id) {
  auto rows =
      session.query(fmt::format("SELECT {} FROM finding WHERE id = ?", k_finding_columns), id);
  if (!rows.next()) return std::nullopt;
  return finding_of(rows);
}

std::vector<Finding> findings_of(Session& session, const Id& run) {
  auto rows = session.query(
      fmt::format("SELECT {} FROM finding WHERE run = ? ORDER BY rank", k_finding_columns), run);
  std::vector<Finding> findings;
  while (rows.next()) findings.push_back(finding_of(rows));
  return findings;
}

std::optional<StoredResult> find_result(Session& session, const Id& analysis,
                                        const std::optional<Id>& run) {
  auto rows =
      run ? session.query("SELECT run, content FROM analysis_result WHERE run = ? AND analysis = ?",
                          *run, analysis)
          : session.query(
                "SELECT run, content FROM analysis_result "
                "JOIN analysis_run ON analysis_run.id = analysis_result.run "
                "WHERE analysis_result.analysis = ? "
                "ORDER BY analysis_run.started_at DESC, analysis_run.id DESC LIMIT 1",
                analysis);
  if (!rows.next()) return std::nullopt;
  return StoredResult{.run = rows.id(0), .content = rows.text(1)};
}

void insert_result(Transaction& transaction, const Run& run, std::string_view content) {
  transaction.execute("INSERT INTO analysis_result (run, analysis, content) VALUES (?, ?, ?)",
                      run.id, run.analysis, content);
}

std::vector<Id> incidents_of(Session& session, const Id& finding) {
  auto rows = session.query(
      "SELECT incident FROM finding_incident WHERE finding = ? ORDER BY incident", finding);
  std::vector<Id> incidents;
  while (rows.next()) incidents.push_back(rows.id(0));
  return incidents;
}

}  // namespace anlan::warnings
