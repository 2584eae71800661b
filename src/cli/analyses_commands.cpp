// anlan analyses (declared in warnings_commands.h).
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <memory>
#include <optional>

#include "access/service.h"
#include "base/problem.h"
#include "cli/application.h"
#include "cli/warnings_commands.h"
#include "cli/warnings_text.h"
#include "warnings/json.h"
#include "warnings/schedule.h"

namespace anlan::cli {
namespace {

namespace json = boost::json;

struct AddOptions {
  std::string name;
  std::string name_zh;
  std::vector<std::string> kinds;
  std::string unit;
  std::string method = "scan";
  std::vector<std::string> set;  ///< key=value
  std::optional<std::int64_t> study_days, window_days, replicates, seed;
  std::optional<double> max_cases_share, max_radius_metres, grid_metres;
  std::optional<double> alert_days, alert_p;
  std::int32_t lead_days = 0;
  std::int32_t valid_days = 14;
  std::string level = "station";
  std::string tasks = "on_issue";
  std::string daily;
};

std::string method_settings_of(const AddOptions& options) {
  json::object settings;
  const auto put = [&settings](const char* key, const auto& value) {
    if (value) settings[key] = *value;
  };
  put("study_days", options.study_days);
  put("window_days", options.window_days);
  put("max_cases_share", options.max_cases_share);
  put("grid_metres", options.grid_metres);
  put("replicates", options.replicates);
  put("seed", options.seed);
  if (options.max_radius_metres) {
    const bool is_limited = *options.max_radius_metres > 0;
    settings["max_radius_metres"] =
        is_limited ? json::value(*options.max_radius_metres) : json::value(nullptr);
  }
  for (const auto& text : options.set) {
    const auto at = text.find('=');
    if (at == std::string::npos) {
      throw Problem::invalid("analyses.set", "A setting is given as key=value.",
                             {{"--set", text + " has no ="}});
    }
    const auto value = text.substr(at + 1);
    json::error_code error;
    const auto parsed = json::parse(value, error);
    settings[text.substr(0, at)] = error ? json::value(value) : parsed;
  }
  return json::serialize(settings);
}

warnings::AnalysisSettings settings_of(const AddOptions& options, const UnitPath& root) {
  const auto unit =
      options.unit.empty() ? root.unit() : UnitCode::parse(options.unit).value_or(UnitCode());
  warnings::AnalysisSettings settings{
      .name = {.en = options.name, .zh = options.name_zh.empty() ? options.name : options.name_zh},
      .method = warnings::method_from(options.method).value(),
      .kinds = options.kinds,
      .unit = unit,
      .method_settings = method_settings_of(options),
      .alert = {.recurrence_days = options.alert_days, .p_value = options.alert_p},
      .lead_days = options.lead_days,
      .valid_days = options.valid_days,
      .warned_level = places::level_from(options.level).value(),
      .tasks = warnings::task_mode_from(options.tasks).value()};
  if (!options.alert_days && !options.alert_p) settings.alert.recurrence_days = 100;
  if (!options.daily.empty()) {
    const auto minute = warnings::minute_of_day_from(options.daily);
    if (!minute)
      throw Problem::invalid("analyses.schedule", "A time of day is written like 06:30.");
    settings.schedule = {.mode = warnings::ScheduleMode::daily, .minute_of_day = *minute};
  }
  return settings;
}

void add_method_options(CLI::App& command, AddOptions& options) {
  std::vector<std::string> methods;
  for (const auto* definition : warnings::all_methods())
    methods.emplace_back(warnings::to_string(definition->method));
  command.add_option("--method", options.method, "How it is answered; see: anlan analyses methods")
      ->check(CLI::IsMember(methods))
      ->capture_default_str();
  command.add_option("--set", options.set, "Any setting of the method, as key=value; repeatable");
  command.add_option("--study-days", options.study_days, "How far back it knows (365)");
  command.add_option("--window-days", options.window_days,
                     "The longest cluster, or the latest days (28)");
  command.add_option("--max-share", options.max_cases_share,
                     "The largest share of the cases in a circle (0.1)");
  command.add_option("--max-radius", options.max_radius_metres,
                     "Metres (3000); 0: as large as the share allows");
  command.add_option("--grid", options.grid_metres, "Metres (250); 0: exact places");
  command.add_option("--replicates", options.replicates, "Of the Monte Carlo test (999)");
  command.add_option("--seed", options.seed, "Of the Monte Carlo test (1)");
}

void add_alert_options(CLI::App& command, AddOptions& options) {
  command.add_option("--alert-days", options.alert_days,
                     "Warn of what chance shows once in so many days or more seldom (100)");
  command.add_option("--alert-p", options.alert_p, "Warn of what has at most this p-value");
  command.add_option("--lead-days", options.lead_days, "From the data to the first day")
      ->capture_default_str();
  command.add_option("--valid-days", options.valid_days, "How long a warning holds")
      ->capture_default_str();
  command.add_option("--level", options.level, "Which units are warned")
      ->check(CLI::IsMember({"province", "prefecture", "county", "station", "community"}))
      ->capture_default_str();
  command.add_option("--tasks", options.tasks, "When measures become tasks")
      ->check(CLI::IsMember({"on_issue", "on_acknowledgement", "by_hand"}))
      ->capture_default_str();
  command.add_option("--daily", options.daily, "Runs by itself at this time of day, like 06:30");
}

void print_methods(bool as_json) {
  json::array items;
  for (const auto* definition : warnings::all_methods())
    items.push_back(warnings::method_json(*definition));
  if (as_json)
    return fmt::print("{}\n", json::serialize(json::object{{"items", std::move(items)}}));
  for (const auto* definition : warnings::all_methods()) {
    fmt::print("{}  {}  {}\n  {}\n", warnings::to_string(definition->method),
               definition->card.title.en, definition->card.title.zh,
               definition->card.learns_from.en);
    const auto settings = json::parse(definition->complete("{}"));
    for (const auto& row : settings.as_object())
      fmt::print("    --set {}={}\n", std::string_view(row.key()), json::serialize(row.value()));
  }
}

struct ShowOptions {
  std::string name;
  bool result = false;
};

/// An analysis with every setting; or what its latest run left to be drawn.
void show(Application& application, const ShowOptions& options) {
  const auto actor = access::console_actor(application.database());
  auto& service = application.warnings();
  const auto analysis = service.analysis_named(actor, options.name);
  const auto object =
      options.result ? warnings::result_json(service.result(actor, analysis.id, {}))
                     : warnings::analysis_json(analysis, service.newest_run(actor, analysis.id));
  fmt::print("{}\n", json::serialize(object));
}

}  // namespace

void add_analyses_commands(CLI::App& app, Application& application) {
  auto* group = app.add_subcommand("analyses", "Which questions are asked of the records");
  group->require_subcommand(1);
  auto is_json = std::make_shared<bool>(false);  // shared: CLI11 copies the callback
  auto* list = group->add_subcommand("list", "Print the analyses");
  list->add_flag("--json", *is_json, "For programs");
  list->callback([&application, is_json] {
    const auto actor = access::console_actor(application.database());
    const auto analyses = application.warnings().analyses(actor);
    if (!*is_json) return fmt::print("{}", analyses_text(analyses, application.zone()));
    json::array items;
    for (const auto& analysis : analyses) {
      items.push_back(
          warnings::analysis_json(analysis, application.warnings().newest_run(actor, analysis.id)));
    }
    fmt::print("{}\n", json::serialize(json::object{{"items", std::move(items)}}));
  });

  auto* methods = group->add_subcommand("methods", "Print every method with its default settings");
  methods->add_flag("--json", *is_json, "For programs");
  methods->callback([is_json] { print_methods(*is_json); });

  auto shown = std::make_shared<ShowOptions>();
  auto* one = group->add_subcommand("show", "Print one with every setting, as JSON");
  one->add_option("name", shown->name, "In either language")->required();
  one->add_flag("--result", shown->result, "What its latest run left to be drawn, instead");
  one->callback([&application, shown] { show(application, *shown); });

  auto options = std::make_shared<AddOptions>();
  auto* add = group->add_subcommand("add", "Save one; prints its id");
  add->add_option("--name", options->name)->required();
  add->add_option("--name-zh", options->name_zh, "The name where it is left out");
  add->add_option("--kinds", options->kinds, "Kinds or classes, such as property.burglary_dwelling")
      ->delimiter(',')
      ->required();
  add->add_option("--unit", options->unit, "Whose area is looked at; the root if left out");
  add_method_options(*add, *options);
  add_alert_options(*add, *options);
  add->callback([&application, options] {
    const auto actor = access::console_actor(application.database());
    const auto analysis = application.warnings().add_analysis(
        actor, settings_of(*options, application.places().root()));
    fmt::print("{}\n", analysis.id.to_string());
  });
}

}  // namespace anlan::cli
