#include "warnings/json.h"

#include <boost/json.hpp>
#include <utility>

#include "geometry/polygon.h"
#include "server/json.h"
#include "warnings/schedule.h"

namespace anlan::warnings {
namespace {

namespace json = boost::json;
using server::to_json;

constexpr std::size_t k_kinds_max = 64;
constexpr server::TextLimits k_name_limits{.least = 1, .greatest = 480};  // bytes of 120 characters
constexpr double k_days_max = 1e7;

json::object position_json(const geometry::Position& position) {
  return {{"longitude", position.longitude}, {"latitude", position.latitude}};
}

json::object schedule_json(const Schedule& schedule) {
  json::object object{{"mode", to_string(schedule.mode)}};
  if (schedule.mode == ScheduleMode::daily)
    object["at"] = minute_of_day_text(schedule.minute_of_day);
  return object;
}

json::array kinds_json(const std::vector<std::string>& kinds) {
  json::array array;
  for (const auto& kind : kinds) array.emplace_back(kind);
  return array;
}

json::object counts_json(const NowAndBase& counts) {
  return {{"now", counts.now}, {"base", counts.base}};
}

Schedule schedule_from(server::FieldReader fields) {
  Schedule schedule{.mode = fields.one_of("mode", schedule_mode_from)};
  const auto at = fields.find_text("at", {.least = 5, .greatest = 5});
  if (schedule.mode == ScheduleMode::by_hand) return schedule;
  const auto minute = minute_of_day_from(at.value_or(""));
  if (!minute) fields.refuse("at", "must be a time of day such as 06:30");
  schedule.minute_of_day = minute.value_or(0);
  return schedule;
}

}  // namespace

json::object run_json(const Run& run) {
  json::object object{{"id", to_json(run.id)},
                      {"analysis", to_json(run.analysis)},
                      {"as_of", to_json(run.as_of)},
                      {"state", to_string(run.state)},
                      {"started_at", to_json(run.started_at)},
                      {"records", run.records},
                      {"left_out", run.left_out},
                      {"findings", run.findings},
                      {"warnings", run.warnings_issued},
                      {"warnings_updated", run.warnings_updated},
                      {"seed", run.seed},
                      {"engine", run.engine},
                      {"settings", json::parse(run.settings)}};
  if (run.ended_at) object["milliseconds"] = (*run.ended_at - run.started_at).count_milliseconds();
  if (!run.problem.empty()) object["problem"] = run.problem;
  return object;
}

json::object finding_json(const Finding& finding) {
  return {{"id", to_json(finding.id)},
          {"start", to_json(finding.start)},
          {"end", to_json(finding.end)},
          {"observed", finding.observed},
          {"expected", finding.expected},
          {"statistic", finding.statistic},
          {"p_value", finding.p_value},
          {"gumbel_p_value", finding.gumbel_p},
          {"recurrence_days", finding.recurrence_days},
          {"is_significant", finding.is_significant},
          {"centre", position_json(finding.area.centre)},
          {"radius_metres", finding.area.radius.value()},
          {"places", finding.places}};
}

json::object analysis_json(const Analysis& analysis, const std::optional<Run>& last_run) {
  const auto& s = analysis.settings;
  return {{"id", to_json(analysis.id)},
          {"name", to_json(s.name)},
          {"method", to_string(s.method)},
          {"kinds", kinds_json(s.kinds)},
          {"unit", to_json(s.unit)},
          {"settings", json::parse(s.method_settings)},
          {"alert_recurrence_days", s.alert.recurrence_days.value_or(1)},
          {"alert_p_value", to_json(s.alert.p_value)},
          {"lead_days", s.lead_days},
          {"valid_days", s.valid_days},
          {"warned_level", places::to_string(s.warned_level)},
          {"tasks", to_string(s.tasks)},
          {"schedule", schedule_json(s.schedule)},
          {"is_enabled", s.is_enabled},
          {"next_run_at", to_json(analysis.next_run_at)},
          {"last_run", last_run ? json::value(run_json(*last_run)) : json::value(nullptr)},
          {"version", analysis.version}};
}

json::object result_json(const ResultRecord& record) {
  const auto& run = record.run;
  auto content = json::parse(record.content).as_object();
  const auto method = method_from(content.at("method").as_string()).value();
  const auto& definition = definition_of(method);
  json::object card{{"title", to_json(definition.card.title)},
                    {"learns_from", to_json(definition.card.learns_from)},
                    {"refuses", to_json(refusals())},
                    {"limits", to_json(definition.card.limits)},
                    {"settings", json::parse(run.settings)},
                    {"kinds", content.at("kinds")},
                    {"unit", to_json(run.unit.unit())},
                    {"first_day", to_json(run.as_of - (definition.study_days(run.settings) - 1))},
                    {"last_day", to_json(run.as_of)},
                    {"counts", content.at("counts")}};
  for (const auto* told : {"method", "kinds", "counts"}) content.erase(told);
  json::object object{
      {"analysis", to_json(run.analysis)}, {"run", to_json(run.id)}, {"method", to_string(method)},
      {"as_of", to_json(run.as_of)},       {"engine", run.engine},   {"card", std::move(card)}};
  for (auto& part : content) object[part.key()] = std::move(part.value());
  if (method == Method::scan) {
    json::array clusters;
    for (const auto& finding : record.findings) clusters.push_back(finding_json(finding));
    object["clusters"] = std::move(clusters);
  }
  return object;
}

json::object method_json(const MethodDefinition& definition) {
  return {{"method", to_string(definition.method)},
          {"title", to_json(definition.card.title)},
          {"learns_from", to_json(definition.card.learns_from)},
          {"refuses", to_json(refusals())},
          {"limits", to_json(definition.card.limits)},
          {"engine", definition.engine},
          {"settings", json::parse(definition.complete("{}"))}};
}

json::object warning_json(const Warning& warning, const Bilingual& unit_name) {
  const auto& e = warning.evidence;
  return {{"id", to_json(warning.id)},
          {"title", to_json(warning.title)},
          {"severity", to_string(warning.severity)},
          {"state", to_string(warning.state)},
          {"unit", to_json(warning.unit.unit())},
          {"unit_name", to_json(unit_name)},
          {"kinds", kinds_json(warning.kinds)},
          {"valid_from", to_json(warning.valid_from)},
          {"valid_until", to_json(warning.valid_until)},
          {"issued_at", to_json(warning.issued_at)},
          {"updated_at", to_json(warning.updated_at)},
          {"version", warning.version},
          {"observed", e.observed},
          {"observed_in_unit", e.observed_in_unit},
          {"expected", e.expected},
          {"recurrence_days", e.recurrence_days},
          {"centre", position_json(warning.area.centre)},
          {"radius_metres", warning.area.radius.value()}};
}

json::object timeline_json(const TimelineEntry& entry, std::string_view by_name) {
  json::object object{{"at", to_json(entry.at)},
                      {"action", to_string(entry.kind)},
                      {"by", by_name},
                      {"text", entry.measures.empty() ? entry.text : std::string()}};
  if (!entry.measures.empty()) {
    json::array measures;
    for (const auto& name : entry.measures) measures.push_back(to_json(name));
    object["measures"] = std::move(measures);
  }
  if (const auto& e = entry.evidence) {
    object["observed"] = e->observed;
    object["observed_in_unit"] = e->observed_in_unit;
    object["expected"] = e->expected;
    object["recurrence_days"] = e->recurrence_days;
  }
  return object;
}

json::object effect_json(const Effect& effect) {
  const auto number = [](const std::optional<double>& value) {
    return value ? json::value(*value) : json::value(nullptr);
  };
  return {{"ratio", number(effect.ratio())},
          {"low", effect.low()},
          {"high", number(effect.high())},
          {"verdict", to_string(effect.verdict())}};
}

json::object outcome_json(const OutcomeRecord& record) {
  const auto& o = record.outcome;
  return {{"window_from", to_json(o.window_from)},
          {"window_to", to_json(o.window_to)},
          {"base_from", to_json(o.base_from)},
          {"base_to", to_json(o.base_to)},
          {"observed", o.place.now},
          {"expected", o.expected},
          {"base", o.place.base},
          {"rest", counts_json(o.rest)},
          {"before", o.before},
          {"beside", o.beside.now},
          {"beside_base", o.beside.base},
          {"beside_places", o.beside_places},
          {"displaced", o.ring.now},
          {"displaced_expected", o.ring_expected},
          {"dispersion", o.dispersion},
          {"against_expected", effect_json(o.against_expected)},
          {"against_before", effect_json(o.against_before)},
          {"against_beside", effect_json(o.against_beside)},
          {"tasks_done", record.work.done},
          {"tasks_total", record.work.tasks},
          {"minutes", record.work.minutes},
          {"words", to_json(record.words)},
          {"measured_at", to_json(record.measured_at)}};
}

json::object area_json(const Circle& circle) {
  json::array ring;
  const auto polygon = geometry::circle_polygon(circle);
  for (const auto& corner : polygon.outer)
    ring.push_back(json::array{corner.longitude, corner.latitude});
  if (!ring.empty()) ring.push_back(json::value(ring.front()));
  json::array rings;
  rings.push_back(std::move(ring));
  return {{"type", "Polygon"}, {"coordinates", std::move(rings)}};
}

json::object warning_feature_json(const Warning& warning, const Bilingual& unit_name) {
  return {{"type", "Feature"},
          {"id", to_json(warning.id)},
          {"geometry", area_json(warning.area)},
          {"properties",
           {{"id", to_json(warning.id)},
            {"severity", to_string(warning.severity)},
            {"state", to_string(warning.state)},
            {"unit", to_json(warning.unit.unit())},
            {"unit_en", unit_name.en},
            {"unit_zh", unit_name.zh},
            {"title_en", warning.title.en},
            {"title_zh", warning.title.zh},
            {"valid_from", to_json(warning.valid_from)},
            {"valid_until", to_json(warning.valid_until)},
            {"observed", warning.evidence.observed},
            {"expected", warning.evidence.expected}}}};
}

AnalysisSettings analysis_settings_from(const json::object& body) {
  server::FieldReader fields(body);
  AnalysisSettings settings{
      .name = fields.bilingual("name", k_name_limits),
      .method = fields.one_of("method", method_from),
      .kinds = fields.texts("kinds", k_kinds_max, {.least = 1, .greatest = 80}),
      .unit = fields.unit_code("unit"),
      .alert = {.recurrence_days = fields.number("alert_recurrence_days", 1, k_days_max),
                .p_value = fields.find_number("alert_p_value", 0, 1)}};
  if (const auto* method_settings = fields.find_value("settings"))
    settings.method_settings = json::serialize(*method_settings);
  const auto small = [](std::optional<std::int64_t> value, std::int32_t usual) {
    return value ? static_cast<std::int32_t>(*value) : usual;
  };
  settings.lead_days = small(fields.find_integer("lead_days", 0, 60), settings.lead_days);
  settings.valid_days = small(fields.find_integer("valid_days", 1, 90), settings.valid_days);
  settings.warned_level =
      fields.find_one_of("warned_level", places::level_from).value_or(settings.warned_level);
  settings.tasks = fields.find_one_of("tasks", task_mode_from).value_or(settings.tasks);
  settings.schedule = schedule_from(fields.object("schedule"));
  settings.is_enabled = fields.boolean("is_enabled");
  fields.finish();
  return settings;
}

}  // namespace anlan::warnings
