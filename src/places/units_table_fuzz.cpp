// Any bytes as a table of units: a refusal, or rows whose every part is sound; and a tree of them
// that is one.
#include <cstdint>

#include "base/check.h"
#include "base/problem.h"
#include "places/history.h"
#include "places/rules.h"
#include "places/units_table.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace anlan;
  using namespace anlan::places;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ParsedUnits parsed;
  try {
    parsed = read_units_table(CsvReader(csv_source(text)));
  } catch (const Problem&) {
    return 0;
  }
  CHECK(parsed.row_count == static_cast<std::int64_t>(parsed.rows.size() + parsed.faults.size()));
  for (const auto& row : parsed.rows) {
    CHECK(!row.code.empty() && row.line > 1);
    CHECK(name_fault(row.name_en).empty() && name_fault(row.name_zh).empty());
  }
  UnitHistory history;
  if (!history.apply(parsed.rows).empty() || !history.find_faults(parsed.rows).empty()) return 0;
  CHECK(history.newest().size() == history.versions().size());
  for (const auto& [code, versions] : history.versions()) {
    const auto units = history.tree_on(versions.front().valid_from);
    CHECK(units.size() <= history.versions().size());
    for (const auto& unit : units) CHECK(unit.path.parent().unit() == unit.parent);
  }
  return 0;
}
