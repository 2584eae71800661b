// Methods: how an analysis answers its question. A method is a row of functions, not a class: the
// next one (seasons, near repeats, series) adds a value to Method and a row to the table.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/instant.h"
#include "geometry/position.h"
#include "warnings/analysis.h"

namespace anlan::warnings {

/// An incident as a method sees it.
struct DetectionPoint {
  Id incident;
  geometry::Position position;
  Day day;
};

/// What a method is given. Points lie in [first_day, as_of].
struct DetectionInput {
  std::vector<DetectionPoint> points;
  Day first_day;
  Day as_of;
};

/// How the work is done; changes no result.
struct DetectionRun {
  unsigned threads = 1;
  /// Told the share that is done, 0..1; false cancels: the method throws Problem (unavailable).
  std::function<bool(double)> progress;
};

/// Findings, strongest first, each with its incidents; ids and significance are for the service.
/// The same input and settings give the same findings, for any number of threads and any order of
/// the points.
using Detector = std::vector<Finding> (*)(const DetectionInput& input, std::string_view settings,
                                          const DetectionRun& run);

struct MethodDefinition {
  Method method;
  std::string_view engine;  ///< name and version of what computes: a change of results changes it
  /// The settings with every default written out, keys in one order. Throws Problem (invalid,
  /// "analyses.method_settings") with every field at fault.
  std::string (*complete)(std::string_view json);
  std::int32_t (*study_days)(std::string_view settings);
  std::uint64_t (*seed)(std::string_view settings);
  Detector detect;
};

const MethodDefinition& definition_of(Method method);

}  // namespace anlan::warnings
