#include "cli/warnings_commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <memory>
#include <thread>

#include "access/service.h"
#include "base/problem.h"
#include "cli/application.h"
#include "cli/terminal_progress.h"
#include "cli/warnings_text.h"
#include "warnings/json.h"

namespace anlan::cli {
namespace {

namespace json = boost::json;
using warnings::Analysis;
using warnings::Warning;

constexpr int k_page = 200;

struct DetectOptions {
  std::string as_of;
  std::string analysis;
  unsigned threads = 0;
  bool json = false;
};

struct ListOptions {
  std::string unit;
  std::vector<std::string> states;
  std::string severity;
  bool json = false;
};

struct OneOptions {
  std::string id;
  std::string text;
  bool incidents = false;
  bool json = false;
};

access::Actor console(Application& application) {
  auto actor = access::console_actor(application.database());
  if (actor.scope.empty())
    throw Problem::conflict("units.none", "There are no units yet; import them first.");
  return actor;
}

void print(const json::value& value) { fmt::print("{}\n", json::serialize(value)); }

Id id_of(const std::string& text) {
  const auto id = Id::parse(text);
  if (!id) throw Problem::invalid("warnings.id", "This is not the id of a warning.");
  return *id;
}

std::optional<Day> day_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto day = Day::parse(text);
  if (!day) throw Problem::invalid("detect.as_of", "A day is written like 2026-03-31.");
  return day;
}

std::vector<Analysis> wanted_analyses(Application& application, const access::Actor& actor,
                                      const std::string& name) {
  if (!name.empty()) return {application.warnings().analysis_named(actor, name)};
  auto analyses = application.warnings().analyses(actor);
  std::erase_if(analyses, [](const Analysis& a) { return !a.settings.is_enabled; });
  if (!analyses.empty()) return analyses;
  throw Problem::not_found("analyses.none",
                           "There is no analysis to run; add one: anlan analyses add --name "
                           "Burglary --kinds property.burglary_dwelling");
}

/// The warnings of an analysis that hold on the day of the data.
std::vector<Warning> standing(Application& application, const access::Actor& actor,
                              const Analysis& analysis, Day as_of) {
  std::vector<Warning> found;
  warnings::WarningFilter filter{
      .states = {warnings::WarningState::issued, warnings::WarningState::acknowledged},
      .analysis = analysis.id,
      .valid_from = as_of,
      .valid_to = as_of};
  std::optional<warnings::WarningCursor> after;
  do {
    auto page = application.warnings().list(actor, filter, after, k_page);
    for (auto& warning : page.items) found.push_back(std::move(warning));
    after = page.next;
  } while (after);
  return found;
}

json::object run_object(Application& application, const Analysis& analysis,
                        const warnings::RunRecord& record, const std::vector<Warning>& held) {
  json::array findings;
  for (const auto& finding : record.findings) findings.push_back(warnings::finding_json(finding));
  json::array list;
  for (const auto& warning : held) {
    const auto name = application.warnings().unit_name(warning.unit.unit());
    auto object = warnings::warning_json(warning, name);
    object["finding"] = warning.finding.to_string();
    object["area"] = warnings::area_json(warning.area);
    list.push_back(std::move(object));
  }
  auto run = warnings::run_json(record.run);
  run["analysis_name"] = {{"en", analysis.settings.name.en}, {"zh", analysis.settings.name.zh}};
  return {
      {"run", std::move(run)}, {"findings", std::move(findings)}, {"warnings", std::move(list)}};
}

void detect(Application& application, const DetectOptions& options) {
  const auto actor = console(application);
  const auto as_of = day_of(options.as_of);
  json::array runs;
  std::vector<Warning> all;
  for (const auto& analysis : wanted_analyses(application, actor, options.analysis)) {
    TerminalProgress progress(analysis.settings.name.en);
    warnings::DetectionRun how;
    how.threads =
        options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
    how.progress = [&progress](double share) {
      progress.report(share);
      return true;
    };
    const auto run = application.warnings().detect(actor, analysis.id, as_of, how);
    const auto record = application.warnings().run(actor, run.id);
    const auto held = standing(application, actor, analysis, run.as_of);
    if (options.json) {
      runs.push_back(run_object(application, analysis, record, held));
    } else {
      fmt::print("{}", run_text(analysis, record));
    }
    all.insert(all.end(), held.begin(), held.end());
  }
  if (options.json) return print(json::object{{"runs", std::move(runs)}});
  fmt::print("\nWarnings that hold on that day:\n{}", warnings_text(all));
}

warnings::WarningFilter filter_of(Application& application, const access::Actor& actor,
                                  const ListOptions& options) {
  warnings::WarningFilter filter;
  if (!options.unit.empty()) {
    const auto code = UnitCode::parse(options.unit);
    if (!code) throw Problem::not_found("units.unknown", "There is no unit of this code.");
    filter.within = application.warnings().path_of(actor, *code);
  }
  for (const auto& state : options.states)
    filter.states.push_back(warnings::warning_state_from(state).value());
  if (!options.severity.empty()) filter.severity = warnings::severity_from(options.severity);
  return filter;
}

void list(Application& application, const ListOptions& options) {
  const auto actor = console(application);
  const auto filter = filter_of(application, actor, options);
  std::vector<Warning> all;
  std::optional<warnings::WarningCursor> after;
  do {
    auto page = application.warnings().list(actor, filter, after, k_page);
    for (auto& warning : page.items) all.push_back(std::move(warning));
    after = page.next;
  } while (after);
  if (!options.json) return fmt::print("{}", warnings_text(all));
  json::array items;
  for (const auto& warning : all) {
    items.push_back(
        warnings::warning_json(warning, application.warnings().unit_name(warning.unit.unit())));
  }
  print(json::object{{"items", std::move(items)}});
}

void print_outcome(Application& application, const access::Actor& actor, const Warning& warning) {
  try {
    const auto outcome = application.warnings().outcome(actor, warning.id);
    fmt::print("\nOutcome\n{}\n{}\n", outcome.words.en, outcome.words.zh);
  } catch (const Problem& problem) {
    if (problem.code() != "outcomes.not_yet") throw;
    fmt::print("\nOutcome\n{}\n", problem.sentence());
  }
}

void show_json(Application& application, const access::Actor& actor,
               const warnings::WarningRecord& record) {
  const auto& warning = record.warning;
  auto object =
      warnings::warning_json(warning, application.warnings().unit_name(warning.unit.unit()));
  object["description"] = {{"en", warning.description.en}, {"zh", warning.description.zh}};
  object["area"] = warnings::area_json(warning.area);
  object["finding"] = warnings::finding_json(record.finding);
  json::array timeline;
  for (const auto& entry : record.timeline)
    timeline.push_back(warnings::timeline_json(entry, entry.by));
  object["timeline"] = std::move(timeline);
  json::array incidents;
  for (const auto& incident : application.warnings().evidence(actor, warning.id)) {
    json::object row{{"id", incident.id.to_string()},
                     {"kind", incident.kind},
                     {"occurred_from", incident.occurred_from.to_string()},
                     {"longitude", nullptr},
                     {"latitude", nullptr},
                     {"unit", incident.unit.text()}};
    if (incident.position) {
      row["longitude"] = incident.position->longitude;
      row["latitude"] = incident.position->latitude;
    }
    incidents.push_back(std::move(row));
  }
  object["incidents"] = std::move(incidents);
  print(object);
}

void show(Application& application, const OneOptions& options) {
  const auto actor = console(application);
  const auto record = application.warnings().record(actor, id_of(options.id));
  if (options.json) return show_json(application, actor, record);
  std::vector<Bilingual> names;
  names.reserve(record.measures.size());
  for (const auto& measure : record.measures)
    names.push_back(application.warnings().measure_name(measure.template_kind));
  fmt::print("{}",
             warning_text(record, application.warnings().unit_name(record.warning.unit.unit()),
                          names, application.zone()));
  if (options.incidents) {
    std::vector<std::vector<std::string>> rows{{"FROM", "KIND", "UNIT", "LATITUDE", "LONGITUDE"}};
    for (const auto& incident : application.warnings().evidence(actor, record.warning.id)) {
      rows.push_back(
          {incident.occurred_from.to_string(), incident.kind, incident.unit.text(),
           incident.position ? fmt::format("{:.5f}", incident.position->latitude) : "-",
           incident.position ? fmt::format("{:.5f}", incident.position->longitude) : "-"});
    }
    fmt::print("\nIncidents\n{}", table_text(rows));
  }
  print_outcome(application, actor, record.warning);
}

void add_list_command(CLI::App& group, Application& application) {
  auto options = std::make_shared<ListOptions>();  // shared: CLI11 copies the callback
  auto* command = group.add_subcommand("list", "Print warnings, the newest first");
  command->add_option("--unit", options->unit, "A unit and its subtree");
  command->add_option("--state", options->states, "One or more states")
      ->delimiter(',')
      ->check(CLI::IsMember({"issued", "acknowledged", "closed", "expired"}));
  command->add_option("--severity", options->severity)
      ->check(CLI::IsMember({"notice", "moderate", "high"}));
  command->add_flag("--json", options->json, "For programs");
  command->callback([&application, options] { list(application, *options); });
}

void add_step_commands(CLI::App& group, Application& application) {
  const auto add = [&](const char* name, const char* text, const char* option, auto work) {
    auto options = std::make_shared<OneOptions>();
    auto* command = group.add_subcommand(name, text);
    command->add_option("id", options->id, "As the list shows it")->required();
    if (option != nullptr) command->add_option(option, options->text)->required();
    command->callback([&application, options, work] {
      const auto actor = console(application);
      work(application.warnings(), actor, *options);
    });
  };
  add("acknowledge", "Say that the unit knows", nullptr,
      [](warnings::Warnings& service, const access::Actor& actor, const OneOptions& options) {
        (void)service.acknowledge(actor, id_of(options.id));
      });
  add("comment", "Add a remark", "--text",
      [](warnings::Warnings& service, const access::Actor& actor, const OneOptions& options) {
        (void)service.comment(actor, id_of(options.id), options.text);
      });
  add("close", "End it before its last day", "--reason",
      [](warnings::Warnings& service, const access::Actor& actor, const OneOptions& options) {
        (void)service.close(actor, id_of(options.id), options.text);
      });
}

}  // namespace

