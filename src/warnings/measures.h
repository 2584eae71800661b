// Measures: what a warning recommends, by kind of incident.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "warnings/warning.h"

namespace anlan::warnings {

/// Immutable; safe to share between threads.
class MeasureBook {
 public:
  /// Reads data/measures.toml's format. Throws Problem (invalid, "warnings.measures") that names
  /// the kind at fault.
  static MeasureBook read(std::string_view toml);
  /// data/measures.toml as it was when the program was built.
  static const MeasureBook& standard();

  /// For each kind its own measures, else those of its class, else those of anything; a template
  /// stands once, with the reason of the first kind that asks for it.
  std::vector<Measure> for_kinds(std::span<const std::string> kinds_or_classes) const;

  /// Every template that is named anywhere, so that a test can ask whether it exists.
  std::vector<std::string> templates() const;

 private:
  std::map<std::string, std::vector<Measure>, std::less<>> measures_;
};

}  // namespace anlan::warnings
