#include "incidents/counts.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

#include "base/check.h"

namespace anlan::incidents {
namespace {

constexpr std::array<std::string_view, 7> k_names{"day",     "week", "month", "hour",
                                                  "weekday", "kind", "unit"};

/// How often each number below `size` is read from the selected rows.
template <class Read>
std::vector<std::int64_t> tally(const Columns& columns, const Selection& selection,
                                std::size_t size, Read&& read) {
  std::vector<std::int64_t> counts(size);
  for_each_selected(columns, selection, 0, columns.size(),
                    [&](std::uint32_t row) { ++counts[read(row)]; });
  return counts;
}

/// Day of the week of a day, 0 for Monday.
std::int32_t weekday_index(std::int32_t day) {
  const auto since_monday = (day + 3) % 7;  // 1970-01-01 was a Thursday
  return since_monday < 0 ? since_monday + 7 : since_monday;
}

void add_group(Counts& counts, std::string key, std::int64_t count) {
  counts.total += count;
  if (!counts.groups.empty() && counts.groups.back().key == key) {
    counts.groups.back().count += count;
  } else {
    counts.groups.push_back({.key = std::move(key), .count = count});
  }
}

Day first_of_period(Day day, CountBy by) {
  if (by == CountBy::week) return day - weekday_index(day.number());
  if (by == CountBy::month) return day - static_cast<std::int32_t>(day.day_of_month() - 1);
  return day;
}

void count_days(const Columns& columns, const Selection& selection, Counts& counts) {
  const auto first =
      selection.has_days ? std::max(columns.first_day, selection.first_day) : columns.first_day;
  const auto last =
      selection.has_days ? std::min(columns.last_day, selection.last_day) : columns.last_day;
  if (first > last) return;
  const auto tallied =
      tally(columns, selection, static_cast<std::size_t>(last - first) + 1,
            [&](std::uint32_t row) { return static_cast<std::size_t>(columns.days[row] - first); });
  for (std::size_t i = 0; i < tallied.size(); ++i) {
    if (tallied[i] == 0) continue;
    const auto day = Day::from_number(first + static_cast<std::int32_t>(i));
    add_group(counts, first_of_period(day, counts.by).to_string(), tallied[i]);
  }
}

void count_weekdays(const Columns& columns, const Selection& selection, Counts& counts) {
  const auto tallied = tally(columns, selection, 7, [&](std::uint32_t row) {
    return static_cast<std::size_t>(weekday_index(columns.days[row]));
  });
  for (std::size_t i = 0; i < tallied.size(); ++i) {
    if (tallied[i] != 0) add_group(counts, std::to_string(i + 1), tallied[i]);
  }
}

void count_hours(const Columns& columns, const Selection& selection, Counts& counts) {
  const auto tallied =
      tally(columns, selection, 24, [&](std::uint32_t row) { return columns.hours[row]; });
  for (std::size_t i = 0; i < tallied.size(); ++i) {
    if (tallied[i] != 0) add_group(counts, std::to_string(i), tallied[i]);
  }
}

/// For keys whose numbers are not in the order of their names.
template <class NameOf>
void add_named(const std::vector<std::int64_t>& tallied, Counts& counts, NameOf&& name_of) {
  for (std::size_t i = 0; i < tallied.size(); ++i) {
    if (tallied[i] != 0) add_group(counts, name_of(i), tallied[i]);
  }
  std::ranges::sort(counts.groups, {}, &CountGroup::key);
}

}  // namespace

std::string_view to_string(CountBy by) {
  const auto index = static_cast<std::size_t>(by);
  CHECK(index < k_names.size());
  return k_names[index];
}

std::optional<CountBy> count_by_from(std::string_view text) {
  const auto found = std::ranges::find(k_names, text);
  if (found == k_names.end()) return std::nullopt;
  return static_cast<CountBy>(found - k_names.begin());
}

Counts gathered(const Counts& counts,
                const std::function<std::string(const std::string&)>& key_of) {
  std::map<std::string, std::int64_t> sums;
  for (const auto& group : counts.groups) sums[key_of(group.key)] += group.count;
  Counts gathered{.by = counts.by, .total = counts.total};
  for (auto& [key, sum] : sums) gathered.groups.push_back({.key = key, .count = sum});
  return gathered;
}

Counts count_rows(const Columns& columns, const Selection& selection, CountBy by) {
  Counts counts{.by = by};
  switch (by) {
    case CountBy::day:
    case CountBy::week:
    case CountBy::month: count_days(columns, selection, counts); break;
    case CountBy::hour: count_hours(columns, selection, counts); break;
    case CountBy::weekday: count_weekdays(columns, selection, counts); break;
    case CountBy::kind:
      add_named(tally(columns, selection, 256,
                      [&](std::uint32_t row) { return columns.kind_number(row); }),
                counts, [&](std::size_t i) { return columns.kinds[i]; });
      break;
    case CountBy::unit:
      add_named(tally(columns, selection, columns.units.size(),
                      [&](std::uint32_t row) { return columns.unit_numbers[row]; }),
                counts, [&](std::size_t i) { return columns.units[i].code.text(); });
      break;
  }
  return counts;
}

}  // namespace anlan::incidents
