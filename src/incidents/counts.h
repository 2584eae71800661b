// Counts: how many incidents, by time, kind or unit.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "incidents/columns.h"
#include "incidents/selection.h"

namespace anlan::incidents {

/// A week is named by its Monday, a month by its first day, an hour by 0..23, a weekday by 1
/// (Monday) .. 7.
enum class CountBy { day, week, month, hour, weekday, kind, unit };
std::string_view to_string(CountBy by);
std::optional<CountBy> count_by_from(std::string_view text);

struct CountGroup {
  std::string key;
  std::int64_t count = 0;
  friend bool operator==(const CountGroup&, const CountGroup&) = default;
};

struct Counts {
  CountBy by = CountBy::day;
  std::int64_t total = 0;
  std::vector<CountGroup> groups;  ///< in the order of their keys; none that counts nothing
};

/// The groups under other keys, those of the same key as one.
Counts gathered(const Counts& counts, const std::function<std::string(const std::string&)>& key_of);

/// Counts the selected rows.
Counts count_rows(const Columns& columns, const Selection& selection, CountBy by);

}  // namespace anlan::incidents
