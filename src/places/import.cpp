// Imports of units: compared with the tree, judged, saved and journalled.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/problem.h"
#include "places/repository.h"
#include "places/service.h"
#include "places/units_table.h"
#include "server/text.h"

namespace anlan::places {
namespace {

using access::Actor;
using access::Permission;

void drop_lines(ParsedUnits& parsed, const std::unordered_set<std::int64_t>& lines) {
  std::erase_if(parsed.rows, [&](const UnitRow& row) { return lines.contains(row.line); });
}

/// A day to come cannot be said in a tree whose paths are those of now.
void refuse_days_to_come(ParsedUnits& parsed, Day today) {
  std::unordered_set<std::int64_t> refused;
  for (const auto& row : parsed.rows) {
    if (!row.valid_from || *row.valid_from <= today) continue;
    parsed.faults.push_back(
        {row.line, "valid_from", "This day is still to come: bring the change in on its day."});
    refused.insert(row.line);
  }
  drop_lines(parsed, refused);
}

/// Takes in the rows that make a tree; those that do not are told of and dropped, and with them
/// those that hung on them. Returns whether what is left may be kept: a fault that lies in no row
/// cannot be skipped.
bool merge(UnitHistory& after, const UnitHistory& before, ParsedUnits& parsed) {
  for (;;) {
    after = before;
    auto faults = after.apply(parsed.rows);
    if (faults.empty()) faults = after.find_faults(parsed.rows);
    if (faults.empty()) return true;
    std::unordered_set<std::int64_t> refused;
    bool lies_in_a_row = true;
    for (auto& fault : faults) {
      lies_in_a_row = lies_in_a_row && fault.line > 0;
      refused.insert(fault.line);
      parsed.faults.push_back(std::move(fault));
    }
    if (!lies_in_a_row) return false;
    drop_lines(parsed, refused);
  }
}

/// What stands between the fields of a table of this name; empty where it is no table.
std::optional<char> table_delimiter(const std::filesystem::path& name) {
  const auto ending = name.extension().string();
  if (server::same_but_for_case(ending, ".tsv")) return '\t';
  const bool is_table =
      server::same_but_for_case(ending, ".csv") || server::same_but_for_case(ending, ".txt");
  return is_table ? std::optional(',') : std::nullopt;
}

std::int64_t faulty_lines(const std::vector<RowFault>& faults) {
  std::unordered_set<std::int64_t> lines;
  for (const auto& fault : faults) lines.insert(fault.line);
  return static_cast<std::int64_t>(lines.size());
}

using UnitsByCode = std::unordered_map<std::string, Unit>;

UnitsByCode by_code(std::vector<Unit> units) {
  UnitsByCode by_code;
  for (auto& unit : units) by_code.emplace(unit.code.text(), std::move(unit));
  return by_code;
}

struct Move {
  UnitPath from;
  UnitPath to;
};

/// Which units changed the unit above them, the deepest first: so that what moves out of a subtree
/// has gone before the subtree itself moves.
std::vector<Move> moves_between(const UnitsByCode& before, const UnitsByCode& after) {
  std::vector<Move> moves;
  for (const auto& [code, unit] : before) {
    const auto& now = after.at(code);
    if (now.parent != unit.parent) moves.push_back({unit.path, now.path});
  }
  std::ranges::sort(moves, [](const Move& a, const Move& b) {
    const auto depth = [](const Move& m) { return std::ranges::count(m.from.text(), '/'); };
    return std::pair(-depth(a), a.from) < std::pair(-depth(b), b.from);
  });
  return moves;
}

std::string journal_detail(const ImportReport& report) {
  return fmt::format(R"({{"rows":{},"added":{},"changed":{},"unchanged":{},"rejected":{}}})",
                     report.rows, report.added, report.changed, report.unchanged, report.rejected);
}

}  // namespace

ImportReport Places::import_table(const Actor& actor, CsvReader table, bool skip_bad) {
  return import_parsed(actor, read_units_table(std::move(table)), skip_bad);
}

ImportReport Places::import_boundaries(const Actor& actor, const std::filesystem::path& file,
                                       const std::filesystem::path& name,
                                       const BoundaryOptions& options, bool skip_bad) {
  // Asked before the file is read, so that nobody makes us work who may not.
  const bool is_first = root().empty();
  if (!is_first || !actor.is_system) access::require(actor, Permission::units_write, actor.scope);
  return import_parsed(actor, read_boundary_file(file, name, options), skip_bad);
}

ImportReport Places::import_file(const Actor& actor, const std::filesystem::path& file,
                                 const std::filesystem::path& name, const BoundaryOptions& options,
                                 bool skip_bad) {
  const auto delimiter = table_delimiter(name);
  if (!delimiter) return import_boundaries(actor, file, name, options, skip_bad);
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    throw Problem::invalid("units.file", fmt::format("{} cannot be read.", name.string()));
  }
  const auto source = [&in](std::span<char> room) {
    in.read(room.data(), static_cast<std::streamsize>(room.size()));
    return static_cast<std::size_t>(in.gcount());
  };
  return import_table(actor, CsvReader(source, *delimiter), skip_bad);
}

