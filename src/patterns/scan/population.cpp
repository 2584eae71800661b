#include "patterns/scan/population.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

/// People of one group at one place at each date on which any group was counted.
using Course = std::vector<double>;

/// Days x people between two days, where people change evenly between dates.
double people_days(const std::vector<Day>& dates, const Course& people, Day from, Day to) {
  double sum = 0;
  const auto add = [&](Day begin, Day end, double first, double last) {
    sum += 0.5 * (first + last) * (end - begin);
  };
  const auto part = [&](Day a, Day b, double at_a, double at_b) {
    const Day begin = std::max(from, a);
    const Day end = std::min(to, b);
    if (begin >= end) return;
    const double slope = (at_b - at_a) / (b - a);
    add(begin, end, at_a + slope * (begin - a), at_a + slope * (end - a));
  };
  if (from < dates.front()) add(from, std::min(to, dates.front()), people.front(), people.front());
  for (std::size_t i = 0; i + 1 < dates.size(); ++i)
    part(dates[i], dates[i + 1], people[i], people[i + 1]);
  if (to > dates.back()) add(std::max(from, dates.back()), to, people.back(), people.back());
  return sum;
}

std::vector<Day> dates_of(const ScanData& data) {
  std::vector<Day> dates;
  for (const ScanPopulation& p : data.population) {
    if (p.place >= data.places.size())
      throw Problem::invalid("scan.unknown_place", "A population names an unknown place.");
    if (!(p.people >= 0) || !std::isfinite(p.people))
      throw Problem::invalid("scan.value", "A population is negative or no number.");
    dates.push_back(p.day);
  }
  std::sort(dates.begin(), dates.end());
  dates.erase(std::unique(dates.begin(), dates.end()), dates.end());
  return dates;
}

}  // namespace

std::vector<double> expected_cases(const ScanData& data, const TimeAxis& axis) {
  const std::vector<Day> dates = dates_of(data);
  if (dates.empty()) throw Problem::invalid("scan.no_population", "There is no population.");
  std::map<std::pair<std::uint32_t, std::uint32_t>, Course> courses;  // covariate, place
  for (const ScanPopulation& p : data.population) {
    Course& course = courses[{p.covariate, p.place}];
    course.resize(dates.size(), 0);
    const auto at = std::lower_bound(dates.begin(), dates.end(), p.day) - dates.begin();
    course[static_cast<std::size_t>(at)] += p.people;
  }
  std::map<std::uint32_t, double> cases;   // by covariate
  std::map<std::uint32_t, double> people;  // people-days
  for (const ScanCase& c : data.cases) cases[c.covariate] += c.count;
  const Day end = data.last_day + 1;
  for (const auto& [key, course] : courses)
    people[key.first] += people_days(dates, course, data.first_day, end);
  for (const auto& [covariate, count] : cases) {
    if (count > 0 && !(people[covariate] > 0))
      throw Problem::invalid("scan.no_population",
                             "There are cases in a group without population.");
  }
  std::vector<double> expected(data.places.size() * axis.size(), 0);
  for (const auto& [key, course] : courses) {
    const double risk = people[key.first] > 0 ? cases[key.first] / people[key.first] : 0;
    if (risk <= 0) continue;
    for (std::uint32_t t = 0; t < axis.size(); ++t) {
      expected[key.second * axis.size() + t] +=
          risk * people_days(dates, course, axis.start_of(t), axis.last_day_of(t) + 1);
    }
  }
  for (const ScanCase& c : data.cases) {
    if (c.count > 0 && !(expected[c.place * axis.size() + axis.interval_of(c.day)] > 0))
      throw Problem::invalid("scan.no_population",
                             "There are cases at a place without population.");
  }
  return expected;
}

}  // namespace anlan::patterns
