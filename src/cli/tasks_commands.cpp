#include "cli/tasks_commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "access/sessions.h"
#include "base/problem.h"
#include "cli/application.h"

namespace anlan::cli {
namespace {

constexpr int k_page = 500;

struct ListOptions {
  std::string unit;
  std::vector<std::string> states;
  std::string owner;
  std::string origin;
  bool overdue = false;
};

tasks::TaskFilter filter_of(Application& application, const access::Actor& actor,
                            const ListOptions& options) {
  tasks::TaskFilter filter{.due_before = {}, .overdue_only = options.overdue};
  if (!options.unit.empty()) {
    const auto code = UnitCode::parse(options.unit);
    filter.within = code ? application.tasks().find_unit(*code) : UnitPath();
    if (filter.within.empty()) {
      throw Problem::not_found("units.unknown", "There is no unit of this code.");
    }
  }
  for (const auto& state : options.states) {
    filter.states.push_back(tasks::task_state_from(state).value());
  }
  if (!options.owner.empty()) {
    filter.owner = application.accounts().find_by_name(actor, options.owner).id;
  }
  if (!options.origin.empty()) {
    const auto colon = options.origin.find(':');
    if (colon == std::string::npos) {
      throw Problem::invalid("tasks.origin", "An origin is a kind and an id: warning:0195...");
    }
    filter.origin =
        tasks::Origin{options.origin.substr(0, colon), options.origin.substr(colon + 1)};
  }
  return filter;
}

/// "2026-03-02 08:00", by the clock on the wall.
std::string wall_time(const Zone& zone, Instant moment) {
  const auto minute = zone.millisecond_of_day(moment) / 60'000;
  return fmt::format("{} {:02}:{:02}", zone.day_of(moment).to_string(), minute / 60, minute % 60);
}

void list(Application& application, const ListOptions& options) {
  const auto actor = access::console_actor(application.database());
  const auto filter = filter_of(application, actor, options);
  std::optional<tasks::TaskCursor> after;
  do {
    const auto page = application.tasks().list(actor, filter, after, k_page);
    for (const auto& task : page.items) {
      fmt::print("{}\t{}\t{}\t{}\t{}\t{}/{}\t{}\n", task.id.to_string(), to_string(task.state),
                 wall_time(application.zone(), task.due_at), task.unit.unit().text(),
                 task.template_kind, task.spent_minutes, task.expected_minutes, task.title.en);
    }
    after = page.next;
  } while (after);
}

void escalate(Application& application) {
  const auto actor = access::console_actor(application.database());
  const auto count = application.tasks().escalate(actor, application.clock().now());
  fmt::print("{} overdue, {} units told, {} expired\n", count.overdue, count.told, count.cancelled);
}

}  // namespace

void add_tasks_commands(CLI::App& app, Application& application) {
  auto* tasks = app.add_subcommand("tasks", "What units were asked to do");
  tasks->require_subcommand(1);
  auto options = std::make_shared<ListOptions>();  // shared: CLI11 copies the callback
  auto* list_command = tasks->add_subcommand(
      "list", "Print id, state, due time, unit, template, minutes spent/expected and title");
  list_command->add_option("--unit", options->unit, "A unit and its subtree");
  list_command->add_option("--state", options->states, "One or more states")
      ->delimiter(',')
      ->check(CLI::IsMember({"open", "assigned", "done", "accepted", "returned", "cancelled"}));
  list_command->add_option("--owner", options->owner, "The sign-in name of whoever has it");
  list_command->add_option("--origin", options->origin, "Where it comes from: warning:<id>");
  list_command->add_flag("--overdue", options->overdue, "Only what is past its due time");
  list_command->callback([&application, options] { list(application, *options); });

  tasks->add_subcommand("escalate", "Look for overdue tasks now, as the server does by itself")
      ->callback([&application] { escalate(application); });
}

}  // namespace anlan::cli
