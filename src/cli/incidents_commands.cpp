#include "cli/incidents_commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <memory>

#include "access/service.h"
#include "base/problem.h"
#include "cli/application.h"
#include "cli/terminal_progress.h"
#include "incidents/service.h"

namespace anlan::cli {
namespace {

constexpr std::size_t k_shown_bad_rows = 20;  // the rest stand in the rejects file

struct ImportOptions {
  std::string file;
  std::string profile;
  std::string rejects;
  bool skip_bad = false;
};

struct FilterOptions {
  std::string unit;
  std::vector<std::string> kinds;
  std::string first_day;
  std::string last_day;
  std::string known_by;
  std::string by = "kind";
  int limit = 50;
  bool is_csv = false;
};

CsvReader::Source file_source(const std::string& name) {
  auto stream = std::make_shared<std::ifstream>(name, std::ios::binary);
  if (!*stream) {
    throw Problem::not_found("incidents.file", fmt::format("The file {} cannot be read.", name));
  }
  return [stream, name](std::span<char> room) {
    stream->read(room.data(), static_cast<std::streamsize>(room.size()));
    if (stream->bad()) {
      throw Problem::unavailable("incidents.file",
                                 fmt::format("The file {} cannot be read to its end.", name));
    }
    return static_cast<std::size_t>(stream->gcount());
  };
}

void write_rejects(const std::string& name, const std::string& csv) {
  std::ofstream out(name, std::ios::binary);
  out << csv;
  out.close();
  if (!out) {
    throw Problem::unavailable("incidents.rejects",
                               fmt::format("The rejects file {} cannot be written.", name));
  }
}

void refuse(const incidents::ImportReport& report) {
  std::vector<FieldFault> faults;
  for (const auto& fault : report.faults) {
    if (faults.size() == k_shown_bad_rows) break;
    faults.push_back(
        {fmt::format("line {}{}{}", fault.line, fault.column.empty() ? "" : ", ", fault.column),
         fault.reason});
  }
  throw Problem::invalid(
      "incidents.bad_rows",
      fmt::format("{} of {} rows are bad, so nothing was imported; --skip-bad takes the others.",
                  report.rejected, report.rows),
      std::move(faults));
}

void import_file(Application& application, const ImportOptions& options) {
  auto& incidents = application.incidents();
  const auto actor = access::console_actor(application.database());
  std::error_code error;
  const auto bytes = std::filesystem::file_size(options.file, error);
  TerminalProgress progress("Importing " + options.profile);
  const auto report =
      incidents.import_file(actor, incidents.profiles().find(options.profile),
                            {.name = std::filesystem::path(options.file).filename().string(),
                             .source = file_source(options.file),
                             .bytes = error ? 0 : bytes,
                             .skip_bad = options.skip_bad},
                            progress);
  if (!options.rejects.empty() && report.rejected > 0) {
    write_rejects(options.rejects, incidents.rejects_csv(actor, report.id));
  }
  if (report.state == incidents::ImportState::refused) refuse(report);
  fmt::print("{} new, {} unchanged, {} updated, {} rejected\n", report.added, report.unchanged,
             report.changed, report.rejected);
  if (report.outside > 0) {
    fmt::print("{} lie within no unit's boundary and went to {}\n", report.outside,
               actor.scope.unit().text());
  }
  for (const auto& fault : report.faults) {
    fmt::print(stderr, "line {}{}{}: {}\n", fault.line, fault.column.empty() ? "" : ", ",
               fault.column, fault.reason);
  }
}

incidents::Filter filter_of(const FilterOptions& options) {
  incidents::Filter filter{.kinds = options.kinds};
  const auto day_of = [](const std::string& text, const char* field) -> std::optional<Day> {
    if (text.empty()) return std::nullopt;
    const auto day = Day::parse(text);
    if (!day) {
      throw Problem::invalid("incidents.day", fmt::format("\"{}\" is not a day.", text),
                             {{field, "must be such as 2026-02-03"}});
    }
    return day;
  };
  if (!options.unit.empty()) {
    filter.unit = UnitCode::parse(options.unit);
    if (!filter.unit) throw Problem::not_found("units.unknown", "There is no unit of this code.");
  }
  filter.first_day = day_of(options.first_day, "from");
  filter.last_day = day_of(options.last_day, "to");
  if (!options.known_by.empty()) filter.known_by = incidents::known_by_from(options.known_by);
  return filter;
}

void count(Application& application, const FilterOptions& options) {
  const auto actor = access::console_actor(application.database());
  const auto counts = application.incidents().count(actor, filter_of(options),
                                                    incidents::count_by_from(options.by).value());
  for (const auto& group : counts.groups) fmt::print("{}\t{}\n", group.key, group.count);
  fmt::print("total\t{}\n", counts.total);
}

void list(Application& application, const FilterOptions& options) {
  const auto actor = access::console_actor(application.database());
  if (options.is_csv) {
    fmt::print("{}", application.incidents().export_csv(actor, filter_of(options)));
    return;
  }
  const auto page = application.incidents().list(actor, filter_of(options), {}, options.limit);
  for (const auto& incident : page.items) {
    fmt::print("{}\t{}\t{}\t{}\t{}\n", incident.id.to_string(), incident.occurred_from.to_string(),
               incident.kind, incident.unit.text(), to_string(incident.status));
  }
}

void list_profiles(Application& application) {
  for (const auto& profile : application.incidents().profiles().profiles()) {
    fmt::print("{:<16} {}\n", profile.name, profile.title.en);
  }
}

void add_filter(CLI::App& command, FilterOptions& options) {
  command.add_option("--unit", options.unit, "A unit and its subtree");
  command.add_option("--kind", options.kinds, "Kinds or classes")->delimiter(',');
  command.add_option("--from", options.first_day, "The first day, such as 2026-02-03");
  command.add_option("--to", options.last_day, "The last day");
  command.add_option("--known-by", options.known_by, "How it became known")
      ->check(CLI::IsMember({"public_report", "sensor", "police_initiative"}));
}

}  // namespace

void add_incidents_commands(CLI::App& app, Application& application) {
  auto* group = app.add_subcommand("incidents", "Import, count and list incidents");
  group->require_subcommand(1);

  auto imported = std::make_shared<ImportOptions>();
  auto* import = group->add_subcommand("import", "Bring in a file by a profile, all or nothing");
  import->add_option("file", imported->file, "A CSV file")->required();
  import->add_option("--profile", imported->profile, "See `anlan incidents profiles`")->required();
  import->add_flag("--skip-bad", imported->skip_bad, "Take the good rows although some are bad");
  import->add_option("--rejects", imported->rejects, "Write the bad rows to this file");
  import->callback([imported, &application] { import_file(application, *imported); });

  auto counted = std::make_shared<FilterOptions>();
  auto* counting = group->add_subcommand("count", "Count by time, kind or unit");
  add_filter(*counting, *counted);
  counting->add_option("--by", counted->by, "day, week, month, hour, weekday, kind or unit")
      ->capture_default_str()
      ->check(CLI::IsMember({"day", "week", "month", "hour", "weekday", "kind", "unit"}));
  counting->callback([counted, &application] { count(application, *counted); });

  auto listed = std::make_shared<FilterOptions>();
  auto* listing = group->add_subcommand("list", "List the newest, or export all as CSV");
  add_filter(*listing, *listed);
  listing->add_option("--limit", listed->limit, "How many")
      ->capture_default_str()
      ->check(CLI::Range(1, 200));
  listing->add_flag("--csv", listed->is_csv, "All of them, as the profile \"plain\" reads them");
  listing->callback([listed, &application] { list(application, *listed); });

  auto* profiles = group->add_subcommand("profiles", "List the import profiles");
  profiles->callback([&application] { list_profiles(application); });
}

}  // namespace anlan::cli
