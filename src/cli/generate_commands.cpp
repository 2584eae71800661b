#include "cli/generate_commands.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "base/problem.h"
#include "cli/application.h"
#include "research/scenario.h"
#include "research/scenario_files.h"

namespace anlan::cli {
namespace {

struct CountyOptions {
  std::filesystem::path out;
  std::uint64_t seed = 1;
  std::string until;
  std::string zone = "Asia/Shanghai";
  int days = 730;
  double scale = 1;
};

void write_file(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (!out) {
    throw Problem::unavailable("file.unwritable",
                               fmt::format("{} cannot be written.", file.string()));
  }
}

void generate_county(const CountyOptions& options, const Clock& clock) {
  const auto zone = Zone::named(options.zone);
  const auto until =
      options.until.empty() ? zone.day_of(clock.now()) - 1 : Day::parse(options.until);
  if (!until) {
    throw Problem::invalid("date.malformed", "A date is written 2026-10-31.",
                           {{"--until", options.until}});
  }
  const auto scenario = research::make_scenario({.seed = options.seed,
                                                 .until = *until,
                                                 .days = options.days,
                                                 .scale = options.scale,
                                                 .zone = zone});
  std::error_code ignored;  // write_file says it if there is no folder
  std::filesystem::create_directories(options.out, ignored);
  write_file(options.out / "units.csv", research::units_csv(scenario.county));
  write_file(options.out / "units.geojson", research::units_geojson(scenario.county));
  write_file(options.out / "incidents.csv", research::incidents_csv(scenario));
  write_file(options.out / "truth.json", research::truth_json(scenario));
  fmt::print("{} units and {} incidents, {} to {}, in {}\n", scenario.county.units.size(),
             scenario.incidents.size(), (*until - (options.days - 1)).to_string(),
             until->to_string(), options.out.string());
}

}  // namespace

void add_generate_commands(CLI::App& app, Application& application) {
  auto* generate = app.add_subcommand("generate", "Make invented data");
  generate->require_subcommand(1);
  auto options = std::make_shared<CountyOptions>();  // shared: CLI11 copies the callback
  auto* county = generate->add_subcommand(
      "county", "A county of 12 stations and its incidents, with the truth");
  county->add_option("--out", options->out, "The folder to write into")->required();
  county->add_option("--seed", options->seed, "Another seed draws another county")
      ->capture_default_str();
  county->add_option("--until", options->until, "The last day (yesterday)");
  county->add_option("--days", options->days, "How many days")->capture_default_str();
  county->add_option("--scale", options->scale, "Times the usual 21 incidents a day")
      ->capture_default_str();
  county->add_option("--zone", options->zone, "The county's time zone")->capture_default_str();
  county->callback([options, &application] { generate_county(*options, application.clock()); });
  add_generate_transfers(*generate);
}

}  // namespace anlan::cli
