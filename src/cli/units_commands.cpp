#include "cli/units_commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <memory>

#include "access/service.h"
#include "base/problem.h"
#include "cli/application.h"
#include "places/service.h"

namespace anlan::cli {
namespace {

using places::RowFault;

constexpr std::size_t k_shown_bad_rows = 20;  // the rest stand in the rejects file
constexpr int k_page = 1000;

struct ImportOptions {
  std::string file;
  std::string rejects;
  places::BoundaryOptions boundaries;
  std::string code_prefix;
  bool is_code_made = false;
  std::string level;
  std::string parent;
  std::string valid_from;
  bool is_left_broken = false;
  bool skip_bad = false;
};

struct NewUnit {
  std::string code;
  std::string level;
  std::string parent;
  std::string name_en;
  std::string name_zh;
};

struct ListOptions {
  std::string within;
  std::string level;
  std::string text;
  std::string day;
};

struct PlaceOptions {
  double longitude = 0;
  double latitude = 0;
  std::string level;
};

std::optional<UnitCode> code_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  auto code = UnitCode::parse(text);
  if (!code)
    throw Problem::invalid("units.code", fmt::format("\"{}\" is no code of a unit.", text));
  return code;
}

std::optional<Day> day_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto day = Day::parse(text);
  if (!day) throw Problem::invalid("units.day", "A day is written 2026-02-03.");
  return day;
}

std::string said(const RowFault& row) {
  const auto column = row.column.empty() ? std::string() : ", " + row.column;
  return fmt::format("line {}{}", row.line, column);
}

void write_rejects(const std::string& name, const std::vector<RowFault>& faults) {
  std::string csv = "line,column,reason\n";
  for (const auto& fault : faults) {
    csv += fmt::format("{},", fault.line);
    append_csv_field(csv, fault.column);
    csv += ',';
    append_csv_field(csv, fault.reason);
    csv += '\n';
  }
  std::ofstream out(name, std::ios::binary);
  out << csv;
  out.close();
  if (!out) throw Problem::unavailable("units.rejects", fmt::format("{} cannot be written.", name));
}

/// Says what an import did; throws where it kept nothing.
void print(const places::ImportReport& report) {
  if (!report.is_loaded) {
    std::vector<FieldFault> faults;
    for (const auto& fault : report.faults) {
      if (faults.size() == k_shown_bad_rows) break;
      faults.push_back({said(fault), fault.reason});
    }
    throw Problem::invalid(
        "units.bad_rows",
        fmt::format("{} of {} rows are bad, so nothing was imported; --skip-bad takes the others.",
                    report.rejected, report.rows),
        std::move(faults));
  }
  fmt::print("{} new, {} changed, {} unchanged, {} rejected\n", report.added, report.changed,
             report.unchanged, report.rejected);
  for (const auto* list : {&report.faults, &report.notes}) {
    for (const auto& row : *list) fmt::print(stderr, "{}: {}\n", said(row), row.reason);
  }
}

void import_file(Application& application, const ImportOptions& options) {
  auto boundaries = options.boundaries;
  if (options.is_code_made || !options.code_prefix.empty())
    boundaries.code_prefix = options.code_prefix;
  if (!options.level.empty()) boundaries.level = places::level_from(options.level);
  boundaries.parent = code_of(options.parent);
  boundaries.valid_from = day_of(options.valid_from);
  boundaries.repair = !options.is_left_broken;
  const std::filesystem::path file = options.file;
  const auto report =
      application.places().import_file(access::console_actor(application.database()), file,
                                       file.filename(), boundaries, options.skip_bad);
  if (!options.rejects.empty() && !report.faults.empty())
    write_rejects(options.rejects, report.faults);
  print(report);
}

void add_unit(Application& application, const NewUnit& unit) {
  std::string table = "code,level,parent,name_en,name_zh\n";
  for (const auto* field : {&unit.code, &unit.level, &unit.parent, &unit.name_en, &unit.name_zh}) {
    if (field != &unit.code) table += ',';
    append_csv_field(table, *field);
  }
  print(application.places().import_table(access::console_actor(application.database()),
                                          CsvReader(csv_source(table)), false));
}

void print(const places::Unit& unit) {
  fmt::print("{}\t{}\t{}\t{}\t{}\n", unit.code.text(), to_string(unit.level), unit.name.en,
             unit.name.zh, unit.path.text());
}

void list(Application& application, const ListOptions& options) {
  const auto actor = access::console_actor(application.database());
  places::UnitFilter filter{
      .within = code_of(options.within), .text = options.text, .day = day_of(options.day)};
  if (!options.level.empty()) filter.level = places::level_from(options.level);
  std::string cursor;
  do {
    const auto page = application.places().list(actor, filter, cursor, k_page);
    for (const auto& view : page.items) print(view.unit);
    cursor = page.next_cursor;
  } while (!cursor.empty());
}

