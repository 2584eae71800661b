// What places decide: pure functions, no clock, no I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "places/unit.h"

namespace anlan::places {

/// The level that a word of a table means: ours, and those of the national codes and of foreign
/// forces ("city", "district", "town", "precinct", "派出所", ...). Any case of letters.
std::optional<Level> level_of_word(std::string_view word);

/// A code made of a name: the prefix, then small letters and digits, every other run of characters
/// a hyphen ("Mt. Moriah" with "memphis-" is "memphis-mt-moriah"). Empty where nothing is left, or
/// where it is too long.
std::optional<UnitCode> code_of_name(std::string_view name, std::string_view prefix);

/// Whether a text is written in Chinese characters, at least one of them.
bool is_chinese(std::string_view text);

/// Why a text cannot be the name of a unit, as a sentence; empty if it can.
std::string_view name_fault(std::string_view name);

}  // namespace anlan::places
