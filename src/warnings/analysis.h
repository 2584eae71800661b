// An analysis: saved settings of a question that is asked of the records again and again; a run of
// it, and what a run found.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bilingual.h"
#include "base/id.h"
#include "base/instant.h"
#include "base/unit_code.h"
#include "places/unit.h"
#include "warnings/method_result.h"
#include "warnings/shape.h"

namespace anlan::warnings {

/// How a question is answered. Each has its own settings (methods.h).
enum class Method {
  scan,           ///< the prospective space-time permutation scan
  near_repeat,    ///< chains of near repeats that are still open
  hotspots,       ///< cells that become hot
  series,         ///< units whose week is above its season
  density,        ///< where the latest weeks are denser than those before
  self_exciting,  ///< where incidents make more of them likely
  seasons,        ///< units whose key period of the year is about to begin
  forecast,       ///< cells that will have most in the days to come
};

enum class ScheduleMode { by_hand, daily };

/// When an analysis runs by itself.
struct Schedule {
  ScheduleMode mode = ScheduleMode::by_hand;
  std::int32_t minute_of_day = 0;  ///< by the clock on the wall of the region; daily only
  friend bool operator==(const Schedule&, const Schedule&) = default;
};

/// What makes a finding a warning. Where both are set, both must hold; one must be set.
struct AlertThreshold {
  std::optional<double> recurrence_days;  ///< at least so rare under chance
  std::optional<double> p_value;          ///< at most
  friend bool operator==(const AlertThreshold&, const AlertThreshold&) = default;
};

/// When the recommended measures of a warning become tasks of its unit.
enum class TaskMode { on_issue, on_acknowledgement, by_hand };

struct AnalysisSettings {
  Bilingual name;
  Method method = Method::scan;
  std::vector<std::string> kinds;      ///< kinds or classes of incidents
  UnitCode unit;                       ///< whose area is looked at, with everything below
  std::string method_settings = "{}";  ///< a JSON object, complete (methods.h)
  AlertThreshold alert;
  std::int32_t lead_days = 0;    ///< from the day of the data to the first day of the warning
  std::int32_t valid_days = 14;  ///< how long a warning holds from its first day
  places::Level warned_level = places::Level::station;  ///< of the units that are warned
  TaskMode tasks = TaskMode::on_issue;
  Schedule schedule;
  bool is_enabled = true;
  friend bool operator==(const AnalysisSettings&, const AnalysisSettings&) = default;
};

struct Analysis {
  Id id;
  AnalysisSettings settings;
  UnitPath unit;  ///< the path of settings.unit
  std::optional<Instant> next_run_at;
  Instant created_at;
  std::int64_t version = 1;
};

enum class RunState { running, done, failed };

/// One run: with the same records, settings and seed it finds the same.
struct Run {
  Id id;
  Id analysis;
  UnitPath unit;
  Day as_of;  ///< the last day of the data
  RunState state = RunState::running;
  std::string started_by;  ///< as the journal names it
  Instant started_at;
  std::optional<Instant> ended_at;
  std::int64_t records = 0;   ///< used
  std::int64_t left_out = 0;  ///< of the kinds and days, but known by the police's own initiative
  std::int64_t findings = 0;
  std::int64_t warnings_issued = 0;
  std::int64_t warnings_updated = 0;
  std::uint64_t seed = 0;
  std::string settings;  ///< as used, a JSON object
  std::string engine;    ///< which program computed it
  std::string problem;   ///< a sentence, if it failed
};

/// What a method found. A cluster: where, when, how many against how many, how rare under chance.
struct Finding {
  Id id;
  Id run;
  std::int32_t rank = 0;  ///< 1 is the strongest
  Day start;
  Day end;
  std::int64_t observed = 0;
  double expected = 0;
  double statistic = 0;
  double p_value = 1;
  double gumbel_p = 1;  ///< by a fitted law; finer than p_value, and less certain
  double recurrence_days = 1;
  bool is_significant = false;
  Circle area;
  std::int32_t places = 0;
  std::vector<Id> incidents;  ///< the `observed` ones, sorted
  UnitPath unit;              ///< the unit that it speaks of; empty: those that its area touches
  std::optional<DayWindow> window;  ///< when it is to come; empty: as the analysis says
};

std::string_view to_string(Method method);
std::string_view to_string(ScheduleMode mode);
std::string_view to_string(TaskMode mode);
std::string_view to_string(RunState state);
std::optional<Method> method_from(std::string_view text);
std::optional<ScheduleMode> schedule_mode_from(std::string_view text);
std::optional<TaskMode> task_mode_from(std::string_view text);
std::optional<RunState> run_state_from(std::string_view text);

}  // namespace anlan::warnings
