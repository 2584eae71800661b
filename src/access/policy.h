// The one policy: every service asks it, for every record and sub-resource, before anything else.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "access/actor.h"

namespace anlan::access {

/// What may be asked for. A permission names a thing and an act; the place is asked with it.
enum class Permission {
  units_read,
  units_write,
  incidents_read,
  incidents_import,
  analyses_read,
  analyses_write,  ///< define, change and run
  warnings_read,
  warnings_handle,  ///< acknowledge, comment, close
  inbox_write,      ///< mark items of one's inbox as read
  tasks_read,
  tasks_order,   ///< create and assign
  tasks_do,      ///< give feedback
  tasks_accept,  ///< accept or return what was done; never one's own (tasks/rules)
  outcomes_read,
  delivery_manage,  ///< webhooks, mail addresses
  accounts_manage,
  journal_read,
  metrics_read,  ///< how the server is, from elsewhere than its own machine
};

std::string_view to_string(Permission permission);
std::optional<Permission> permission_from(std::string_view text);
std::span<const Permission> all_permissions();
std::span<const Role> all_roles();

/// Whether the role holds the permission at all, wherever.
bool holds(Role role, Permission permission);

/// Whether the permission is one to change something; an actor that is read-only has none of these.
bool is_to_change(Permission permission);

/// Whether the actor may do this at this place: its role holds the permission (the program itself
/// holds all), and its scope contains the place. No scope, no place, no role: no. Fails closed.
bool may(const Actor& actor, Permission permission, const UnitPath& place);

/// Throws Problem (forbidden, "access.forbidden") unless may().
void require(const Actor& actor, Permission permission, const UnitPath& place);

/// For reading one record: throws Problem (not_found) unless may(), so that the answer does not
/// tell that the record exists.
void require_visible(const Actor& actor, Permission permission, const UnitPath& place);

}  // namespace anlan::access
