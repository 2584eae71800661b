#include "cli/series_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/problem.h"

namespace anlan::cli {
namespace {

using namespace patterns;

constexpr std::size_t k_counts_max = 50'000'000;  // 400 MB: ten thousand series of a decade of days

/// The Monday of a day's week, or the day itself.
Day step_start(Day day, bool is_weekly) {
  return is_weekly ? day - static_cast<std::int32_t>(day.weekday() - 1) : day;
}

/// The series of every row: the texts of its labels, "all" where there are none.
std::vector<std::uint32_t> series_of_rows(const Events& events, std::vector<std::string>& names) {
  std::map<std::string, std::uint32_t> numbers;
  std::vector<std::string> texts(events.size());
  for (const auto& label : events.labels) {
    if (label.of.empty()) continue;
    for (std::size_t i = 0; i < texts.size(); ++i)
      texts[i] += (texts[i].empty() ? "" : " / ") + label.names[label.of[i]];
  }
  for (auto& text : texts) {
    if (text.empty()) text = "all";
    numbers.emplace(text, 0);
  }
  for (auto& [name, number] : numbers) {
    number = static_cast<std::uint32_t>(names.size());
    names.push_back(name);
  }
  std::vector<std::uint32_t> series;
  for (const auto& text : texts) series.push_back(numbers.at(text));
  return series;
}

void refuse_negative(const Events& events, const std::vector<double>& counts) {
  std::vector<FieldFault> faults;
  for (std::size_t i = 0; i < counts.size() && faults.size() < k_event_faults_max; ++i)
    if (counts[i] < 0)
      faults.push_back({fmt::format("line {}", events.lines[i]), "the count is below 0"});
  if (!faults.empty())
    throw Problem::invalid("series.count", "Counts must be at least 0.", std::move(faults));
}

}  // namespace

std::size_t CountTable::step_of(Day day) const {
  return day < first ? 0 : static_cast<std::size_t>((day - first) / step_days);
}

CountTable load_counts(const SeriesInputOptions& options) {
  EventNeeds needs{.places = false};
  needs.labels = {options.series.empty() ? KeptColumn{"series", false}
                                         : KeptColumn{options.series}};
  if (!options.unit.empty()) needs.labels.push_back({options.unit});
  needs.values = {options.count.empty() ? KeptColumn{"count", false} : KeptColumn{options.count}};
  if (!options.expected.empty()) needs.values.push_back({options.expected});
  const auto events = load_events(options.events, needs);
  const auto& counts = events.values[0];
  refuse_negative(events, counts);

  CountTable table;
  const bool is_weekly = options.by == "week";
  table.step_days = is_weekly ? 7 : 1;
  const auto days = days_of(events);
  table.first = step_start(days.from, is_weekly);
  const auto steps = table.step_of(days.below - 1) + 1;
  const auto series = series_of_rows(events, table.names);
  if (steps * table.names.size() > k_counts_max)
    throw Problem::too_large("series.size", fmt::format("{} series of {} steps are too many.",
                                                        table.names.size(), steps));
  table.counts.assign(table.names.size(), std::vector<double>(steps));
  if (!options.expected.empty()) table.expected = table.counts;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto at = table.step_of(events.times[i].day);
    table.counts[series[i]][at] += counts.empty() ? 1 : counts[i];
    if (!table.expected.empty()) table.expected[series[i]][at] += events.values[1][i];
  }
  table.is_last_step_short = counts.empty() && days.below < table.step(steps - 1).below;
  return table;
}

}  // namespace anlan::cli
