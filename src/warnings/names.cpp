// The words by which enums are stored and sent.
#include <array>
#include <utility>

#include "base/check.h"
#include "warnings/analysis.h"
#include "warnings/warning.h"

namespace anlan::warnings {
namespace {

template <class Enum>
struct Named {
  Enum value;
  std::string_view name;
};

constexpr std::array k_methods{
    Named{Method::scan, "scan"},         Named{Method::near_repeat, "near_repeat"},
    Named{Method::hotspots, "hotspots"}, Named{Method::series, "series"},
    Named{Method::density, "density"},   Named{Method::self_exciting, "self_exciting"},
    Named{Method::seasons, "seasons"},   Named{Method::forecast, "forecast"}};
constexpr std::array k_schedule_modes{Named{ScheduleMode::by_hand, "by_hand"},
                                      Named{ScheduleMode::daily, "daily"}};
constexpr std::array k_task_modes{Named{TaskMode::on_issue, "on_issue"},
                                  Named{TaskMode::on_acknowledgement, "on_acknowledgement"},
                                  Named{TaskMode::by_hand, "by_hand"}};
constexpr std::array k_run_states{Named{RunState::running, "running"},
                                  Named{RunState::done, "done"}, Named{RunState::failed, "failed"}};
constexpr std::array k_severities{Named{Severity::notice, "notice"},
                                  Named{Severity::moderate, "moderate"},
                                  Named{Severity::high, "high"}};
constexpr std::array k_warning_states{
    Named{WarningState::issued, "issued"}, Named{WarningState::acknowledged, "acknowledged"},
    Named{WarningState::closed, "closed"}, Named{WarningState::expired, "expired"}};
constexpr std::array k_entry_kinds{Named{EntryKind::issued, "issued"},
                                   Named{EntryKind::updated, "updated"},
                                   Named{EntryKind::acknowledged, "acknowledged"},
                                   Named{EntryKind::commented, "commented"},
                                   Named{EntryKind::tasks_ordered, "tasks_ordered"},
                                   Named{EntryKind::closed, "closed"},
                                   Named{EntryKind::expired, "expired"}};

template <class Enum, std::size_t n>
std::string_view name_in(const std::array<Named<Enum>, n>& table, Enum value) {
  for (const auto& row : table) {
    if (row.value == value) return row.name;
  }
  check_failed("a named value", __FILE__, __LINE__);
}

template <class Enum, std::size_t n>
std::optional<Enum> value_in(const std::array<Named<Enum>, n>& table, std::string_view text) {
  for (const auto& row : table) {
    if (row.name == text) return row.value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Method method) { return name_in(k_methods, method); }
std::string_view to_string(ScheduleMode mode) { return name_in(k_schedule_modes, mode); }
std::string_view to_string(TaskMode mode) { return name_in(k_task_modes, mode); }
std::string_view to_string(RunState state) { return name_in(k_run_states, state); }
std::string_view to_string(Severity severity) { return name_in(k_severities, severity); }
std::string_view to_string(WarningState state) { return name_in(k_warning_states, state); }
std::string_view to_string(EntryKind kind) { return name_in(k_entry_kinds, kind); }

std::optional<Method> method_from(std::string_view text) { return value_in(k_methods, text); }
std::optional<ScheduleMode> schedule_mode_from(std::string_view text) {
  return value_in(k_schedule_modes, text);
}
std::optional<TaskMode> task_mode_from(std::string_view text) {
  return value_in(k_task_modes, text);
}
std::optional<RunState> run_state_from(std::string_view text) {
  return value_in(k_run_states, text);
}
std::optional<Severity> severity_from(std::string_view text) {
  return value_in(k_severities, text);
}
std::optional<WarningState> warning_state_from(std::string_view text) {
  return value_in(k_warning_states, text);
}
std::optional<EntryKind> entry_kind_from(std::string_view text) {
  return value_in(k_entry_kinds, text);
}

}  // namespace anlan::warnings
