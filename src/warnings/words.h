// What a warning says, in both languages. Pure.
#pragma once

#include <span>

#include "base/bilingual.h"
#include "warnings/warning.h"

namespace anlan::warnings {

/// "Burglary of a dwelling, Theft of crops": several names as one.
Bilingual joined(std::span<const Bilingual> names);

/// One line: what, how many, against how many.
Bilingual cluster_title(const Warning& warning, const Bilingual& kinds);
/// The same of a method that tells of a rise; `what` names it: "denser than before".
Bilingual raised_title(const Warning& warning, const Bilingual& kinds, const Bilingual& what);
/// A paragraph: where, when, how rare, how much of it in the unit, until when.
Bilingual cluster_description(const Warning& warning, const Bilingual& kinds);

/// The same of such a method, for a circle; and for a whole unit.
Bilingual raised_description(const Warning& warning, const Bilingual& kinds);
Bilingual unit_description(const Warning& warning, const Bilingual& kinds);
/// Of what is to come: a key period of a unit, and cells with the highest expectation.
Bilingual season_title(const Warning& warning, const Bilingual& kinds);
Bilingual season_description(const Warning& warning, const Bilingual& kinds);
Bilingual forecast_title(const Warning& warning, const Bilingual& kinds);
Bilingual forecast_description(const Warning& warning, const Bilingual& kinds);

}  // namespace anlan::warnings
