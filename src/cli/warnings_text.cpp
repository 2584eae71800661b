#include "cli/warnings_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "warnings/schedule.h"

namespace anlan::cli {
namespace {

using warnings::Analysis;
using warnings::RunRecord;
using warnings::Warning;
using warnings::WarningRecord;

/// Places that the text takes: two for each character of three or four bytes, which are those of
/// Chinese here.
std::size_t width_of(const std::string& text) {
  std::size_t width = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) == 0x80U) continue;
    width += byte >= 0xE0U ? 2 : 1;
  }
  return width;
}

std::string number(double value) {
  return value < 10 ? fmt::format("{:.2f}", value) : fmt::format("{:.1f}", value);
}

std::string wall_time(const Zone& zone, Instant moment) {
  const auto minute = zone.millisecond_of_day(moment) / 60'000;
  return fmt::format("{} {:02}:{:02}", zone.day_of(moment).to_string(), minute / 60, minute % 60);
}

std::string kinds_text(const std::vector<std::string>& kinds) {
  return fmt::format("{}", fmt::join(kinds, ","));
}

}  // namespace

std::string table_text(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += row[i];
      if (i + 1 < row.size()) text.append(widths[i] - width_of(row[i]) + 2, ' ');
    }
    text += '\n';
  }
  return text;
}

std::string analyses_text(const std::vector<Analysis>& analyses, const Zone& zone) {
  if (analyses.empty()) return "There is no analysis yet; add one with: anlan analyses add\n";
  std::vector<std::vector<std::string>> rows{
      {"NAME", "名称", "METHOD", "KINDS", "UNIT", "ALERT", "RUNS", "NEXT RUN"}};
  for (const auto& analysis : analyses) {
    const auto& s = analysis.settings;
    const bool is_daily = s.schedule.mode == warnings::ScheduleMode::daily;
    rows.push_back(
        {s.name.en, s.name.zh, std::string(to_string(s.method)), kinds_text(s.kinds), s.unit.text(),
         s.alert.recurrence_days ? fmt::format("{:g} days", *s.alert.recurrence_days)
                                 : fmt::format("p {:g}", s.alert.p_value.value_or(1)),
         is_daily ? "daily " + warnings::minute_of_day_text(s.schedule.minute_of_day) : "by hand",
         analysis.next_run_at && s.is_enabled ? wall_time(zone, *analysis.next_run_at) : "-"});
  }
  return table_text(rows);
}

std::string run_text(const Analysis& analysis, const RunRecord& record) {
  const auto& run = record.run;
  std::string text = fmt::format(
      "{}: {} records up to {}{}; {} significant findings, {} new warnings, {} updated.\n",
      analysis.settings.name.en, run.records, run.as_of.to_string(),
      run.left_out > 0 ? fmt::format(" ({} of the police's own initiative left out)", run.left_out)
                       : "",
      run.findings, run.warnings_issued, run.warnings_updated);
  for (const auto& finding : record.findings) {
    if (!finding.is_significant) continue;
    text += fmt::format(
        "  {} to {}: {} incidents, {} expected, within {:.0f} m of {:.5f}, {:.5f}; p {:.4f}, by "
        "chance once in {:.0f} days.\n",
        finding.start.to_string(), finding.end.to_string(), finding.observed,
        number(finding.expected), finding.area.radius.value(), finding.area.centre.latitude,
        finding.area.centre.longitude, finding.p_value, finding.recurrence_days);
  }
  return text;
}

std::string warnings_text(const std::vector<Warning>& warnings) {
  if (warnings.empty()) return "There are no such warnings.\n";
  std::vector<std::vector<std::string>> rows{
      {"ID", "SEVERITY", "STATE", "UNIT", "VALID TO", "IN UNIT", "TITLE"}};
  for (const auto& warning : warnings) {
    rows.push_back(
        {warning.id.to_string(), std::string(to_string(warning.severity)),
         std::string(to_string(warning.state)), warning.unit.unit().text(),
         warning.valid_until.to_string(),
         fmt::format("{}/{}", warning.evidence.observed_in_unit, warning.evidence.observed),
         warning.title.en});
  }
  return table_text(rows);
}

std::string warning_text(const WarningRecord& record, const Bilingual& unit_name,
                         const std::vector<Bilingual>& measure_names, const Zone& zone) {
  const auto& w = record.warning;
  std::string text = fmt::format("{}\n{}\n\n", w.title.en, w.title.zh);
  text += table_text(
      {{"id", w.id.to_string()},
       {"state", std::string(to_string(w.state))},
       {"severity", std::string(to_string(w.severity))},
       {"unit", fmt::format("{} {} {}", w.unit.unit().text(), unit_name.en, unit_name.zh)},
       {"valid", fmt::format("{} to {}", w.valid_from.to_string(), w.valid_until.to_string())},
       {"area",
        fmt::format("within {:.0f} m of {:.5f}, {:.5f} (latitude, longitude)",
                    w.area.radius.value(), w.area.centre.latitude, w.area.centre.longitude)}});
  text += fmt::format("\n{}\n{}\n\nMeasures\n", w.description.en, w.description.zh);
  for (std::size_t i = 0; i < record.measures.size(); ++i) {
    text += fmt::format("  {} {}: {}\n", measure_names.at(i).en, measure_names.at(i).zh,
                        record.measures[i].reason.en);
  }
  text += "\nHistory\n";
  for (const auto& entry : record.timeline) {
    std::string said;
    for (const auto& name : entry.measures) said += (said.empty() ? "" : ", ") + name.en;
    if (said.empty()) said = entry.text;
    text += fmt::format("  {}  {}  {}{}{}\n", wall_time(zone, entry.at), to_string(entry.kind),
                        entry.by, said.empty() ? "" : ": ", said);
  }
  return text;
}

}  // namespace anlan::cli