ImportReport Places::import_parsed(const Actor& actor, ParsedUnits parsed, bool skip_bad) {
  refuse_days_to_come(parsed, zone_.day_of(clock_.now()));
  return database_.write([&](store::Transaction& transaction) {
    const auto before = find_history(transaction);
    if (!before.empty()) {
      access::require(actor, Permission::units_write, actor.scope);
    } else if (!actor.is_system) {
      throw Problem::forbidden("places.first_import",
                               "The first units are brought in on the command line.");
    }
    UnitHistory after;
    const bool is_sound = merge(after, before, parsed);
    ImportReport report{.rows = parsed.row_count,
                        .rejected = faulty_lines(parsed.faults),
                        .is_loaded = is_sound && (skip_bad || parsed.faults.empty())};
    if (report.is_loaded) save(transaction, actor, before, after, parsed, report);
    std::ranges::stable_sort(parsed.faults, {}, &RowFault::line);
    report.faults = std::move(parsed.faults);
    report.notes = std::move(parsed.notes);
    return report;
  });
}

void Places::save(store::Transaction& transaction, const Actor& actor, const UnitHistory& before,
                  const UnitHistory& after, const ParsedUnits& parsed, ImportReport& report) {
  if (after.empty()) return;  // an empty table before the first import
  const auto units_before = by_code(before.newest()), units_after = by_code(after.newest());
  const auto require_own = [&](const UnitPath& path) {
    if (!before.empty()) access::require(actor, Permission::units_write, path);
  };
  std::unordered_set<std::string> changed, named;
  for (const auto& row : parsed.rows) {
    const auto& code = row.code.text();
    named.insert(code);
    const auto* known = before.find(row.code);
    if (known && *known == *after.find(row.code)) continue;
    changed.insert(code);
    require_own(units_after.at(code).path);
    if (known) require_own(units_before.at(code).path);
  }
  save_history(transaction, before, after);
  for (const auto& boundary : parsed.boundaries) {
    const auto& code = boundary.code.text();
    if (!named.contains(code)) continue;  // its row was refused
    require_own(units_after.at(code).path);
    if (save_boundary(transaction, boundary)) changed.insert(code);
  }
  for (const auto& code : named) {
    auto& count = !changed.contains(code)        ? report.unchanged
                  : !units_before.contains(code) ? report.added
                                                 : report.changed;
    ++count;
  }
  const auto moves = moves_between(units_before, units_after);
  for (const auto& move : moves) {
    for (const auto& listener : move_listeners_) listener(transaction, move.from, move.to);
  }
  if (!changed.empty()) raise_revision(transaction);
  const auto root = after.newest().front().path;
  const auto scope = before.empty() ? root : actor.scope;
  journal_.append(transaction, {.at = clock_.now(),
                                .actor = actor.journal_name(),
                                .action = "unit.imported",
                                .subject_kind = "unit",
                                .subject = scope.unit().text(),
                                .unit = scope,
                                .detail = journal_detail(report)});
  for (const auto& move : moves) {
    journal_.append(transaction, {.at = clock_.now(),
                                  .actor = actor.journal_name(),
                                  .action = "unit.moved",
                                  .subject_kind = "unit",
                                  .subject = move.to.unit().text(),
                                  .unit = move.to,
                                  .detail = fmt::format(R"({{"from":"{}"}})", move.from.text())});
  }
}

}  // namespace anlan::places
