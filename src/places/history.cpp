#include "places/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "places/rules.h"

namespace anlan::places {
namespace {

RowFault fault_in(const UnitRow& row, std::string column, std::string reason) {
  return {row.line, std::move(column), std::move(reason)};
}

/// Names that are not said are as they were, or as the other language has it; a name that only
/// stood in for the other language's goes with it.
Bilingual completed(Bilingual name, const Bilingual& before) {
  if (name.en.empty() && !is_chinese(before.en)) name.en = before.en;
  if (name.zh.empty() && is_chinese(before.zh)) name.zh = before.zh;
  if (name.en.empty()) name.en = name.zh.empty() ? before.en : name.zh;
  if (name.zh.empty()) name.zh = name.en;
  return name;
}

UnitVersion with_row(UnitVersion version, const UnitRow& row) {
  if (row.level) version.level = *row.level;
  if (row.parent) version.parent = *row.parent;
  version.name = completed({row.name_en, row.name_zh}, version.name);
  if (row.valid_until) version.valid_until = row.valid_until;
  return version;
}

/// The index of the version in force on the day, or of the first one where the day lies before.
std::size_t in_force(const std::vector<UnitVersion>& versions, Day day) {
  const auto after = std::upper_bound(
      versions.begin(), versions.end(), day,
      [](Day wanted, const UnitVersion& version) { return wanted < version.valid_from; });
  return after == versions.begin() ? 0 : static_cast<std::size_t>(after - versions.begin()) - 1;
}

/// The version that holds on the day; null if the unit is not there.
const UnitVersion* version_on(const std::vector<UnitVersion>& versions, Day day) {
  const auto& version = versions[in_force(versions, day)];
  const bool is_there =
      version.valid_from <= day && (!version.valid_until || day < *version.valid_until);
  return is_there ? &version : nullptr;
}

using Versions = std::unordered_map<std::string_view, const UnitVersion*>;

/// The path by way of the versions given; empty where it does not lead to a root.
UnitPath path_in(const Versions& versions, const UnitVersion& version) {
  std::vector<const UnitVersion*> line{&version};
  while (!line.back()->parent.empty()) {
    const auto above = versions.find(line.back()->parent.text());
    if (above == versions.end() || line.size() > k_level_count) return {};
    line.push_back(above->second);
  }
  auto path = UnitPath::root(line.back()->code);
  for (auto unit = line.rbegin() + 1; unit != line.rend(); ++unit) path = path.child((*unit)->code);
  return path;
}

Unit unit_of(const UnitVersion& version, UnitPath path, std::optional<Day> until) {
  return {.code = version.code,
          .path = std::move(path),
          .level = version.level,
          .parent = version.parent,
          .name = version.name,
          .valid_from = version.valid_from,
          .valid_until = until};
}

void sort_by_path(std::vector<Unit>& units) { std::ranges::sort(units, {}, &Unit::path); }

}  // namespace

std::optional<Day> end_of(const std::vector<UnitVersion>& versions, std::size_t index) {
  auto end = versions[index].valid_until;
  if (index + 1 < versions.size()) {
    const auto next = versions[index + 1].valid_from;
    if (!end || next < *end) end = next;
  }
  return end;
}

UnitHistory::UnitHistory(std::vector<UnitVersion> versions) {
  for (auto& version : versions) versions_[version.code].push_back(std::move(version));
  for (auto& [code, list] : versions_) std::ranges::sort(list, {}, &UnitVersion::valid_from);
}

const std::vector<UnitVersion>* UnitHistory::find(const UnitCode& code) const {
  const auto found = versions_.find(code);
  return found == versions_.end() ? nullptr : &found->second;
}

std::vector<RowFault> UnitHistory::apply(std::vector<UnitRow> rows) {
  const auto rank = [this](const UnitRow& row) {
    if (row.level) return static_cast<int>(*row.level);
    const auto* known = find(row.code);
    return known ? static_cast<int>(known->back().level) : k_level_count;
  };
  // A row without a day corrects the newest version, so it goes before those that begin one.
  std::ranges::stable_sort(
      rows, {}, [&](const UnitRow& row) { return std::pair(rank(row), row.valid_from); });
  std::vector<RowFault> faults;
  for (const auto& row : rows) {
    if (auto fault = apply_row(row)) faults.push_back(std::move(*fault));
  }
  return faults;
}

std::optional<RowFault> UnitHistory::apply_row(const UnitRow& row) {
  const auto* known = find(row.code);
  UnitVersion version;
  if (!known) {
    if (!row.level)
      return fault_in(row, "level",
                      "There is no unit of this code yet, and a new one needs a level.");
    if (!row.parent)
      return fault_in(row, "parent",
                      "There is no unit of this code yet, and a new one needs the unit above it.");
    if (row.name_en.empty() && row.name_zh.empty() && row.usual_name.empty())
      return fault_in(row, "name", "A new unit needs a name.");
    const auto* above = find(*row.parent);
    version.code = row.code;
    version.name = {row.usual_name, row.usual_name};
    version.valid_from = row.valid_from.value_or(above ? above->front().valid_from : k_since_ever);
  } else {
    version = row.valid_from ? (*known)[in_force(*known, *row.valid_from)] : known->back();
  }
  const auto before = version;
  const auto from = row.valid_from.value_or(version.valid_from);
  const bool was_gone = version.valid_until && *version.valid_until <= from;
  if (was_gone) version.valid_until.reset();  // it is there again
  version = with_row(std::move(version), row);
  if (version.valid_until && *version.valid_until <= from)
    return fault_in(row, "valid_until", "It ends before it begins.");
  auto& list = versions_[row.code];
  if (known && version == before && before.valid_from <= from) return std::nullopt;
  version.valid_from = from;
  const auto place = std::ranges::lower_bound(list, from, {}, &UnitVersion::valid_from);
  if (place != list.end() && place->valid_from == from) {
    *place = std::move(version);
    return std::nullopt;
  }
  // The unit's end is now for the later version to say.
  if (place != list.begin() && std::prev(place)->valid_until > from)
    std::prev(place)->valid_until.reset();
  if (place != list.end() && !row.valid_until) version.valid_until.reset();
  list.insert(place, std::move(version));
  return std::nullopt;
}

std::vector<Unit> UnitHistory::tree_on(Day day) const {
  Versions there;
  for (const auto& [code, list] : versions_) {
    if (const auto* version = version_on(list, day)) there.emplace(code.text(), version);
  }
  std::vector<Unit> units;
  for (const auto& [code, version] : there) {
    auto path = path_in(there, *version);
    if (path.empty()) continue;  // the unit above was not there: find_faults lets none through
    const auto& list = versions_.at(version->code);
    const auto index = static_cast<std::size_t>(version - list.data());
    units.push_back(unit_of(*version, std::move(path), end_of(list, index)));
  }
  sort_by_path(units);
  return units;
}

std::vector<Unit> UnitHistory::newest() const {
  Versions newest;
  const UnitVersion* root = nullptr;
  for (const auto& [code, list] : versions_) {
    newest.emplace(code.text(), &list.back());
    if (list.back().parent.empty()) root = &list.back();
  }
  std::vector<Unit> units;
  for (const auto& [code, list] : versions_) {
    auto path = path_in(newest, list.back());
    if (path.empty() && root) path = UnitPath::root(root->code).child(code);
    units.push_back(unit_of(list.back(), std::move(path), list.back().valid_until));
  }
  sort_by_path(units);
  return units;
}

}  // namespace anlan::places
