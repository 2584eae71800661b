// Incidents' use cases of imports.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <memory>

#include "access/policy.h"
#include "base/problem.h"
#include "incidents/import_repository.h"
#include "incidents/importer.h"
#include "incidents/repository.h"
#include "incidents/service.h"
#include "incidents/service_parts.h"

namespace anlan::incidents {
namespace {

using access::Permission;

constexpr int k_page_max = 200;                     // rows of a list
constexpr std::size_t k_file_name_bytes_max = 200;  // longer than any that a person gives

/// Takes the transaction back, and says why.
struct RowsRefused {
  ImportTally tally;
};

/// A look-up in the units of today, answered by their numbers in `units`.
UnitsAt units_at(std::shared_ptr<const places::Gazetteer> gazetteer,
                 const std::vector<PlacedUnit>& units) {
  const auto all = gazetteer->all();
  const bool has_boundaries = std::ranges::any_of(all, &places::Unit::has_boundary);
  if (!has_boundaries) return {};
  std::vector<std::int32_t> numbers;
  for (const auto& unit : all) {
    const auto found = std::ranges::lower_bound(units, unit.path, {}, &PlacedUnit::path);
    const bool is_there = found != units.end() && found->path == unit.path;
    numbers.push_back(is_there ? static_cast<std::int32_t>(found - units.begin()) : -1);
  }
  return [gazetteer = std::move(gazetteer), numbers = std::move(numbers)](
             std::span<const geometry::Position> positions, std::span<std::int32_t> found) {
    const auto* first = gazetteer->all().data();
    for (std::size_t i = 0; i < positions.size(); ++i) {
      const auto* unit = gazetteer->unit_at(positions[i]);
      if (unit) found[i] = numbers[static_cast<std::size_t>(unit - first)];
    }
  };
}

UnitRules unit_rules(const Incidents::Parts& parts, const access::Actor& actor) {
  UnitRules rules{
      .units = parts.database.read([](store::Session& session) { return placed_units(session); }),
      .units_at = {},
      .scope = actor.scope};
  if (parts.places) rules.units_at = units_at(parts.places->gazetteer(), rules.units);
  return rules;
}

void put_tally(const ImportTally& tally, ImportReport& report) {
  report.rows = tally.rows;
  report.rejected = static_cast<std::int64_t>(tally.faults.size());
  if (report.state == ImportState::loaded) {
    report.added = tally.added;
    report.changed = tally.changed;
    report.unchanged = tally.unchanged;
    report.outside = tally.outside;
  }
  for (const auto& fault : tally.faults) {
    if (report.faults.size() == k_shown_faults) break;
    report.faults.push_back({.line = fault.line, .column = fault.column, .reason = fault.reason});
  }
}

void keep_report(store::Transaction& t, Incidents::Parts& parts, const access::Actor& actor,
                 const ImportReport& report, const std::string& header, const ImportTally& tally) {
  insert_import(t, report, actor.scope, header, tally.faults);
  parts.journal.append(
      t, {.at = report.at,
          .actor = report.by,
          .action = fmt::format("import.{}", to_string(report.state)),
          .subject_kind = "import",
          .subject = report.id.to_string(),
          .unit = actor.scope,
          .detail = fmt::format(
              R"({{"rows":{},"added":{},"changed":{},"unchanged":{},"rejected":{}}})", report.rows,
              report.added, report.changed, report.unchanged, report.rejected)});
}

std::int64_t number_from(std::string_view cursor) {
  if (cursor.empty()) return std::numeric_limits<std::int64_t>::max();
  std::int64_t number = 0;
  const auto* end = cursor.data() + cursor.size();
  const auto result = std::from_chars(cursor.data(), end, number);
  if (result.ec == std::errc() && result.ptr == end) return number;
  throw Problem::invalid("incidents.cursor", "This cursor is not one of ours.",
                         {{"cursor", "must be the next_cursor of a page"}});
}

StoredImport visible_import(store::Session& session, const access::Actor& actor, const Id& id) {
  auto stored = find_import(session, id);
  access::require_visible(actor, Permission::incidents_import, stored ? stored->unit : UnitPath());
  return std::move(*stored);
}

}  // namespace

const ProfileBook& Incidents::profiles() const { return parts_->profiles; }

void Incidents::check_header(const access::Actor& actor, const Profile& profile,
                             CsvReader::Source source) const {
  access::require(actor, Permission::incidents_import, actor.scope);
  const ChunkReader reader(profile, parts_->scheme, parts_->zone, unit_rules(*parts_, actor),
                           std::move(source));
}

ImportReport Incidents::import_file(const access::Actor& actor, const Profile& profile,
                                    ImportFile file, store::JobProgress& progress) {
  access::require(actor, Permission::incidents_import, actor.scope);
  if (file.bytes > k_file_bytes_max) {
    throw Problem::too_large(
        "incidents.file_too_large",
        fmt::format("The file has more than {} bytes; cut it.", k_file_bytes_max));
  }
  if (file.name.size() > k_file_name_bytes_max) file.name.resize(k_file_name_bytes_max);
  ChunkReader reader(profile, parts_->scheme, parts_->zone, unit_rules(*parts_, actor),
                     std::move(file.source));
  ImportReport report{.id = parts_->ids.next(),
                      .profile = profile.name,
                      .file_name = file.name,
                      .at = parts_->clock.now(),
                      .by = actor.journal_name()};
  try {
    parts_->database.write([&](store::Transaction& t) {
      const auto tally = import_rows(t, reader, file, profile.source, parts_->scheme, report.at,
                                     report.by, progress);
      if (!tally.faults.empty() && !file.skip_bad) throw RowsRefused{tally};
      put_tally(tally, report);
      keep_report(t, *parts_, actor, report, reader.header_line(), tally);
      if (tally.added + tally.changed > 0) advance_revision(t, tally.changed > 0);
    });
  } catch (const RowsRefused& refused) {
    report.state = ImportState::refused;
    put_tally(refused.tally, report);
    parts_->database.write([&](store::Transaction& t) {
      keep_report(t, *parts_, actor, report, reader.header_line(), refused.tally);
    });
  }
  return report;
}

ImportReport Incidents::import(const access::Actor& actor, const Id& id) const {
  return parts_->database.read([&](store::Session& session) {
    auto stored = visible_import(session, actor, id);
    stored.report.faults = rejects_of(session, stored.number, k_shown_faults);
    for (auto& fault : stored.report.faults) fault.content.clear();
    return std::move(stored.report);
  });
}

ImportPage Incidents::imports(const access::Actor& actor, std::string_view cursor,
                              int limit) const {
  access::require(actor, Permission::incidents_import, actor.scope);
  const auto before = number_from(cursor);
  const int count = std::clamp(limit, 1, k_page_max);
  return parts_->database.read([&](store::Session& session) {
    auto stored = imports_before(session, actor.scope, before, count + 1);
    ImportPage page;
    if (stored.size() > static_cast<std::size_t>(count)) {
      stored.pop_back();
      page.next_cursor = std::to_string(stored.back().number);
    }
    for (auto& one : stored) page.items.push_back(std::move(one.report));
    return page;
  });
}

std::string Incidents::rejects_csv(const access::Actor& actor, const Id& id) const {
  return parts_->database.read([&](store::Session& session) {
    const auto stored = visible_import(session, actor, id);
    std::string csv = "line,column,reason," + stored.header + "\n";
    for (const auto& fault : rejects_of(session, stored.number, k_bad_rows_max)) {
      csv += std::to_string(fault.line) + ',';
      append_csv_field(csv, fault.column);
      csv += ',';
      append_csv_field(csv, fault.reason);
      csv += ',' + fault.content + '\n';
    }
    return csv;
  });
}

}  // namespace anlan::incidents
