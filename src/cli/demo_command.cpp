#include "cli/demo_command.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <memory>

#include "base/problem.h"
#include "cli/application.h"
#include "research/demonstration.h"
#include "research/scenario_files.h"

namespace anlan::cli {
namespace json = boost::json;
namespace {

struct DemoOptions {
  std::uint64_t seed = 1;
  std::string until;
  std::string zone = "Asia/Shanghai";
  bool as_json = false;
};

research::ScenarioSettings scenario_settings(const DemoOptions& options, const Clock& clock) {
  const auto zone = Zone::named(options.zone);
  // The story ends on a morning that is over, so that nothing in it is still to come.
  const auto story_day = zone.day_of(clock.now() - Duration::hours(8));
  const auto until = options.until.empty() ? story_day - 1 : Day::parse(options.until);
  if (!until) {
    throw Problem::invalid("date.malformed", "A date is written 2026-10-31.",
                           {{"--until", options.until}});
  }
  return {.seed = options.seed, .until = *until, .zone = zone};
}

void import_units(Application& application, const research::County& county) {
  const auto actor =
      access::Actor::system("demonstration", UnitPath::root(county.units.front().code));
  const auto check = [](const places::ImportReport& report) {
    if (report.faults.empty()) return;
    const auto& fault = report.faults.front();
    throw Problem::invalid("demo.units", fault.reason, {{fault.column, fault.reason}});
  };
  const auto table = research::units_csv(county);
  check(application.places().import_table(actor, CsvReader(csv_source(table)), false));
  // The boundaries go through a file, as those of a user do.
  const auto file = application.data_folder() / "units.geojson";
  std::ofstream(file, std::ios::binary) << research::units_geojson(county);
  check(application.places().import_boundaries(actor, file, "units.geojson", {}, false));
}

json::object to_json(const research::SignIn& sign_in) {
  return {{"name", sign_in.name},
          {"password", sign_in.password},
          {"role", access::to_string(sign_in.role)},
          {"unit", sign_in.unit.text()},
          {"display_name", sign_in.display_name}};
}

void print(const std::vector<research::SignIn>& sign_ins, const DemoOptions& options) {
  if (options.as_json) {
    json::array list;
    for (const auto& sign_in : sign_ins) list.push_back(to_json(sign_in));
    fmt::print("{}\n", json::serialize(json::object{{"sign_ins", std::move(list)}}));
    return;
  }
  fmt::print("\nSign-ins of the demonstration, shown only here:\n");
  for (const auto& sign_in : sign_ins) {
    fmt::print("  {:<10} {}  {:<16} {}\n", sign_in.name, sign_in.password,
               access::to_string(sign_in.role), sign_in.display_name);
  }
  fmt::print("\n");
}

void demo(const DemoOptions& options, Application& application) {
  const auto settings = scenario_settings(options, application.clock());
  std::filesystem::create_directories(application.data_folder());
  if (std::filesystem::exists(application.data_folder() / "anlan.db")) {
    throw Problem::conflict(
        "demo.not_empty",
        fmt::format("There are data in {} already; the demonstration needs an empty folder.",
                    application.data_folder().string()));
  }
  write_settings(application.data_folder() / "settings.toml",
                 {.zone = options.zone, .is_demonstration = true});
  FixedClock clock(settings.zone.start_of(settings.until - 120));
  application.set_clock(clock);
  const auto scenario = research::make_scenario(settings);
  import_units(application, scenario.county);
  const auto say = [&](std::string_view what) {
    if (!options.as_json) fmt::print("demo: {}\n", what);
  };
  say(fmt::format("a county of 12 stations and {} incidents", scenario.incidents.size()));
  print(research::play_demonstration(scenario, settings,
                                     {.clock = clock,
                                      .places = application.places(),
                                      .accounts = application.accounts(),
                                      .incidents = application.incidents(),
                                      .tasks = application.tasks(),
                                      .warnings = application.warnings()},
                                     say),
        options);
}

}  // namespace

void add_demo_command(CLI::App& app, Application& application) {
  auto options = std::make_shared<DemoOptions>();  // shared: CLI11 copies the callback
  auto* command =
      app.add_subcommand("demo", "Fill an empty data folder with the demonstration county");
  command->add_option("--seed", options->seed, "Another seed draws another county")
      ->capture_default_str();
  command->add_option("--until", options->until, "The last day with records (yesterday)");
  command->add_option("--zone", options->zone, "The county's time zone")->capture_default_str();
  command->add_flag("--json", options->as_json, "Print the sign-ins as JSON, and nothing else");
  command->callback([options, &application] { demo(*options, application); });
}

}  // namespace anlan::cli
