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

/// The day of a date in one of SaTScan's forms; a month or a year stands for its first day.
std::optional<Day> day_of(std::string_view word) {
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
  while (parts.size() < 3) parts.push_back(1);
  return Day::from_civil(full_year(parts[0]), static_cast<unsigned>(parts[1]),
                         static_cast<unsigned>(parts[2]));
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

Parsed<std::vector<SatscanPlace>> read_satscan_places(std::string_view geo, bool geographic) {
  std::vector<SatscanPlace> places;
  auto faults = read_lines(geo, [&](std::size_t, const auto& words) -> std::string {
    if (words.size() < 3) return "a line needs an id and two coordinates";
    const auto first = number<double>(words[1]);
    const auto second = number<double>(words[2]);
    if (!first || !second || !std::isfinite(*first) || !std::isfinite(*second))
      return "a coordinate is no number";
    if (geographic && (std::fabs(*first) > 90 || std::fabs(*second) > 180))
      return "latitude must lie in [-90, 90] and longitude in [-180, 180]";
    places.push_back({std::string(words[0]), *first, *second});
    return {};
  });
  if (!faults.empty()) return Unexpected(std::move(faults));
  return places;
}

Parsed<std::vector<SatscanCase>> read_satscan_cases(std::string_view cas) {
  std::vector<SatscanCase> cases;
  auto faults = read_lines(cas, [&](std::size_t line, const auto& words) -> std::string {
    if (words.size() < 3) return "a line needs an id, a count and a date";
    const auto count = number<std::uint32_t>(words[1]);
    if (!count) return "the count is no whole number from 0 to 4,294,967,295";
    const auto day = day_of(words[2]);
    if (!day) return "there is no such date as \"" + std::string(words[2].substr(0, 40)) + '"';
    cases.push_back({std::string(words[0]), *day, *count, line});
    return {};
  });
  if (!faults.empty()) return Unexpected(std::move(faults));
  return cases;
}

Parsed<SatscanInput> join_satscan_input(const SatscanSettings& settings,
                                        std::vector<SatscanPlace> places,
                                        const std::vector<SatscanCase>& cases) {
  std::vector<RowFault> faults;
  std::stable_sort(places.begin(), places.end(),
                   [](const SatscanPlace& a, const SatscanPlace& b) { return a.id < b.id; });
  std::unordered_map<std::string_view, std::uint32_t> index;
  SatscanInput input;
  for (const SatscanPlace& place : places) {
    const auto next = static_cast<std::uint32_t>(index.size());
    if (!index.emplace(place.id, next).second && faults.size() < k_max_row_faults)
      faults.push_back({0, "the coordinates file lists place \"" + place.id + "\" twice"});
    input.data.places.push_back(settings.geographic ? on_sphere(place)
                                                    : ScanPoint{place.first, place.second});
  }
  for (const SatscanCase& c : cases) {
    if (faults.size() >= k_max_row_faults) break;
    const auto place = index.find(c.id);
    if (place == index.end())
      faults.push_back({c.line, "place \"" + c.id + "\" is not in the coordinates file"});
    else if (c.day < settings.first_day || c.day > settings.last_day)
      faults.push_back({c.line, c.day.to_string() + " lies outside the study period"});
    else
      input.data.cases.push_back({place->second, c.day, c.count});
  }
  if (!faults.empty()) return Unexpected(std::move(faults));
  input.data.first_day = settings.first_day;
  input.data.last_day = settings.last_day;
  input.places = std::move(places);
  return input;
}

double great_circle_km(double chord_km) {
  return 2 * k_satscan_earth_radius_km *
         std::asin(std::min(1.0, chord_km / (2 * k_satscan_earth_radius_km)));
}

}  // namespace anlan::patterns
