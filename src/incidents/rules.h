// What an incident must be to be stored. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/instant.h"
#include "incidents/incident.h"

namespace anlan::incidents {

/// A column at fault, and why.
struct Fault {
  std::string column;
  std::string reason;
};

/// Years outside of these are typing errors; the columns in memory count every day between.
inline constexpr int k_first_year = 1900;
inline constexpr int k_last_year = 2100;

/// The first thing that cannot be: a time out of range, an end before its beginning, a place that
/// is not on the globe (or is the point 0, 0, which stands for "unknown" in many files), an exact
/// place without a position. Does not ask whether kind and unit exist.
std::optional<Fault> fault_of(const Incident& incident);

/// Whether the status may turn so: whatever was ended may be opened again, but not to what it is.
bool may_turn(Status from, Status to);

/// The record's own id: from its source and its name there.
Id id_of(std::string_view source, std::string_view external_id);

/// The id of a record without a name: from all that was read of it, and how many rows before it in
/// the file read the same.
Id id_of_content(std::string_view source, std::string_view content, std::uint32_t ordinal);

/// 64 bits over all that a source says of an incident but its name, and over its unit; the same for
/// the same words in every version of the program.
std::int64_t digest_of(const Incident& incident);

}  // namespace anlan::incidents
