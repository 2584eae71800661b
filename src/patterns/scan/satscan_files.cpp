#include "patterns/scan/satscan_files.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>
#include <unordered_map>

namespace anlan::patterns {
namespace {

constexpr std::size_t k_max_id_length = 1000;  // longer ones are a binary file by mistake

/// The whitespace-separated words of a line; a word in double quotes may hold blanks.
std::vector<std::string_view> words_of(std::string_view line) {
  constexpr std::string_view k_blank = " \t\r\f\v";
  std::vector<std::string_view> words;
  for (std::size_t at = line.find_first_not_of(k_blank); at != std::string_view::npos;
       at = line.find_first_not_of(k_blank, at)) {
    const bool quoted = line[at] == '"';
    const std::size_t begin = quoted ? at + 1 : at;
    const std::size_t end =
        std::min(quoted ? line.find('"', begin) : line.find_first_of(k_blank, begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    at = std::min(end + (quoted ? 1 : 0), line.size());
  }
  return words;
}

template <class Number>
std::optional<Number> number(std::string_view word) {
  Number value{};
  if (!word.empty() && word.front() == '+') word.remove_prefix(1);
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return value;
}

/// Calls read(line number, words) -> reason, empty where the line is good, for each line that is
/// not blank.
template <class Read>
std::vector<RowFault> read_lines(std::string_view text, Read read) {
  std::vector<RowFault> faults;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::size_t line = 1; !text.empty() && faults.size() < k_max_row_faults; ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const auto words = words_of(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (words.empty()) continue;
    std::string reason =
        words[0].size() > k_max_id_length ? "the id is longer than 1,000 bytes" : read(line, words);
    if (!reason.empty()) faults.push_back({line, std::move(reason)});
  }
  return faults;
}

int full_year(int year) { return year >= 100 ? year : year >= 50 ? 1900 + year : 2000 + year; }

/// Months and days that a date without them stands for.
struct DateDefaults {
  int month = 1;
  int day = 1;
};

/// The day of a date in one of SaTScan's forms.
std::optional<Day> day_of(std::string_view word, DateDefaults in_year = {1, 1},
                          DateDefaults in_month = {1, 1}) {
  std::vector<int> parts;
  while (true) {
    const std::size_t end = std::min(word.find_first_of("/-"), word.size());
    const auto part = number<int>(word.substr(0, end));
    if (!part || *part < 0 || parts.size() == 3) return std::nullopt;
    parts.push_back(*part);
    if (end == word.size()) break;
    word.remove_prefix(end + 1);
  }
  if (parts.size() == 3 && parts[0] <= 12 && parts[2] > 31)  // MM/DD/YYYY
    std::rotate(parts.begin(), parts.begin() + 2, parts.end());
  if (parts.size() == 1) {
    parts.push_back(in_year.month);
    parts.push_back(in_year.day);
  } else if (parts.size() == 2) {
    parts.push_back(in_month.day);
  }
  return Day::from_civil(full_year(parts[0]), static_cast<unsigned>(parts[1]),
                         static_cast<unsigned>(parts[2]));
}

std::string bad_date(std::string_view word) {
  return "there is no such date as \"" + std::string(word.substr(0, 40)) + '"';
}

/// The words from `from` on as one key.
std::string joined(const std::vector<std::string_view>& words, std::size_t from) {
  std::string key;
  for (std::size_t i = from; i < words.size(); ++i) (key += words[i]) += '\n';
  return key;
}

ScanPoint on_sphere(const SatscanPlace& place) {
  constexpr double k_radian = std::numbers::pi / 180;
  const double latitude = place.first * k_radian;
  const double longitude = place.second * k_radian;
  return {k_satscan_earth_radius_km * std::cos(latitude) * std::cos(longitude),
          k_satscan_earth_radius_km * std::cos(latitude) * std::sin(longitude),
          k_satscan_earth_radius_km * std::sin(latitude)};
}

}  // namespace

namespace {

/// Two coordinates from `words[at]` on; the reason where they are none.
std::string read_coordinates(const std::vector<std::string_view>& words, std::size_t at,
                             bool geographic, SatscanPlace& place) {
  if (words.size() < at + 2) return "a line needs two coordinates";
  const auto first = number<double>(words[at]);
  const auto second = number<double>(words[at + 1]);
  if (!first || !second || !std::isfinite(*first) || !std::isfinite(*second))
    return "a coordinate is no number";
  if (geographic && (std::fabs(*first) > 90 || std::fabs(*second) > 180))
    return "latitude must lie in [-90, 90] and longitude in [-180, 180]";
  place.first = *first;
  place.second = *second;
  return {};
}

/// Id, count and date; `at` is left at the first word after them.
std::string read_count(const std::vector<std::string_view>& words, const SatscanSettings& settings,
                       SatscanCase& row, std::size_t& at) {
  at = settings.has_dates ? 3 : 2;
  if (words.size() < at)
    return settings.has_dates ? "a line needs an id, a count and a date"
                              : "a line needs an id and a count";
  const auto count = number<std::uint32_t>(words[1]);
  if (!count) return "the count is no whole number from 0 to 4,294,967,295";
  row.id = words[0];
  row.count = *count;
  row.day = settings.first_day;
  if (!settings.has_dates) return {};
  const auto day = day_of(words[2]);
  if (!day) return bad_date(words[2]);
  row.day = *day;
  return {};
}

/// What the score needs beside a count.
std::string read_mark(const std::vector<std::string_view>& words, std::size_t at,
                      const SatscanSettings& settings, SatscanCase& row) {
  const ScanScore score = settings.plan.likelihood.score;
  if (score == ScanScore::bernoulli) return {};
  if (score == ScanScore::poisson) {
    if (settings.plan.null.sampler == NullSampler::given_expected)
      row.covariates = joined(words, at);
    return {};
  }
  if (words.size() <= at) return "a line needs a category or a value";
  const auto value = number<double>(words[at]);
  if (!value || !std::isfinite(*value)) return "the category or value is no number";
  row.value = *value;
  if (score == ScanScore::exponential && words.size() > at + 1) {
    if (words[at + 1] != "0" && words[at + 1] != "1") return "censored must be 0 or 1";
    row.censored = words[at + 1] == "1";
  }
  return {};
}

}  // namespace

Parsed<std::vector<SatscanPlace>> read_satscan_places(std::string_view geo, bool geographic) {
  std::vector<SatscanPlace> places;
  auto faults = read_lines(geo, [&](std::size_t, const auto& words) -> std::string {
    SatscanPlace place{std::string(words[0]), 0, 0};
    std::string reason = read_coordinates(words, 1, geographic, place);
    if (reason.empty()) places.push_back(std::move(place));
    return reason;
  });
  if (!faults.empty()) return Unexpected(std::move(faults));
  return places;
}

Parsed<std::vector<SatscanPlace>> read_satscan_grid(std::string_view grd, bool geographic) {
  std::vector<SatscanPlace> points;
  auto faults = read_lines(grd, [&](std::size_t, const auto& words) -> std::string {
    SatscanPlace point;
    std::string reason = read_coordinates(words, 0, geographic, point);
    if (reason.empty()) points.push_back(std::move(point));
    return reason;
  });
  if (!faults.empty()) return Unexpected(std::move(faults));
  return points;
}

Parsed<std::vector<SatscanCase>> read_satscan_cases(std::string_view cas,
                                                    const SatscanSettings& settings) {
  std::vector<SatscanCase> cases;
  auto faults = read_lines(cas, [&](std::size_t line, const auto& words) -> std::string {
    SatscanCase row;
    row.line = line;
    std::size_t at = 0;
    std::string reason = read_count(words, settings, row, at);
    if (reason.empty()) reason = read_mark(words, at, settings, row);
    if (reason.empty()) cases.push_back(std::move(row));
    return reason;
  });
  if (!faults.empty()) return Unexpected(std::move(faults));
  return cases;
}

Parsed<std::vector<SatscanCase>> read_satscan_controls(std::string_view ctl,
                                                       const SatscanSettings& settings) {
  std::vector<SatscanCase> controls;
  auto faults = read_lines(ctl, [&](std::size_t line, const auto& words) -> std::string {
    SatscanCase row;
    row.line = line;
    std::size_t at = 0;
    std::string reason = read_count(words, settings, row, at);
    if (reason.empty()) controls.push_back(std::move(row));
    return reason;
  });
  if (!faults.empty()) return Unexpected(std::move(faults));
  return controls;
}

Parsed<std::vector<SatscanPopulation>> read_satscan_population(std::string_view pop) {
  std::vector<SatscanPopulation> rows;
  auto faults = read_lines(pop, [&](std::size_t line, const auto& words) -> std::string {
    if (words.size() < 3) return "a line needs an id, a date and a number of people";
    const auto day = day_of(words[1], {7, 1}, {0, 15});
    if (!day) return bad_date(words[1]);
    const auto people = number<double>(words[2]);
    if (!people || !std::isfinite(*people) || *people < 0)
      return "the number of people is negative or no number";
    rows.push_back({std::string(words[0]), *day, *people, joined(words, 3), line});
    return {};
  });
  if (!faults.empty()) return Unexpected(std::move(faults));
  return rows;
}

namespace {

/// Joins rows of all files with the places that they name.
class Joiner {
 public:
  explicit Joiner(const SatscanSettings& settings) : settings_(settings) {}

  void take_places(const std::vector<SatscanPlace>& places, std::vector<ScanPoint>& points) {
    for (const SatscanPlace& place : places) {
      const auto next = static_cast<std::uint32_t>(index_.size());
      if (!index_.emplace(place.id, next).second)
        fault(0, "the coordinates file lists place \"" + place.id + "\" twice");
      points.push_back(point_of(place));
    }
  }
  ScanPoint point_of(const SatscanPlace& place) const {
    return settings_.geographic ? on_sphere(place) : ScanPoint{place.first, place.second};
  }
  void take_cases(const std::vector<SatscanCase>& rows, std::vector<ScanCase>& cases) {
    for (const SatscanCase& row : rows) {
      const auto place = place_of(row.id, row.line);
      if (!place) continue;
      if (row.day < settings_.first_day || row.day > settings_.last_day)
        fault(row.line, row.day.to_string() + " lies outside the study period");
      else
        cases.push_back(
            {*place, row.day, row.count, row.value, row.censored, covariate(row.covariates)});
    }
  }
  void take_population(const std::vector<SatscanPopulation>& rows,
                       std::vector<ScanPopulation>& population) {
    for (const SatscanPopulation& row : rows) {
      if (const auto place = place_of(row.id, row.line))
        population.push_back({*place, row.day, row.people, covariate(row.covariates)});
    }
  }
  std::vector<RowFault> faults() && { return std::move(faults_); }

 private:
  void fault(std::size_t line, std::string reason) {
    if (faults_.size() < k_max_row_faults) faults_.push_back({line, std::move(reason)});
  }
  std::optional<std::uint32_t> place_of(const std::string& id, std::size_t line) {
    const auto place = index_.find(id);
    if (place != index_.end()) return place->second;
    fault(line, "place \"" + id + "\" is not in the coordinates file");
    return std::nullopt;
  }
  std::uint32_t covariate(const std::string& name) {
    return covariates_.emplace(name, static_cast<std::uint32_t>(covariates_.size())).first->second;
  }

  const SatscanSettings& settings_;
  std::unordered_map<std::string_view, std::uint32_t> index_;
  std::unordered_map<std::string, std::uint32_t> covariates_;
  std::vector<RowFault> faults_;
};

}  // namespace

Parsed<SatscanInput> join_satscan_input(const SatscanSettings& settings, SatscanRows rows) {
  std::stable_sort(rows.places.begin(), rows.places.end(),
                   [](const SatscanPlace& a, const SatscanPlace& b) { return a.id < b.id; });
  Joiner joiner(settings);
  SatscanInput input;
  joiner.take_places(rows.places, input.data.places);
  joiner.take_cases(rows.cases, input.data.cases);
  joiner.take_cases(rows.controls, input.data.controls);
  joiner.take_population(rows.population, input.data.population);
  for (const SatscanPlace& point : rows.grid) input.data.centres.push_back(joiner.point_of(point));
  auto faults = std::move(joiner).faults();
  if (!faults.empty()) return Unexpected(std::move(faults));
  input.data.regions = settings.regions;
  input.data.first_day = settings.first_day;
  input.data.last_day = settings.last_day;
  input.centres = rows.grid.empty() ? rows.places : std::move(rows.grid);
  input.places = std::move(rows.places);
  return input;
}

double great_circle_km(double chord_km) {
  return 2 * k_satscan_earth_radius_km *
         std::asin(std::min(1.0, chord_km / (2 * k_satscan_earth_radius_km)));
}

}  // namespace anlan::patterns
