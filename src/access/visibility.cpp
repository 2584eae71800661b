#include "access/visibility.h"

#include <algorithm>
#include <array>

namespace anlan::access {
namespace {

using enum Permission;

/// What a kind of subject, or of job, asks of who reads of it and of who starts it.
struct KindRow {
  std::string_view kind;
  Permission to_read;
  Permission to_start;
};

constexpr std::array k_subject_kinds{KindRow{"unit", units_read, units_write},
                                     KindRow{"incident", incidents_read, incidents_import},
                                     KindRow{"import", incidents_read, incidents_import},
                                     KindRow{"analysis", analyses_read, analyses_write},
                                     KindRow{"run", analyses_read, analyses_write},
                                     KindRow{"finding", analyses_read, analyses_write},
                                     KindRow{"warning", warnings_read, warnings_handle},
                                     KindRow{"task", tasks_read, tasks_order},
                                     KindRow{"outcome", outcomes_read, warnings_handle},
                                     KindRow{"webhook", delivery_manage, delivery_manage},
                                     KindRow{"account", accounts_manage, accounts_manage},
                                     KindRow{"token", accounts_manage, accounts_manage},
                                     KindRow{"session", accounts_manage, accounts_manage}};

const KindRow* find_kind(std::string_view kind) {
  const auto found = std::ranges::find(k_subject_kinds, kind, &KindRow::kind);
  return found == k_subject_kinds.end() ? nullptr : &*found;
}

bool is_reading(std::string_view action) {
  return action.ends_with(".read") || action.ends_with(".exported");
}

}  // namespace

std::string_view audience_of(std::string_view action, std::string_view subject_kind) {
  return is_reading(action) ? "journal" : subject_kind;
}

bool may_hear_of(const Actor& actor, std::string_view audience, const UnitPath& unit) {
  if (may(actor, journal_read, unit)) return true;
  const auto* row = find_kind(audience);
  return row != nullptr && may(actor, row->to_read, unit);
}

bool may_see_job(const Actor& actor, std::string_view kind, std::string_view owner,
                 const UnitPath& unit) {
  if (!actor.scope.contains(unit)) return false;
  const auto* row = find_kind(kind);
  return owner == actor.journal_name() || (row != nullptr && may(actor, row->to_read, unit));
}

bool may_cancel_job(const Actor& actor, std::string_view kind, std::string_view owner,
                    const UnitPath& unit) {
  if (actor.is_read_only || !actor.scope.contains(unit)) return false;
  const auto* row = find_kind(kind);
  return owner == actor.journal_name() || (row != nullptr && may(actor, row->to_start, unit));
}

}  // namespace anlan::access
