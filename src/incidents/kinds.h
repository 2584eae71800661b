// The scheme of incident kinds: two levels, class and kind, in two languages.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bilingual.h"

namespace anlan::incidents {

struct Kind {
  std::string code;        ///< "property.burglary_dwelling"
  std::string class_code;  ///< "property"
  Bilingual class_name;
  Bilingual name;
};

/// Which kinds there are. Read from data/incident_kinds.toml, or from a file of the same form in
/// the data folder. Immutable; safe to share between threads.
class KindScheme {
 public:
  /// The one that travels in the binary.
  static KindScheme standard();
  /// Throws Problem (invalid, "incidents.kinds") naming the class or kind at fault.
  static KindScheme parse(std::string_view toml);

  std::span<const Kind> kinds() const { return kinds_; }
  /// Nothing if there is no such kind.
  const Kind* find(std::string_view code) const;
  /// Puts a class ("property") in place of its kinds; throws Problem (invalid,
  /// "incidents.unknown_kind") for what is neither.
  std::vector<std::string> expand(std::span<const std::string> kinds_or_classes) const;

 private:
  std::vector<Kind> kinds_;  // sorted by code
};

}  // namespace anlan::incidents
