// ResultTable: what a method found, shown as text, JSON, CSV or GeoJSON, all in one place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/instant.h"
#include "geometry/position.h"

namespace anlan::cli {

/// From the first on and before the second: printed as [from, below).
struct NumberRange {
  double from = 0;
  double below = 0;
};
struct DayRange {
  Day from;
  Day below;
};

struct TextRange {  ///< such as the days of a year, "09-20" and "10-11"
  std::string from;
  std::string below;
};

/// monostate is what is not known; so is a number that is not finite.
using Cell = std::variant<std::monostate, std::int64_t, double, float, bool, std::string,
                          NumberRange, DayRange, TextRange>;

struct ResultColumn {
  std::string key;    ///< in JSON and CSV; ranges become <key>_from and <key>_below
  std::string title;  ///< in text; empty: not shown there
  /// Of fractional numbers in text: so many decimals, or, below 0, so many digits in all.
  int decimals = 2;
};

/// A number that is true of the whole.
struct ResultFact {
  ResultColumn name;
  Cell value;
};

/// A place of a row: one point, or the corners of an area; in what the events were written in.
using Outline = std::vector<geometry::Point>;

struct ResultTable {
  std::string title;
  std::vector<ResultFact> facts;
  std::vector<ResultColumn> columns;
  std::vector<std::vector<Cell>> rows;
  std::vector<Outline> places;  ///< a row each, or none: then there is no GeoJSON
  /// Which rows text shows, and what it says of the choice; all of them where it is empty.
  std::optional<std::vector<std::size_t>> rows_in_text;
  std::string rows_in_text_title;
  std::vector<std::string> notes;  ///< whole sentences, in text only
};

enum class ResultForm {
  text,
  json,     ///< {"summary": {...}, "rows": [{...}]}
  csv,      ///< the rows alone
  geojson,  ///< a feature a row, and the summary beside them
};

/// The same table and form give the same bytes. Bytes that are not UTF-8 or move a terminal's
/// cursor become question marks. GeoJSON only of a table with places.
std::string render(const ResultTable& table, ResultForm form);

}  // namespace anlan::cli
