#include "cli/scan_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <thread>

#include "base/problem.h"
#include "cli/terminal_progress.h"
#include "patterns/scan/satscan_files.h"
#include "patterns/scan/satscan_report.h"

namespace anlan::cli {
namespace {

using namespace patterns;

constexpr std::uintmax_t k_max_file_bytes = 2'000'000'000;  // read whole into memory

struct ScanOptions {
  std::string prm;
  std::string out;
  std::string order = "whole";
  bool json = false;
  bool all_columns = false;
  std::uint64_t seed = 1;
  unsigned threads = 0;
  std::optional<std::uint32_t> replicates;
};

std::string read_file(const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (!error && size > k_max_file_bytes)
    throw Problem::too_large("scan.file", path.string() + " is larger than 2 GB.");
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!error && file) text << file.rdbuf();
  if (error || !file) throw Problem::not_found("scan.file", "Cannot read " + path.string() + '.');
  return std::move(text).str();
}

/// The value, or a Problem that names each bad line.
template <class Value>
Value accept(Parsed<Value> parsed, const std::string& file) {
  if (parsed) return std::move(*parsed);
  std::vector<FieldFault> faults;
  for (const RowFault& fault : parsed.error()) {
    const std::string where = fault.line == 0 ? file : fmt::format("{}, line {}", file, fault.line);
    faults.push_back({where, fault.reason});
  }
  throw Problem::invalid("scan.bad_file", file + " cannot be used.", std::move(faults));
}

std::string as_json(const SatscanInput& input, const ScanResult& result) {
  boost::json::array clusters;
  for (const ScanCluster& cluster : result.clusters) {
    boost::json::array locations;
    for (const std::uint32_t place : cluster.places)
      locations.push_back(boost::json::string(input.places[place].id));
    boost::json::object object;
    object["statistic"] = cluster.statistic;
    object["p_value"] = cluster.p_value;
    object["gumbel_p_value"] = cluster.gumbel_p;
    if (cluster.recurrence_interval_days)
      object["recurrence_interval_days"] = *cluster.recurrence_interval_days;
    else
      object["recurrence_interval_days"] = nullptr;
    object["start"] = cluster.start.to_string();
    object["end"] = cluster.end.to_string();
    object["centre"] = input.places[cluster.centre].id;
    object["radius"] = cluster.radius.value();
    object["locations"] = std::move(locations);
    object["observed"] = cluster.observed;
    object["expected"] = cluster.expected;
    object["high"] = cluster.high;
    clusters.push_back(std::move(object));
  }
  boost::json::object document;
  document["cases"] = result.cases;
  document["replicates"] = result.null_maxima.size();
  document["stopped_early"] = result.stopped_early;
  document["clusters"] = std::move(clusters);
  return boost::json::serialize(document) + '\n';
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw Problem::unavailable("scan.out", "Cannot write " + path.string() + '.');
}

/// The text, and the column files that are asked for.
void write_results(const std::filesystem::path& folder, const SatscanSettings& settings,
                   const SatscanInput& input, const ScanResult& result) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Problem::unavailable("scan.out", "Cannot make folder " + folder.string() + '.');
  std::string stem = std::filesystem::path(settings.results_file).stem().string();
  if (stem.empty()) stem = "scan";
  write_file(folder / (stem + ".txt"), satscan_text(settings, input, result));
  const auto& asked = settings.outputs;
  const auto write = [&](const char* ending, const std::string& text) {
    write_file(folder / (stem + ending), text);
  };
  if (asked.clusters) write(".col.txt", satscan_cluster_columns(settings, input, result));
  if (asked.locations) write(".gis.txt", satscan_location_columns(settings, input, result));
  if (asked.replicates) write(".llr.txt", satscan_replicate_columns(settings, result));
  const std::string risks = asked.risks ? satscan_risk_columns(settings, input) : "";
  if (!risks.empty()) write(".rr.txt", risks);
}

/// The files that the settings name, which lie beside the .prm.
SatscanInput read_input(const std::filesystem::path& folder, const SatscanSettings& settings) {
  const auto text = [&](const std::string& file) { return read_file(folder / file); };
  SatscanRows rows;
  rows.places = accept(read_satscan_places(text(settings.coordinates_file), settings.geographic),
                       settings.coordinates_file);
  if (!settings.grid_file.empty())
    rows.grid = accept(read_satscan_grid(text(settings.grid_file), settings.geographic),
                       settings.grid_file);
  if (!settings.case_file.empty())
    rows.cases = accept(read_satscan_cases(text(settings.case_file), settings), settings.case_file);
  if (!settings.control_file.empty())
    rows.controls =
        accept(read_satscan_controls(text(settings.control_file), settings), settings.control_file);
  if (!settings.population_file.empty())
    rows.population =
        accept(read_satscan_population(text(settings.population_file)), settings.population_file);
  return accept(join_satscan_input(settings, std::move(rows)),
                settings.case_file.empty() ? settings.coordinates_file : settings.case_file);
}

ScanResult scan_with_progress(const SatscanInput& input, const SatscanSettings& settings,
                              unsigned threads) {
  TerminalProgress progress("Scanning");
  ScanRun run;
  run.threads = threads == 0 ? std::max(1U, std::thread::hardware_concurrency()) : threads;
  run.progress = [&progress](std::uint32_t done, std::uint32_t all) {
    progress.report(static_cast<double>(done) / std::max(all, 1U));
    return true;
  };
  return scan(input.data, settings.plan, run);
}

void run_scan(const ScanOptions& options) {
  const std::filesystem::path prm(options.prm);
  SatscanSettings settings = accept(read_satscan_settings(read_file(prm)), options.prm);
  const SatscanInput input = read_input(prm.parent_path(), settings);

  settings.plan.windows.ties =
      options.order == "compatible" ? TieOrder::compatible : TieOrder::whole_circles;
  settings.plan.null.seed = options.seed;
  if (options.all_columns)
    settings.outputs = {.clusters = true, .locations = true, .risks = true, .replicates = true};
  if (options.replicates) settings.plan.null.replicates = *options.replicates;
  const ScanResult result = scan_with_progress(input, settings, options.threads);
  const std::string text =
      options.json ? as_json(input, result) : satscan_text(settings, input, result);
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (!options.out.empty()) write_results(options.out, settings, input, result);
}

}  // namespace

void add_scan_command(CLI::App& app) {
  auto options = std::make_shared<ScanOptions>();
  CLI::App* command =
      app.add_subcommand("scan", "Find space-time clusters from SaTScan's parameter files");
  command->add_option("--prm", options->prm, "SaTScan parameter file")->required();
  command->add_flag("--json", options->json, "Print JSON instead of text");
  command->add_option(
      "--out", options->out,
      "Folder for the result text and the .col, .gis, .rr and .llr files that the .prm asks "
      "for");
  command->add_flag("--all-columns", options->all_columns,
                    "With --out: all of these files, whatever the .prm asks for");
  command
      ->add_option("--order", options->order,
                   "Places at equal distance: whole (together) or compatible (as SaTScan)")
      ->check(CLI::IsMember({"whole", "compatible"}));
  command->add_option("--seed", options->seed, "Seed of the replicates");
  command->add_option("--threads", options->threads, "Threads; 0 takes every core")
      ->check(CLI::Range(0U, 256U));
  command->add_option("--replicates", options->replicates, "Instead of those of the .prm")
      ->check(CLI::Range(0U, 10'000'000U));
  command->callback([options] { run_scan(*options); });
}

}  // namespace anlan::cli