void add_detect_command(CLI::App& app, Application& application) {
  auto options = std::make_shared<DetectOptions>();
  auto* command = app.add_subcommand(
      "detect", "Run the analyses on the records up to a day, and warn the units concerned");
  command->add_option("--as-of", options->as_of, "The last day of the data; yesterday if left out");
  command->add_option("--analysis", options->analysis,
                      "The name of one; all that are enabled else");
  command->add_option("--threads", options->threads, "0: one a core");
  command->add_flag("--json", options->json, "For programs: runs, findings and warnings");
  command->callback([&application, options] { detect(application, *options); });
}

void add_warnings_commands(CLI::App& app, Application& application) {
  auto* group =
      app.add_subcommand("warnings", "Which unit was warned of what, and what came of it");
  group->require_subcommand(1);
  add_list_command(*group, application);

  auto options = std::make_shared<OneOptions>();
  auto* command = group->add_subcommand("show", "Print one with its evidence, history and outcome");
  command->add_option("id", options->id, "As the list shows it")->required();
  command->add_flag("--incidents", options->incidents, "With the incidents behind it");
  command->add_flag("--json", options->json, "For programs; with the incidents");
  command->callback([&application, options] { show(application, *options); });

  add_step_commands(*group, application);
  group
      ->add_subcommand("sweep",
                       "End warnings whose last day has passed and measure what came of them, as "
                       "the server does by itself")
      ->callback([&application] {
        const auto count = application.warnings().sweep(console(application));
        fmt::print("{} expired, {} outcomes measured\n", count.expired, count.measured);
      });
}

}  // namespace anlan::cli
