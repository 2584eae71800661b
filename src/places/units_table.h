// A table of units as text: one row a unit. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "base/csv.h"
#include "places/unit.h"

namespace anlan::places {

/// A province has some 20,000 units; a country some 700,000.
constexpr std::int64_t k_units_max = 1'000'000;

/// Reads a table whose first row names its columns, in any order: `code`; `level` (any word of
/// level_of_word); `parent` (empty: the root); `name`, or `name_en` and `name_zh`; `valid_from` and
/// `valid_until` (2026-02-03). Other columns are passed over. A `name` in Chinese characters is the
/// Chinese one, else the English one. Throws Problem (invalid, "units.header") where there is no
/// column `code`, (too_large) beyond k_units_max rows.
ParsedUnits read_units_table(CsvReader reader);

}  // namespace anlan::places
