// Every sentence of a scenario, and what it does.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>

#include "base/problem.h"
#include "tests/scenarios/scenario.h"
#include "tests/scenarios/scenario_world.h"
#include "tests/scenarios/sentence.h"

namespace anlan::tests {
namespace {

using warnings::Warning;

int number(const Words& words, std::string_view name) {
  const auto& text = words.find(name)->second;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw StepFailed{fmt::format("{:?} is no number", text)};
  return value;
}

const std::string& word(const Words& words, std::string_view name) {
  return words.find(name)->second;
}

Day day_in(const Words& words, std::string_view name) {
  const auto day = Day::parse(word(words, name));
  if (!day) throw StepFailed{fmt::format("{:?} is no day", word(words, name))};
  return *day;
}

/// "a, b and c" without order.
std::vector<std::string> sorted_list(std::string text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) {
    const auto first = part.find_first_not_of(' ');
    if (first != std::string::npos) parts.push_back(part.substr(first));
  }
  std::ranges::sort(parts);
  return parts;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text.empty() ? "none" : text;
}

template <class Value>
void expect(const Value& found, const Value& wanted, std::string_view what) {
  if (found != wanted) throw StepFailed{fmt::format("{} is {}, not {}", what, found, wanted)};
}

RecordOrder order_of(const Words& words) {
  RecordOrder order{.count = number(words, "count"),
                    .kind = word(words, "kind"),
                    .first = day_in(words, "first"),
                    .last = day_in(words, "last")};
  if (words.contains("way")) {
    const auto known_by = incidents::known_by_from(word(words, "way"));
    if (!known_by) throw StepFailed{"nothing becomes known that way"};
    order.known_by = *known_by;
  }
  return order;
}

/// Plays sentences one after the other.
class Player {
 public:
  Player() { add_settings(), add_doings(), add_expectations(), add_outcomes(); }

  void play(std::string_view sentence) {
    for (const auto& step : steps_) {
      if (const auto words = match(step.pattern, sentence)) return step.work(*words);
    }
    throw StepFailed{"this is no sentence of README.md"};
  }
  ScenarioWorld& world() { return world_; }

 private:
  struct Step {
    std::string pattern;
    std::function<void(const Words&)> work;
  };
  void on(std::string pattern, std::function<void(const Words&)> work) {
    steps_.push_back({std::move(pattern), std::move(work)});
  }

  void add_settings();
  void add_doings();
  void add_expectations();
  void add_outcomes();
  void set(std::string_view key, const Words& words) {
    if (!settings_) throw StepFailed{"a setting stands below its analysis"};
    numbers_[std::string(key)] = number(words, "n");
  }
  void finish_analysis();
  std::vector<std::string> open_tasks_of(const UnitPath& unit, const Warning* warning);

