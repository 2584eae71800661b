// Visibility: to whom entries of the journal and jobs are told. Pure.
#pragma once

#include <string_view>

#include "access/policy.h"

namespace anlan::access {

/// Whom an entry of the journal concerns: those who read its kind of subject; but who read what is
/// for those alone who read the journal, of the audience "journal".
std::string_view audience_of(std::string_view action, std::string_view subject_kind);

/// Whether an entry of this audience may be told to the actor as an event: who may read the journal
/// there is told all, others what their post reads.
bool may_hear_of(const Actor& actor, std::string_view audience, const UnitPath& unit);

/// A job is seen by who started it, and by those whose post reads what it makes.
bool may_see_job(const Actor& actor, std::string_view kind, std::string_view owner,
                 const UnitPath& unit);
/// And cancelled by who started it, and by those who might have.
bool may_cancel_job(const Actor& actor, std::string_view kind, std::string_view owner,
                    const UnitPath& unit);

}  // namespace anlan::access
