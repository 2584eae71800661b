// The world of a scenario: a county drawn with letters, its records, and what people do.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "tests/support/warned_world.h"

namespace anlan::tests {

/// Thrown by a step that does not make sense, or an expectation that does not hold.
struct StepFailed {
  std::string reason;
};

/// How many records, of what, when, and how known.
struct RecordOrder {
  int count = 0;
  std::string kind;
  Day first;
  Day last;
  incidents::KnownBy known_by = incidents::KnownBy::public_report;
};

class ScenarioWorld {
 public:
  void set_map(double square_metres, std::vector<std::string> rows);
  void name_unit(char letter, std::string_view code, std::string_view name_en,
                 std::string_view name_zh);
  /// Makes units and areas of what was said; called before the first step that needs them.
  void build();

  void record_everywhere(const RecordOrder& order);
  void record_at(const RecordOrder& order, int column, int row, double metres);
  /// The end of the day: 6 o'clock of the next morning.
  void go_to(Day day);
  Day day() const { return day_; }

  UnitPath unit(std::string_view letter) const;
  access::Actor chief(std::string_view letter) const;
  const access::Actor& program() const { return program_; }
  const access::Actor& analyst() const { return analyst_; }
  UnitCode county() const { return analyst_.scope.unit(); }
  /// The newest first; of the letter's unit alone.
  std::vector<warnings::Warning> warnings_of(std::string_view letter) const;
  std::vector<warnings::Warning> living_warnings_of(std::string_view letter) const;
  warnings::Warning newest_warning(std::string_view letter) const;

  WarnedWorld services;

 private:
  geometry::Position corner(int column, int row) const;  ///< the north-western one of a square
  geometry::Position within(int column, int row, double east_share, double south_share) const;
  char letter_at(int column, int row) const;
  incidents::Incident incident(const RecordOrder& order, const geometry::Position& position,
                               char letter, Day day);

  struct NamedUnit {
    std::string code;
    std::string name_en;
    std::string name_zh;
  };
  double square_metres_ = 0;
  std::vector<std::string> rows_;
  std::map<char, NamedUnit> units_;
  bool is_built_ = false;
  Day day_;
  Random random_{1};
  int recorded_ = 0;
  access::Actor program_ = access::Actor::system("scenario", *UnitPath::parse("province/"));
  access::Actor analyst_ =
      WarnedWorld::person(access::Role::analyst, *UnitPath::parse("province/county/"));
};

}  // namespace anlan::tests