  ScenarioWorld world_;
  std::vector<Step> steps_;
  std::optional<warnings::AnalysisSettings> settings_;  // of the analysis that is being described
  std::map<std::string, int> numbers_;
  std::map<std::string, Id> analyses_;
  std::optional<warnings::Run> last_run_;
};

void Player::add_settings() {
  on("about {text...}", [](const Words&) {});
  on("unit {letter} is {code}, {names...}", [this](const Words& words) {
    const auto& names = word(words, "names");
    const auto comma = names.find(", ");
    if (comma == std::string::npos) throw StepFailed{"a unit has an English and a Chinese name"};
    world_.name_unit(word(words, "letter").front(), word(words, "code"), names.substr(0, comma),
                     names.substr(comma + 2));
  });
  on("records {count} of {kind} everywhere from {first} to {last}[ known by {way}]",
     [this](const Words& words) { world_.record_everywhere(order_of(words)); });
  on("records {count} of {kind} at column {c} row {r} within {metres} m from {first} to "
     "{last}[ known by {way}]",
     [this](const Words& words) {
       world_.record_at(order_of(words), number(words, "c"), number(words, "r"),
                        number(words, "metres"));
     });
  on("analysis {name} of {kinds}", [this](const Words& words) {
    finish_analysis();
    const auto& name = word(words, "name");
    settings_ = warnings::AnalysisSettings{.name = {.en = name, .zh = name},
                                           .kinds = sorted_list(word(words, "kinds")),
                                           .unit = world_.county(),
                                           .alert = {.recurrence_days = 100}};
    numbers_ = {{"study", 365}, {"window", 14}, {"replicates", 199}, {"grid", 250}, {"valid", 14}};
  });
  on("alert {n} days", [this](const Words& words) { set("alert", words); });
  on("window {n} days", [this](const Words& words) { set("window", words); });
  on("study {n} days", [this](const Words& words) { set("study", words); });
  on("valid {n} days", [this](const Words& words) { set("valid", words); });
  on("replicates {n}", [this](const Words& words) { set("replicates", words); });
  on("grid {n} m", [this](const Words& words) { set("grid", words); });
  on("tasks {mode}", [this](const Words& words) {
    const auto mode = warnings::task_mode_from(word(words, "mode"));
    if (!mode || !settings_) throw StepFailed{"this is no way to make tasks of measures"};
    settings_->tasks = *mode;
  });
}

void Player::finish_analysis() {
  if (!settings_) return;
  world_.build();
  if (numbers_.contains("alert")) settings_->alert.recurrence_days = numbers_["alert"];
  settings_->valid_days = numbers_["valid"];
  settings_->method_settings =
      fmt::format(R"({{"study_days":{},"window_days":{},"replicates":{},"grid_metres":{}}})",
                  numbers_["study"], numbers_["window"], numbers_["replicates"], numbers_["grid"]);
  const auto analysis = world_.services.warnings.add_analysis(world_.analyst(), *settings_);
  analyses_[analysis.settings.name.en] = analysis.id;
  settings_.reset();
}

void Player::add_doings() {
  on("on {day}", [this](const Words& words) {
    finish_analysis();
    world_.go_to(day_in(words, "day"));
  });
  on("detect {name}", [this](const Words& words) {
    const auto found = analyses_.find(word(words, "name"));
    if (found == analyses_.end()) throw StepFailed{"there is no such analysis"};
    last_run_ = world_.services.warnings.detect(world_.analyst(), found->second, world_.day());
  });
  on("sweep", [this](const Words&) { (void)world_.services.warnings.sweep(world_.program()); });
  on("chief of {unit} acknowledges", [this](const Words& words) {
    const auto& unit = word(words, "unit");
    (void)world_.services.warnings.acknowledge(world_.chief(unit), world_.newest_warning(unit).id);
  });
  on("chief of {unit} closes because {reason...}", [this](const Words& words) {
    const auto& unit = word(words, "unit");
    (void)world_.services.warnings.close(world_.chief(unit), world_.newest_warning(unit).id,
                                         word(words, "reason"));
  });
}

std::vector<std::string> Player::open_tasks_of(const UnitPath& unit, const Warning* warning) {
  tasks::TaskFilter filter{.within = unit, .states = {tasks::TaskState::open}};
  if (warning) filter.origin = tasks::Origin{"warning", warning->id.to_string()};
  std::vector<std::string> kinds;
  for (const auto& task : world_.services.tasks.list(world_.analyst(), filter, {}, 500).items)
    kinds.push_back(task.template_kind);
  std::ranges::sort(kinds);
  return kinds;
}

void Player::add_expectations() {
  on("then {unit} has a {severity} warning", [this](const Words& words) {
    const auto living = world_.living_warnings_of(word(words, "unit"));
    expect<std::size_t>(living.size(), 1, "the number of living warnings");
    expect<std::string_view>(to_string(living.front().severity), word(words, "severity"),
                             "the severity");
  });
  on("then {unit} has no warning", [this](const Words& words) {
    expect<std::size_t>(world_.living_warnings_of(word(words, "unit")).size(), 0,
                        "the number of living warnings");
  });
  on("then {unit} has {n} warnings", [this](const Words& words) {
    expect(static_cast<int>(world_.warnings_of(word(words, "unit")).size()), number(words, "n"),
           "the number of warnings");
  });
  on("then the warning of {unit} is {state}", [this](const Words& words) {
    expect<std::string_view>(to_string(world_.newest_warning(word(words, "unit")).state),
                             word(words, "state"), "the state");
  });
  const auto counts = [this](const Words& words) {
    const auto evidence = world_.newest_warning(word(words, "unit")).evidence;
    expect(static_cast<int>(evidence.observed), number(words, "n"), "the number of incidents");
    if (words.contains("m"))
      expect(static_cast<int>(evidence.observed_in_unit), number(words, "m"), "its own number");
  };
  on("then the warning of {unit} counts {n} incidents", counts);
  on("then the warning of {unit} counts {n} incidents, {m} in its area", counts);
  on("then the warning of {unit} was updated {n} times", [this](const Words& words) {
    const auto warning = world_.newest_warning(word(words, "unit"));
    const auto timeline = world_.services.warnings.record(world_.analyst(), warning.id).timeline;
    expect(static_cast<int>(std::ranges::count(timeline, warnings::EntryKind::updated,
                                               &warnings::TimelineEntry::kind)),
           number(words, "n"), "the number of updates");
  });
  on("then the warning of {unit} holds to {day}", [this](const Words& words) {
    expect(world_.newest_warning(word(words, "unit")).valid_until.to_string(), word(words, "day"),
           "its last day");
  });
  on("then {unit} has tasks {kinds...}", [this](const Words& words) {
    const auto warning = world_.newest_warning(word(words, "unit"));
    expect(joined(open_tasks_of(warning.unit, &warning)), joined(sorted_list(word(words, "kinds"))),
           "the list of open tasks");
  });
  on("then all open tasks of {unit} are {kinds...}", [this](const Words& words) {
    expect(joined(open_tasks_of(world_.unit(word(words, "unit")), nullptr)),
           joined(sorted_list(word(words, "kinds"))), "the list of open tasks");
  });
  on("then {unit} has no tasks", [this](const Words& words) {
    expect(joined(open_tasks_of(world_.unit(word(words, "unit")), nullptr)), std::string("none"),
           "the list of open tasks");
  });
  on("then the chief of {unit} sees {n} warnings", [this](const Words& words) {
    const auto page = world_.services.warnings.list(world_.chief(word(words, "unit")), {}, {}, 200);
    expect(static_cast<int>(page.items.size()), number(words, "n"), "the number of warnings");
  });
  on("then the chief of {unit} sees {n} incidents of it", [this](const Words& words) {
    const auto& unit = word(words, "unit");
    const auto seen =
        world_.services.warnings.evidence(world_.chief(unit), world_.newest_warning(unit).id);
    expect(static_cast<int>(seen.size()), number(words, "n"), "the number of incidents");
  });
  on("then {used} records were used and {left} left out", [this](const Words& words) {
    if (!last_run_) throw StepFailed{"nothing was detected yet"};
    expect(static_cast<int>(last_run_->records), number(words, "used"), "the number used");
    expect(static_cast<int>(last_run_->left_out), number(words, "left"), "the number left out");
  });
}

void Player::add_outcomes() {
  const auto outcome_of = [this](const Words& words) {
    return world_.services.warnings
        .outcome(world_.analyst(), world_.newest_warning(word(words, "unit")).id)
        .outcome;
  };
  on("then the outcome of {unit} counts {n} where {least} to {most} were expected",
     [outcome_of](const Words& words) {
       const auto outcome = outcome_of(words);
       expect(static_cast<int>(outcome.place.now), number(words, "n"), "the count");
       if (outcome.expected < number(words, "least") || outcome.expected > number(words, "most"))
         throw StepFailed{fmt::format("{:.2f} were expected", outcome.expected)};
     });
  on("then the outcome of {unit} says {verdict}", [outcome_of](const Words& words) {
    expect<std::string_view>(to_string(outcome_of(words).against_expected.verdict()),
                             word(words, "verdict"), "the verdict");
  });
  on("then the outcome of {unit} is not known yet", [outcome_of](const Words& words) {
    try {
      (void)outcome_of(words);
    } catch (const Problem& problem) {
      return expect<std::string>(problem.code(), "outcomes.not_yet", "the answer");
    }
    throw StepFailed{"it is known"};
  });
}

std::string without_note(std::string_view line) {
  auto text = std::string(line.substr(0, line.find('#')));
  const auto last = text.find_last_not_of(" \t\r");
  text.erase(last == std::string::npos ? 0 : last + 1);
  return text;
}

}  // namespace

std::optional<ScenarioFault> play_scenario(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) lines.push_back(without_note(line));

  Player player;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find_first_not_of(" \t") == std::string::npos) continue;
    const ScenarioFault fault{.line = static_cast<int>(i) + 1, .sentence = lines[i], .reason = ""};
    const auto failed = [&fault](std::string reason) {
      auto told = fault;
      told.reason = std::move(reason);
      return told;
    };
    try {
      if (const auto words = match("map {n} m a square", lines[i])) {
        std::vector<std::string> rows;
        while (i + 1 < lines.size() && lines[i + 1].starts_with(' ')) {
          const auto& row = lines[++i];
          rows.push_back(row.substr(row.find_first_not_of(' ')));
        }
        player.world().set_map(number(*words, "n"), std::move(rows));
      } else {
        player.play(lines[i]);
      }
    } catch (const StepFailed& step) {
      return failed(step.reason);
    } catch (const Problem& problem) {
      return failed(fmt::format("{} ({})", problem.sentence(), problem.code()));
    }
  }
  return std::nullopt;
}

std::string read_scenario(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace anlan::tests
