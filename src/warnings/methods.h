// Methods: how an analysis answers its question. A method is a row of functions, not a class: the
// next one adds a value to Method, a file to methods/ and a row to the table (methods.cpp).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bilingual.h"
#include "base/id.h"
#include "base/instant.h"
#include "geometry/bounds.h"
#include "geometry/position.h"
#include "warnings/analysis.h"
#include "warnings/method_result.h"
#include "warnings/warning.h"

namespace anlan::warnings {

constexpr std::uint32_t k_no_unit = UINT32_MAX;  ///< of an incident that none of the units holds

/// An incident as a method sees it. Its place is known to a grid cell or better.
struct DetectionPoint {
  Id incident;
  geometry::Position position;
  Day day;  ///< of its middle, where only an interval is known
  std::uint32_t unit = k_no_unit;
};

/// An incident of which only the unit is known, or an area.
struct UnplacedIncident {
  Id incident;
  Day day;
  std::uint32_t unit = k_no_unit;
};

/// A unit that may be warned.
struct DetectionUnit {
  UnitPath path;
  Circle area;  ///< around its boundary; around its incidents where none is known
};

/// What a method is given. Points lie in [first_day, as_of]; none was brought up by the police's
/// own initiative, and none was reported after as_of.
struct DetectionInput {
  std::vector<DetectionPoint> points;
  std::vector<UnplacedIncident> unplaced;  ///< for methods that count by unit only
  Day first_day;
  Day as_of;
  std::vector<DetectionUnit> units;  ///< by path
  geometry::Bounds bounds;           ///< of the area's boundary; empty where none is known
};

/// How the work is done; changes no result.
struct DetectionRun {
  unsigned threads = 1;
  /// Told the share that is done, 0..1; false cancels: the method throws Problem (unavailable).
  std::function<bool(double)> progress;
};

/// Findings, strongest first, each with its incidents; ids and significance are for the service.
struct Detection {
  std::vector<Finding> findings;
  MethodResult result;
};

/// The same input and settings give the same findings and result, for any number of threads and any
/// order of the points.
using Detector = Detection (*)(const DetectionInput& input, std::string_view settings,
                               const DetectionRun& run);

/// What whoever reads a result must know of the method. What all of them refuse is said once
/// (refusals()).
struct MethodCard {
  Bilingual title;
  Bilingual learns_from;
  Bilingual limits;
};

struct MethodDefinition {
  Method method;
  std::string_view engine;  ///< name and version of what computes: a change of results changes it
  MethodCard card;
  bool counts_by_unit = false;  ///< uses the incidents of which only a unit is known
  /// Whose measures its warnings recommend (data/measures.toml); empty: those of their kinds.
  std::string_view measures = "";
  /// The settings with every default written out, keys in one order. Throws Problem (invalid,
  /// "analyses.method_settings") with every field at fault.
  std::string (*complete)(std::string_view json);
  std::int32_t (*study_days)(std::string_view settings);
  std::uint64_t (*seed)(std::string_view settings);
  Detector detect;
  /// What a warning says, given the names of its kinds (words.h).
  Bilingual (*title)(const Warning& warning, const Bilingual& kinds);
  Bilingual (*description)(const Warning& warning, const Bilingual& kinds);
};

const MethodDefinition& definition_of(Method method);
/// In the order of Method.
std::vector<const MethodDefinition*> all_methods();
/// What no method does, whatever its settings (docs/boundaries.md).
const Bilingual& refusals();

}  // namespace anlan::warnings
