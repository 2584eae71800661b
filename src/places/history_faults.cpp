// What makes a tree of units no tree.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "places/history.h"

namespace anlan::places {
namespace {

using Versions = std::map<UnitCode, std::vector<UnitVersion>>;

/// Where to point to: the row of the unit, else the row of the unit above it, else no row.
class Lines {
 public:
  explicit Lines(const std::vector<UnitRow>& rows) {
    for (const auto& row : rows) lines_[row.code.text()] = row.line;
  }
  std::int64_t of(const UnitVersion& version) const {
    const auto own = find(version.code);
    return own != 0 ? own : find(version.parent);
  }
  std::int64_t find(const UnitCode& code) const {
    const auto line = lines_.find(code.text());
    return line == lines_.end() ? 0 : line->second;
  }

 private:
  std::unordered_map<std::string_view, std::int64_t> lines_;
};

/// Longer circles are found by their levels.
bool is_above_itself(const Versions& versions, const UnitVersion& version) {
  auto code = version.parent;
  for (int step = 0; step < 4 * k_level_count && !code.empty(); ++step) {
    if (code == version.code) return true;
    const auto above = versions.find(code);
    if (above == versions.end()) return false;
    code = above->second.back().parent;
  }
  return false;
}

/// Why the unit above cannot be above this version; empty if it can.
std::string fault_above(const Versions& versions, const std::vector<UnitVersion>& list,
                        std::size_t index) {
  const auto& version = list[index];
  const auto& parent = version.parent.text();
  const auto found = versions.find(version.parent);
  if (found == versions.end()) return fmt::format("The unit above it, {}, is not known.", parent);
  if (is_above_itself(versions, version)) return "It would stand above itself.";
  const auto& above = found->second;
  const auto end = end_of(list, index);
  auto covered_until = version.valid_from;  // everything before is covered by the unit above
  bool is_covered = false;
  for (std::size_t i = 0; i < above.size() && !is_covered; ++i) {
    const auto above_end = end_of(above, i);
    if (above_end && *above_end <= covered_until) continue;
    if (above[i].valid_from > covered_until) break;
    if (above[i].level >= version.level) {
      return fmt::format("A {} cannot stand below {}, which is a {}.", to_string(version.level),
                         parent, to_string(above[i].level));
    }
    is_covered = !above_end || (end && *end <= *above_end);
    if (above_end) covered_until = *above_end;
  }
  if (is_covered) return {};
  return fmt::format("The unit above it, {}, is not there on {}.", parent,
                     covered_until.to_string());
}

/// Which unit is the root: one that was there before the import, else the first in the file.
const UnitCode* find_root(const Versions& versions, const Lines& lines) {
  const UnitCode* root = nullptr;
  for (const auto& [code, list] : versions) {
    const bool is_root = std::ranges::any_of(list, &UnitCode::empty, &UnitVersion::parent);
    if (is_root && (!root || lines.find(code) < lines.find(*root))) root = &code;
  }
  return root;
}

std::string fault_of_root(const std::vector<UnitVersion>& list) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!list[i].parent.empty()) return "The root of the tree cannot move below another unit.";
    const bool is_last = i + 1 == list.size();
    const bool has_gap =
        list[i].valid_until && (is_last || *list[i].valid_until < list[i + 1].valid_from);
    if (has_gap) return "The root of the tree cannot end.";
  }
  return {};
}

}  // namespace

std::vector<RowFault> UnitHistory::find_faults(const std::vector<UnitRow>& rows) const {
  std::vector<RowFault> faults;
  if (versions_.empty()) return faults;
  const Lines lines(rows);
  const auto* root = find_root(versions_, lines);
  for (const auto& [code, list] : versions_) {
    if (root && code == *root) {
      if (auto reason = fault_of_root(list); !reason.empty())
        return {{lines.find(code), "parent", std::move(reason)}};
      continue;
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
      auto reason = list[i].parent.empty()
                        ? fmt::format("The tree has a root already: {}.", root->text())
                        : fault_above(versions_, list, i);
      if (reason.empty()) continue;
      faults.push_back({lines.of(list[i]), "parent", std::move(reason)});
      break;
    }
  }
  if (!root && faults.empty()) {
    faults.push_back(
        {0, "parent", "No unit is the root of the tree: one must have nothing above it."});
  }
  std::ranges::stable_sort(faults, {}, &RowFault::line);
  const auto repeated = std::ranges::unique(faults);
  faults.erase(repeated.begin(), repeated.end());
  return faults;
}

}  // namespace anlan::places
