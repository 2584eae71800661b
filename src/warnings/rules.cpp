#include "warnings/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/check.h"
#include "base/problem.h"

namespace anlan::warnings {
namespace {

constexpr std::size_t k_name_max = 120;
constexpr std::size_t k_kinds_max = 64;
constexpr std::int32_t k_lead_max = 60;
constexpr std::int32_t k_valid_max = 90;
constexpr std::int32_t k_minutes_a_day = 1440;
constexpr std::size_t k_text_max = 2000;  // characters; a page

constexpr double k_high_days = 365;
constexpr double k_moderate_days = 100;
constexpr double k_least_area_share = 0.01;
constexpr double k_least_overlap = 0.25;

class Faults {
 public:
  void unless(bool holds, std::string_view field, std::string_view fault) {
    if (!holds) faults_.push_back({std::string(field), std::string(fault)});
  }
  void raise() {
    if (faults_.empty()) return;
    throw Problem::invalid("analyses.settings", "The settings of the analysis are not complete.",
                           std::move(faults_));
  }

 private:
  std::vector<FieldFault> faults_;
};

Problem wrong_state(const Warning& warning, std::string_view act) {
  return Problem::conflict("warnings.state", fmt::format("The warning is {} and cannot be {}.",
                                                         to_string(warning.state), act));
}

std::size_t characters_in(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// How well a sighting fits a standing warning.
struct Fit {
  std::size_t sighting;
  std::size_t warning;
  double overlap;
};

/// A forecast is a rank of places and no alarm, and what comes every year is no surprise, however
/// surely both are known.
Severity most_severe(Method method) {
  switch (method) {
    case Method::forecast: return Severity::notice;
    case Method::seasons: return Severity::moderate;
    default: return Severity::high;
  }
}

Step step_for(const Finding& finding, const Sighting& sighting, const Warning& warning,
              const AnalysisSettings& settings, Day as_of) {
  if (!is_live(warning.state) || as_of < warning.as_of) return Step::keep;
  if (as_of - warning.first_as_of >= k_longest_life_days) return Step::keep;
  const auto next = updated(warning, finding, sighting, settings, as_of, warning.updated_at);
  const auto said = [](const Warning& w) {
    return std::tuple(w.evidence, w.area, w.severity, w.as_of, w.valid_from, w.valid_until);
  };
  return said(next) == said(warning) ? Step::keep : Step::update;
}

}  // namespace

void check_settings(const AnalysisSettings& settings) {
  Faults faults;
  const auto is_name = [](const std::string& name) {
    return !name.empty() && characters_in(name) <= k_name_max;
  };
  faults.unless(is_name(settings.name.en), "name.en", "must have 1 to 120 characters");
  faults.unless(is_name(settings.name.zh), "name.zh", "must have 1 to 120 characters");
  faults.unless(!settings.kinds.empty() && settings.kinds.size() <= k_kinds_max, "kinds",
                "must name 1 to 64 kinds or classes");
  faults.unless(!settings.unit.empty(), "unit", "must be a unit");
  const auto& alert = settings.alert;
  faults.unless(alert.recurrence_days || alert.p_value, "alert_recurrence_days",
                "must be set, or alert_p_value");
  faults.unless(!alert.recurrence_days || *alert.recurrence_days >= 1, "alert_recurrence_days",
                "must be at least 1");
  faults.unless(!alert.p_value || (*alert.p_value > 0 && *alert.p_value <= 1), "alert_p_value",
                "must be above 0 and at most 1");
  faults.unless(settings.lead_days >= 0 && settings.lead_days <= k_lead_max, "lead_days",
                "must be from 0 to 60");
  faults.unless(settings.valid_days >= 1 && settings.valid_days <= k_valid_max, "valid_days",
                "must be from 1 to 90");
  const auto minute = settings.schedule.minute_of_day;
  faults.unless(minute >= 0 && minute < k_minutes_a_day, "schedule.at", "must be a time of day");
  faults.raise();
}

bool is_significant(const AlertThreshold& alert, double p_value, double recurrence_days) {
  if (!alert.p_value && !alert.recurrence_days) return false;
  if (alert.p_value && p_value > *alert.p_value) return false;
  return !alert.recurrence_days || recurrence_days >= *alert.recurrence_days;
}

Severity severity_of(double recurrence_days, std::int64_t observed_in_unit) {
  if (observed_in_unit == 0) return Severity::notice;
  if (recurrence_days >= k_high_days) return Severity::high;
  return recurrence_days >= k_moderate_days ? Severity::moderate : Severity::notice;
}

DayWindow validity_of(const AnalysisSettings& settings, const Finding& finding, Day as_of) {
  if (finding.window) return *finding.window;
  const Day from = as_of + settings.lead_days;
  return {.from = from, .until = from + settings.valid_days};
}

bool is_touched(std::int64_t observed_in_unit, double area_share) {
  return observed_in_unit > 0 || area_share >= k_least_area_share;
}

bool is_same_cluster(const Finding& finding, const UnitPath& unit, Day as_of,
                     const Warning& warning) {
  if (unit != warning.unit || as_of > warning.valid_until) return false;
  const bool is_meanwhile = finding.window ? finding.window->from <= warning.valid_until &&
                                                 warning.valid_from <= finding.window->until
                                           : finding.end >= warning.first_start;
  return is_meanwhile && overlap_share(finding.area, warning.area) >= k_least_overlap;
}

std::vector<Decision> decide(std::span<const Finding> findings, std::span<const Sighting> sightings,
                             std::span<const Warning> standing, const AnalysisSettings& settings,
                             Day as_of) {
  std::vector<Fit> fits;
  for (std::size_t s = 0; s < sightings.size(); ++s) {
    CHECK(sightings[s].finding < findings.size());
    const auto& finding = findings[sightings[s].finding];
    for (std::size_t w = 0; w < standing.size(); ++w) {
      if (is_same_cluster(finding, sightings[s].unit, as_of, standing[w]))
        fits.push_back({s, w, overlap_share(finding.area, standing[w].area)});
    }
  }
  // Of equal overlaps first the pair that is nearest, so that a finding meets its own warning
  // again.
  const auto order = [&](const Fit& fit) {
    const auto& finding = findings[sightings[fit.sighting].finding];
    const auto& warning = standing[fit.warning];
    return std::tuple(finding.area == warning.area ? 0 : 1, -fit.overlap,
                      distance(finding.area.centre, warning.area.centre).value(), finding.rank,
                      warning.id);
  };
  std::ranges::sort(fits, {}, order);

  std::vector<Decision> decisions(sightings.size());
  std::vector<bool> taken(standing.size(), false);
  for (std::size_t s = 0; s < sightings.size(); ++s)
    decisions[s] = {.sighting = s, .warning = std::nullopt, .step = Step::issue};
  for (const auto& fit : fits) {
    auto& decision = decisions[fit.sighting];
    if (decision.warning || taken[fit.warning]) continue;
    taken[fit.warning] = is_live(standing[fit.warning].state);
    const auto& sighting = sightings[fit.sighting];
    decision.warning = fit.warning;
    decision.step =
        step_for(findings[sighting.finding], sighting, standing[fit.warning], settings, as_of);
  }
  return decisions;
}

Warning issued(const Analysis& analysis, const Finding& finding, const Sighting& sighting,
               Day as_of, const Id& id, Instant now) {
  Warning warning{.id = id,
                  .analysis = analysis.id,
                  .unit = sighting.unit,
                  .kinds = analysis.settings.kinds,
                  .first_start = finding.start,
                  .first_as_of = as_of,
                  .issued_at = now};
  const auto validity = validity_of(analysis.settings, finding, as_of);
  warning.valid_from = validity.from;
  warning = updated(std::move(warning), finding, sighting, analysis.settings, as_of, now);
  warning.version = 1;
  return warning;
}

Warning updated(Warning warning, const Finding& finding, const Sighting& sighting,
                const AnalysisSettings& settings, Day as_of, Instant now) {
  warning.finding = finding.id;
  warning.severity = std::min(severity_of(finding.recurrence_days, sighting.observed_in_unit),
                              most_severe(settings.method));
  warning.area = finding.area;
  warning.evidence = {.start = finding.start,
                      .end = finding.end,
                      .observed = finding.observed,
                      .expected = finding.expected,
                      .observed_in_unit = sighting.observed_in_unit,
                      .area_share = sighting.area_share,
                      .statistic = finding.statistic,
                      .p_value = finding.p_value,
                      .recurrence_days = finding.recurrence_days};
  warning.first_start = std::min(warning.first_start, finding.start);
  warning.as_of = as_of;
  const auto validity = validity_of(settings, finding, as_of);
  warning.valid_until = std::max(warning.valid_until, validity.until);
  // What is still to come may come earlier or later than it was first thought.
  if (finding.window && as_of < warning.valid_from) warning.valid_from = validity.from;
  warning.updated_at = now;
  ++warning.version;
  return warning;
}

bool is_news(const Warning& before, const Warning& after) {
  return after.severity > before.severity ||
         after.evidence.observed_in_unit > before.evidence.observed_in_unit;
}

bool is_live(WarningState state) {
  return state == WarningState::issued || state == WarningState::acknowledged;
}

void check_text(std::string_view field, std::string_view text) {
  if (!text.empty() && characters_in(text) <= k_text_max) return;
  throw Problem::invalid("warnings.text", "Something must be said, on a page at most.",
                         {{std::string(field), "must have 1 to 2000 characters"}});
}

Warning acknowledged(Warning warning, Instant now) {
  if (warning.state != WarningState::issued) throw wrong_state(warning, "acknowledged");
  warning.state = WarningState::acknowledged;
  warning.updated_at = now;
  ++warning.version;
  return warning;
}

Warning closed(Warning warning, std::string_view reason, Instant now) {
  check_text("reason", reason);
  if (!is_live(warning.state)) throw wrong_state(warning, "closed");
  warning.state = WarningState::closed;
  warning.closure_reason = reason;
  warning.ended_at = now;
  warning.updated_at = now;
  ++warning.version;
  return warning;
}

std::optional<Warning> expired(const Warning& warning, Day today, Instant now) {
  if (!is_live(warning.state) || !has_lapsed(warning, today)) return std::nullopt;
  Warning ended = warning;
  ended.state = WarningState::expired;
  ended.ended_at = now;
  ended.updated_at = now;
  ++ended.version;
  return ended;
}

bool has_lapsed(const Warning& warning, Day today) { return today > warning.valid_until; }

}  // namespace anlan::warnings
