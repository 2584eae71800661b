// Places: units and their areas. The door into the slice.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/policy.h"
#include "base/csv.h"
#include "base/instant.h"
#include "places/boundary_file.h"
#include "places/gazetteer.h"
#include "places/history.h"
#include "places/unit.h"
#include "places/unit_map.h"
#include "store/database.h"
#include "store/journal.h"

namespace anlan::places {

struct UnitFilter {
  std::optional<UnitCode> within;  ///< the unit and its subtree; absent: the whole scope
  std::optional<UnitCode> parent;  ///< children of this one only
  std::optional<Level> level;
  std::string text;        ///< in the code or a name
  std::optional<Day> day;  ///< absent: today
};

/// With what a page shows beside the unit itself.
struct UnitView {
  Unit unit;
  std::size_t child_count = 0;
  std::vector<UnitCode> line;  ///< the codes from the root down to the unit
  std::optional<geometry::Bounds> bounds;
};

/// By path. The next page begins after `next_cursor`; empty on the last page.
struct UnitPage {
  std::vector<UnitView> items;
  std::string next_cursor;
};

/// Units with their areas. `found` points into `units`.
struct UnitAreas {
  std::shared_ptr<const Gazetteer> units;
  std::vector<const Unit*> found;
};

/// Is told, in the transaction of the import, that a unit and all below it moved.
using MoveListener =
    std::function<void(store::Transaction&, const UnitPath& from, const UnitPath& to)>;

/// 50 MB of GeoJSON; whoever wants more asks by level, unit or box.
constexpr std::size_t k_corners_shown_max = 1'500'000;

/// Use cases ask access::Permission units_read or units_write of the actor; what lies outside its
/// scope is not found. Safe to share between threads.
class Places {
 public:
  Places(store::Database& database, store::Journal& journal, const Clock& clock, Zone zone);

  // For services to the right; no rights are asked. For many look-ups, keep the gazetteer: it holds
  // still, and costs nothing a call.

  /// Every unit of today, as last imported by whichever process.
  std::shared_ptr<const Gazetteer> gazetteer() const;
  /// As the tree stood on a day.
  std::shared_ptr<const Gazetteer> gazetteer(Day day) const;
  std::optional<Unit> find(const UnitCode& code) const;
  /// Empty where there is no such unit.
  UnitPath path_of(const UnitCode& code) const;
  /// The path of the root; empty before the first import.
  UnitPath root() const;
  /// Listeners stay for the life of the service; whoever keeps paths rewrites them there.
  void follow_moves(MoveListener listener);

  // Use cases.

  /// Throws Problem (not_found).
  UnitView unit(const access::Actor& actor, const UnitCode& code,
                std::optional<Day> day = {}) const;
  UnitPage list(const access::Actor& actor, const UnitFilter& filter, std::string_view cursor,
                int limit) const;
  /// Throws Problem (not_found) where no unit of the scope holds the place.
  UnitView unit_at(const access::Actor& actor, const geometry::Position& place,
                   std::optional<Level> level = {}, std::optional<Day> day = {}) const;
  /// The unit alone; `found` is empty where no area of it is known.
  UnitAreas boundary(const access::Actor& actor, const UnitCode& code,
                     std::optional<Day> day = {}) const;
  /// Those of a level, in `within` or the whole scope, whose area touches the box. Throws Problem
  /// (too_large, "places.too_large") where they have more than k_corners_shown_max corners.
  UnitAreas areas(const access::Actor& actor, const std::optional<UnitCode>& within, Level level,
                  const std::optional<geometry::Bounds>& near) const;
  /// Of today's units in `within` or the whole scope; without a level, of the one that suits the
  /// zoom (unit_map.h).
  std::string tile(const access::Actor& actor, const std::optional<UnitCode>& within,
                   std::optional<Level> level, const geometry::Tile& tile) const;

  /// Takes in a table (units_table.h). All rows or none, unless `skip_bad`; the report says what
  /// was wrong with each row that was not taken. The first import needs the command line. Throws
  /// Problem (forbidden) where a unit outside of the actor's scope would be touched.
  ImportReport import_table(const access::Actor& actor, CsvReader table, bool skip_bad);
  /// Takes in a boundary file (boundary_file.h): the areas of units that are there, and new units
  /// where the file says enough. Judged like a table.
  ImportReport import_boundaries(const access::Actor& actor, const std::filesystem::path& file,
                                 const std::filesystem::path& name, const BoundaryOptions& options,
                                 bool skip_bad);
  /// Either, by the ending of its name: .csv, .tsv and .txt are tables.
  ImportReport import_file(const access::Actor& actor, const std::filesystem::path& file,
                           const std::filesystem::path& name, const BoundaryOptions& options,
                           bool skip_bad);

 private:
  struct Cache {
    std::int64_t revision = -1;
    std::map<Day, std::shared_ptr<UnitMap>> days;
  };
  std::shared_ptr<UnitMap> map_of(Day day) const;
  Day today() const { return zone_.day_of(clock_.now()); }
  /// What the actor sees of `within`; throws Problem (not_found).
  UnitPath scope_of(const access::Actor& actor, const Gazetteer& units,
                    const std::optional<UnitCode>& within) const;
  const Unit& require_unit(const access::Actor& actor, const Gazetteer& gazetteer,
                           const UnitCode& code) const;
  ImportReport import_parsed(const access::Actor& actor, ParsedUnits parsed, bool skip_bad);
  void save(store::Transaction& transaction, const access::Actor& actor, const UnitHistory& before,
            const UnitHistory& after, const ParsedUnits& parsed, ImportReport& report);

  store::Database& database_;
  store::Journal& journal_;
  const Clock& clock_;
  Zone zone_;
  std::vector<MoveListener> move_listeners_;
  mutable std::mutex mutex_;  // guards cache_
  mutable Cache cache_;
};

}  // namespace anlan::places
