#include "tasks/task.h"

#include <array>

#include "base/check.h"

namespace anlan::tasks {
namespace {

template <class Enum, std::size_t n>
std::optional<Enum> value_of(const std::array<Enum, n>& values, std::string_view text) {
  for (const auto value : values) {
    if (to_string(value) == text) return value;
  }
  return std::nullopt;
}

constexpr std::array k_states{TaskState::open,     TaskState::assigned, TaskState::done,
                              TaskState::accepted, TaskState::returned, TaskState::cancelled};
constexpr std::array k_decisions{Decision::accepted, Decision::returned, Decision::cancelled};

}  // namespace

std::string_view to_string(TaskState state) {
  switch (state) {
    case TaskState::open: return "open";
    case TaskState::assigned: return "assigned";
    case TaskState::done: return "done";
    case TaskState::accepted: return "accepted";
    case TaskState::returned: return "returned";
    case TaskState::cancelled: return "cancelled";
  }
  check_failed("a known TaskState", __FILE__, __LINE__);
}

std::optional<TaskState> task_state_from(std::string_view text) { return value_of(k_states, text); }

std::string_view to_string(Step step) {
  switch (step) {
    case Step::assign: return "assign";
    case Step::feedback: return "feedback";
    case Step::accept: return "accept";
    case Step::cancel: return "cancel";
  }
  check_failed("a known Step", __FILE__, __LINE__);
}

std::string_view to_string(Decision decision) {
  switch (decision) {
    case Decision::accepted: return "accepted";
    case Decision::returned: return "returned";
    case Decision::cancelled: return "cancelled";
  }
  check_failed("a known Decision", __FILE__, __LINE__);
}

std::optional<Decision> decision_from(std::string_view text) { return value_of(k_decisions, text); }

}  // namespace anlan::tasks
