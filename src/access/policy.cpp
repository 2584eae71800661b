#include "access/policy.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <utility>

#include "base/problem.h"

namespace anlan::access {
namespace {

using enum Permission;

template <class Enum>
struct Named {
  Enum value;
  std::string_view name;
};

constexpr std::array k_roles{Named{Role::administrator, "administrator"},
                             Named{Role::commander, "commander"},
                             Named{Role::analyst, "analyst"},
                             Named{Role::station_chief, "station_chief"},
                             Named{Role::station_officer, "station_officer"},
                             Named{Role::mediator, "mediator"},
                             Named{Role::fraud_operator, "fraud_operator"},
                             Named{Role::auditor, "auditor"}};

constexpr std::array k_permissions{
    Named{units_read, "units_read"},           Named{units_write, "units_write"},
    Named{incidents_read, "incidents_read"},   Named{incidents_import, "incidents_import"},
    Named{analyses_read, "analyses_read"},     Named{analyses_write, "analyses_write"},
    Named{warnings_read, "warnings_read"},     Named{warnings_handle, "warnings_handle"},
    Named{inbox_write, "inbox_write"},         Named{tasks_read, "tasks_read"},
    Named{tasks_order, "tasks_order"},         Named{tasks_do, "tasks_do"},
    Named{tasks_accept, "tasks_accept"},       Named{outcomes_read, "outcomes_read"},
    Named{delivery_manage, "delivery_manage"}, Named{accounts_manage, "accounts_manage"},
    Named{journal_read, "journal_read"},       Named{metrics_read, "metrics_read"}};

template <class Enum, std::size_t n>
constexpr std::array<Enum, n> values_of(const std::array<Named<Enum>, n>& table) {
  std::array<Enum, n> values{};
  for (std::size_t i = 0; i < n; ++i) values[i] = table[i].value;
  return values;
}

template <class Enum, std::size_t n>
std::string_view name_in(const std::array<Named<Enum>, n>& table, Enum value) {
  for (const auto& row : table) {
    if (row.value == value) return row.name;
  }
  return "unknown";
}

template <class Enum, std::size_t n>
std::optional<Enum> value_in(const std::array<Named<Enum>, n>& table, std::string_view name) {
  for (const auto& row : table) {
    if (row.name == name) return row.value;
  }
  return std::nullopt;
}

using PermissionSet = std::uint32_t;

template <class... Permissions>
constexpr PermissionSet set_of(Permissions... permissions) {
  return ((PermissionSet{1} << static_cast<unsigned>(permissions)) | ...);
}

/// What each post may do. Whoever defines accounts reads no records; whoever reads the journal
/// changes nothing.
constexpr PermissionSet granted(Role role) {
  switch (role) {
    case Role::administrator:
      return set_of(units_read, units_write, analyses_read, delivery_manage, accounts_manage,
                    metrics_read);
    case Role::commander:
      return set_of(units_read, incidents_read, analyses_read, warnings_read, warnings_handle,
                    inbox_write, tasks_read, tasks_order, tasks_accept, outcomes_read,
                    journal_read);
    case Role::analyst:
      return set_of(units_read, incidents_read, incidents_import, analyses_read, analyses_write,
                    warnings_read, warnings_handle, inbox_write, tasks_read, tasks_order,
                    tasks_accept, outcomes_read);
    case Role::station_chief:
      return set_of(units_read, incidents_read, analyses_read, warnings_read, warnings_handle,
                    inbox_write, tasks_read, tasks_order, tasks_do, tasks_accept, outcomes_read);
    case Role::station_officer:
      return set_of(units_read, incidents_read, warnings_read, inbox_write, tasks_read, tasks_do,
                    outcomes_read);
    case Role::mediator:
    case Role::fraud_operator:
      return set_of(units_read, warnings_read, inbox_write, tasks_read, tasks_do);
    case Role::auditor: return set_of(units_read, journal_read, metrics_read);
  }
  return 0;
}

}  // namespace

std::string_view to_string(Role role) { return name_in(k_roles, role); }
std::string_view to_string(Permission permission) { return name_in(k_permissions, permission); }

std::optional<Role> role_from(std::string_view text) { return value_in(k_roles, text); }
std::optional<Permission> permission_from(std::string_view text) {
  return value_in(k_permissions, text);
}

std::span<const Permission> all_permissions() {
  static constexpr auto values = values_of(k_permissions);
  return values;
}

std::span<const Role> all_roles() {
  static constexpr auto values = values_of(k_roles);
  return values;
}

Actor Actor::system(std::string_view what, UnitPath scope) {
  return {.name = fmt::format("system:{}", what),
          .role = Role::analyst,
          .scope = std::move(scope),
          .is_system = true};
}

bool holds(Role role, Permission permission) { return (granted(role) & set_of(permission)) != 0; }

bool is_to_change(Permission permission) {
  static constexpr auto reading = set_of(units_read, incidents_read, analyses_read, warnings_read,
                                         tasks_read, outcomes_read, journal_read, metrics_read);
  return (reading & set_of(permission)) == 0;
}

bool may(const Actor& actor, Permission permission, const UnitPath& place) {
  if (actor.is_read_only && is_to_change(permission)) return false;
  return (actor.is_system || holds(actor.role, permission)) && actor.scope.contains(place);
}

void require(const Actor& actor, Permission permission, const UnitPath& place) {
  if (may(actor, permission, place)) return;
  throw Problem::forbidden(
      "access.forbidden",
      fmt::format("Your post does not allow this here ({}).", to_string(permission)));
}

void require_visible(const Actor& actor, Permission permission, const UnitPath& place) {
  if (may(actor, permission, place)) return;
  throw Problem::not_found("access.not_found",
                           "There is no such record, or it is not yours to see.");
}

}  // namespace anlan::access