void print_unit_at(Application& application, const PlaceOptions& options) {
  std::optional<places::Level> level;
  if (!options.level.empty()) level = places::level_from(options.level);
  const geometry::Position place{.longitude = options.longitude, .latitude = options.latitude};
  print(application.places()
            .unit_at(access::console_actor(application.database()), place, level)
            .unit);
}

CLI::IsMember is_level() {
  return CLI::IsMember({"province", "prefecture", "county", "station", "community"});
}

void add_import_command(CLI::App& units, Application& application) {
  auto options = std::make_shared<ImportOptions>();  // shared: CLI11 copies the callback
  auto& boundaries = options->boundaries;
  auto* command = units.add_subcommand(
      "import", "Bring in a table of units (.csv, .tsv) or their boundaries (.geojson, .shp, ...)");
  command->add_option("file", options->file, "What to bring in")->required();
  command->add_flag("--skip-bad", options->skip_bad, "Take the good rows where some are bad");
  command->add_option("--rejects", options->rejects, "Write every bad row's line and reason here");
  command->add_option("--code-field", boundaries.code_field, "Of a boundary file")
      ->capture_default_str();
  command->add_flag("--make-codes", options->is_code_made,
                    "Make codes of names: Mt. Moriah becomes mt-moriah");
  command->add_option("--code-prefix", options->code_prefix, "Before each code that is made");
  command->add_option("--name-field", boundaries.name_field, "Of names in either language");
  command->add_option("--name-en-field", boundaries.name_en_field, "Of English names");
  command->add_option("--name-zh-field", boundaries.name_zh_field, "Of Chinese names");
  command->add_option("--level-field", boundaries.level_field, "Of levels");
  command->add_option("--parent-field", boundaries.parent_field, "Of the codes of units above");
  command->add_option("--level", options->level, "Of all new units")->check(is_level());
  command->add_option("--parent", options->parent, "The unit above all of them");
  command->add_option("--valid-from", options->valid_from, "Since when the boundaries hold");
  command->add_option("--crs", boundaries.crs,
                      "The reference system, such as EPSG:4490, where the file does not say it");
  command->add_option("--encoding", boundaries.encoding, "Of a shapefile's texts, such as GBK");
  command->add_option("--layer", boundaries.layer, "Where the file has several");
  command->add_flag("--no-repair", options->is_left_broken,
                    "Refuse boundaries whose lines cross, rather than repair them");
  command->callback([&application, options] { import_file(application, *options); });
}

void add_add_command(CLI::App& units, Application& application) {
  auto options = std::make_shared<NewUnit>();
  auto* command = units.add_subcommand("add", "Add one unit, or correct it");
  command->add_option("code", options->code, "1 to 32 of A-Z a-z 0-9 - _ .")->required();
  command->add_option("--level", options->level, "Its level")->required()->check(is_level());
  command->add_option("--parent", options->parent, "The unit above it; none: the root");
  command->add_option("--name-en", options->name_en, "Its English name");
  command->add_option("--name-zh", options->name_zh, "Its Chinese name");
  command->callback([&application, options] { add_unit(application, *options); });
}

void add_list_command(CLI::App& units, Application& application, const char* name,
                      const char* description) {
  auto options = std::make_shared<ListOptions>();
  auto* command = units.add_subcommand(name, description);
  if (std::string_view(name) == "find")
    command->add_option("text", options->text, "In the code or a name")->required();
  command->add_option("--unit", options->within, "A unit and its subtree");
  command->add_option("--level", options->level, "One level only")->check(is_level());
  command->add_option("--day", options->day, "As the tree stood on a day");
  command->callback([&application, options] { list(application, *options); });
}

void add_at_command(CLI::App& units, Application& application) {
  auto options = std::make_shared<PlaceOptions>();
  auto* command = units.add_subcommand("at", "Print the unit whose boundary holds a place");
  command->add_option("longitude", options->longitude, "Degrees, WGS 84")
      ->required()
      ->check(CLI::Range(-180.0, 180.0));
  command->add_option("latitude", options->latitude, "Degrees, WGS 84")
      ->required()
      ->check(CLI::Range(-90.0, 90.0));
  command->add_option("--level", options->level, "Of this level")->check(is_level());
  command->callback([&application, options] { print_unit_at(application, *options); });
}

}  // namespace

void add_units_commands(CLI::App& app, Application& application) {
  auto* units = app.add_subcommand("units", "The tree of units and its boundaries");
  units->require_subcommand(1);
  add_import_command(*units, application);
  add_add_command(*units, application);
  add_list_command(*units, application, "list", "Print code, level, names and path");
  add_list_command(*units, application, "find", "Print the units whose code or name holds a text");
  add_at_command(*units, application);
}

}  // namespace anlan::cli
