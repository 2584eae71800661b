#include "tests/scenarios/scenario_world.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "warnings/rules.h"

namespace anlan::tests {
namespace {

constexpr double k_west = 102.5;  // of the map, degrees
constexpr double k_north = 25.2;
constexpr double k_metres_a_degree = 6'371'008.8 * std::numbers::pi / 180;
constexpr std::int32_t k_noon = 12 * 3'600'000;
constexpr std::int32_t k_morning = 6 * 3'600'000;
constexpr int k_page = 200;

double metres_a_degree_east() {
  return k_metres_a_degree * std::cos(k_north * std::numbers::pi / 180);
}

}  // namespace

void ScenarioWorld::set_map(double square_metres, std::vector<std::string> rows) {
  if (rows.empty()) throw StepFailed{"the map has no rows"};
  square_metres_ = square_metres;
  rows_ = std::move(rows);
}

void ScenarioWorld::name_unit(char letter, std::string_view code, std::string_view name_en,
                              std::string_view name_zh) {
  units_[letter] = {std::string(code), std::string(name_en), std::string(name_zh)};
}

geometry::Position ScenarioWorld::corner(int column, int row) const {
  return within(column, row, 0, 0);
}

geometry::Position ScenarioWorld::within(int column, int row, double east_share,
                                         double south_share) const {
  return {.longitude = k_west + (column - 1 + east_share) * square_metres_ / metres_a_degree_east(),
          .latitude = k_north - (row - 1 + south_share) * square_metres_ / k_metres_a_degree};
}

char ScenarioWorld::letter_at(int column, int row) const {
  if (row < 1 || row > static_cast<int>(rows_.size())) return '.';
  const auto& line = rows_[static_cast<std::size_t>(row - 1)];
  if (column < 1 || column > static_cast<int>(line.size())) return '.';
  return line[static_cast<std::size_t>(column - 1)];
}

void ScenarioWorld::build() {
  if (is_built_) return;
  is_built_ = true;
  std::string table =
      "level,code,name_en,name_zh,parent\nprovince,province,Province,省,\n"
      "county,county,County,县,province\n";
  std::map<char, geometry::MultiPolygon> areas;
  for (int row = 1; row <= static_cast<int>(rows_.size()); ++row) {
    for (int column = 1;
         letter_at(column, row) != '.' ||
         column <= static_cast<int>(rows_[static_cast<std::size_t>(row - 1)].size());
         ++column) {
      const char letter = letter_at(column, row);
      if (letter == '.') continue;
      if (!units_.contains(letter)) throw StepFailed{fmt::format("no unit is named {}", letter)};
      areas[letter].push_back({.outer = {corner(column, row + 1), corner(column + 1, row + 1),
                                         corner(column + 1, row), corner(column, row)}});
    }
  }
  for (const auto& [letter, unit] : units_)
    table += fmt::format("station,{},{},{},county\n", unit.code, unit.name_en, unit.name_zh);
  services.import_units(table);
  for (auto& [letter, area] : areas)
    services.give_area(*UnitCode::parse(units_[letter].code), std::move(area));
}

incidents::Incident ScenarioWorld::incident(const RecordOrder& order,
                                            const geometry::Position& position, char letter,
                                            Day day) {
  const auto noon = services.zone.at(day, k_noon);
  return {.kind = order.kind,
          .occurred_from = noon,
          .occurred_to = noon,
          .position = position,
          .known_by = order.known_by,
          .unit = *UnitCode::parse(units_.at(letter).code),
          .source = "scenario",
          .external_id = std::to_string(++recorded_)};
}

void ScenarioWorld::record_everywhere(const RecordOrder& order) {
  build();
  std::vector<std::pair<int, int>> squares;
  for (int row = 1; row <= static_cast<int>(rows_.size()); ++row) {
    for (int column = 1;
         column <= static_cast<int>(rows_[static_cast<std::size_t>(row - 1)].size()); ++column) {
      if (letter_at(column, row) != '.') squares.emplace_back(column, row);
    }
  }
  std::vector<incidents::Incident> made;
  const auto days = static_cast<std::uint32_t>(order.last - order.first + 1);
  for (int i = 0; i < order.count; ++i) {
    const auto [column, row] = squares[random_.below(static_cast<std::uint32_t>(squares.size()))];
    const double east = random_.uniform();
    const double south = random_.uniform();
    made.push_back(incident(order, within(column, row, east, south), letter_at(column, row),
                            order.first + static_cast<std::int32_t>(random_.below(days))));
  }
  services.incidents.record(program_, made);
}

void ScenarioWorld::record_at(const RecordOrder& order, int column, int row, double metres) {
  build();
  if (letter_at(column, row) == '.') throw StepFailed{"this square is outside of the map"};
  std::vector<incidents::Incident> made;
  const auto days = order.last - order.first + 1;
  for (int i = 0; i < order.count; ++i) {
    // Evenly over the days, by chance over the circle.
    const double radius = metres * std::sqrt(random_.uniform()) / square_metres_;
    const double angle = 2 * std::numbers::pi * random_.uniform();
    const double east = 0.5 + radius * std::cos(angle);
    const double south = 0.5 + radius * std::sin(angle);
    const auto letter = letter_at(column + static_cast<int>(std::floor(east)),
                                  row + static_cast<int>(std::floor(south)));
    if (letter == '.') throw StepFailed{"the circle reaches beyond the map"};
    made.push_back(incident(order, within(column, row, east, south), letter,
                            order.first + i * days / order.count));
  }
  services.incidents.record(program_, made);
}

void ScenarioWorld::go_to(Day day) {
  build();
  const auto morning = services.zone.at(day + 1, k_morning);
  if (day_ != Day() && day < day_) throw StepFailed{"days only go forward"};
  day_ = day;
  services.clock.set(morning);
}

UnitPath ScenarioWorld::unit(std::string_view letter) const {
  const auto found = letter.size() == 1 ? units_.find(letter.front()) : units_.end();
  if (found == units_.end()) throw StepFailed{fmt::format("no unit is named {}", letter)};
  return analyst_.scope.child(*UnitCode::parse(found->second.code));
}

access::Actor ScenarioWorld::chief(std::string_view letter) const {
  return WarnedWorld::person(access::Role::station_chief, unit(letter));
}

std::vector<warnings::Warning> ScenarioWorld::warnings_of(std::string_view letter) const {
  return services.warnings.list(analyst_, {.within = unit(letter)}, {}, k_page).items;
}

std::vector<warnings::Warning> ScenarioWorld::living_warnings_of(std::string_view letter) const {
  auto found = warnings_of(letter);
  std::erase_if(found, [](const auto& w) { return !warnings::is_live(w.state); });
  return found;
}

warnings::Warning ScenarioWorld::newest_warning(std::string_view letter) const {
  const auto found = warnings_of(letter);
  if (found.empty()) throw StepFailed{fmt::format("{} has no warning", letter)};
  return found.front();
}

}  // namespace anlan::tests
