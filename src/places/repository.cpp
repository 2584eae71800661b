#include "places/repository.h"

#include <algorithm>
#include <unordered_map>

#include "base/check.h"
#include "geometry/wkb.h"

namespace anlan::places {
namespace {

using store::Session;
using store::Transaction;

Level level_in(const store::Rows& rows, int column) {
  const auto level = level_from(rows.text_view(column));
  CHECK(level.has_value());
  return *level;
}

/// The root's parent is empty, which is no code.
UnitCode parent_in(const store::Rows& rows, int column) {
  return rows.text_view(column).empty() ? UnitCode() : rows.unit_code(column);
}

void save_versions(Transaction& transaction, const std::vector<UnitVersion>& versions) {
  transaction.execute("DELETE FROM unit_version WHERE code = ?", versions.front().code);
  for (const auto& version : versions) {
    transaction.execute(
        "INSERT INTO unit_version (code, valid_from, valid_until, level, parent, name_en, name_zh) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        version.code, version.valid_from, version.valid_until, to_string(version.level),
        version.parent, version.name.en, version.name.zh);
  }
}

void save_unit(Transaction& transaction, const Unit& unit) {
  transaction.execute(
      "INSERT INTO unit (code, path, level, name_en, name_zh) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (code) DO UPDATE SET path = excluded.path, level = excluded.level, "
      "name_en = excluded.name_en, name_zh = excluded.name_zh",
      unit.code, unit.path, to_string(unit.level), unit.name.en, unit.name.zh);
}

bool are_alike(const Unit& a, const Unit& b) {
  return a.path == b.path && a.level == b.level && a.name == b.name;
}

}  // namespace

std::int64_t find_revision(Session& session) {
  auto rows = session.query("SELECT revision FROM unit_revision");
  CHECK(rows.next());
  return rows.integer(0);
}

void raise_revision(Transaction& transaction) {
  transaction.execute("UPDATE unit_revision SET revision = revision + 1");
}

UnitHistory find_history(Session& session) {
  std::vector<UnitVersion> versions;
  auto rows = session.query(
      "SELECT code, valid_from, valid_until, level, parent, name_en, name_zh FROM unit_version");
  while (rows.next()) {
    versions.push_back({.code = rows.unit_code(0),
                        .valid_from = rows.day(1),
                        .valid_until = rows.maybe(&store::Rows::day, 2),
                        .level = level_in(rows, 3),
                        .parent = parent_in(rows, 4),
                        .name = {rows.text(5), rows.text(6)}});
  }
  return UnitHistory(std::move(versions));
}

void save_history(Transaction& transaction, const UnitHistory& before, const UnitHistory& after) {
  for (const auto& [code, versions] : after.versions()) {
    const auto* known = before.find(code);
    if (!known || *known != versions) save_versions(transaction, versions);
  }
  std::unordered_map<std::string, Unit> units;
  for (auto& unit : before.newest()) units.emplace(unit.code.text(), std::move(unit));
  for (const auto& unit : after.newest()) {
    const auto known = units.find(unit.code.text());
    if (known == units.end() || !are_alike(known->second, unit)) save_unit(transaction, unit);
  }
}

std::vector<UnitBoundary> find_boundaries(Session& session, Day day) {
  std::vector<UnitBoundary> boundaries;
  auto rows =
      session.query("SELECT code, valid_from, area FROM unit_boundary ORDER BY code, valid_from");
  while (rows.next()) {
    UnitBoundary boundary{.code = rows.unit_code(0), .valid_from = rows.day(1)};
    const bool is_later = !boundaries.empty() && boundaries.back().code == boundary.code;
    if (is_later && boundary.valid_from > day) continue;
    auto area = geometry::read_wkb(rows.blob(2));
    CHECK(area.has_value());
    boundary.area = std::move(*area);
    if (is_later) {
      boundaries.back() = std::move(boundary);
    } else {
      boundaries.push_back(std::move(boundary));
    }
  }
  return boundaries;
}

bool save_boundary(Transaction& transaction, const UnitBoundary& boundary) {
  const auto bytes = geometry::wkb(boundary.area);
  {
    auto rows = transaction.query(
        "SELECT area FROM unit_boundary WHERE code = ? AND valid_from <= ? "
        "ORDER BY valid_from DESC LIMIT 1",
        boundary.code, boundary.valid_from);
    if (rows.next() && std::ranges::equal(rows.blob(0), bytes)) return false;
  }
  transaction.execute(
      "INSERT INTO unit_boundary (code, valid_from, area) VALUES (?, ?, ?) "
      "ON CONFLICT (code, valid_from) DO UPDATE SET area = excluded.area",
      boundary.code, boundary.valid_from, store::Blob{bytes});
  return true;
}

}  // namespace anlan::places
