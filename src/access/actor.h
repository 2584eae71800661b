// Actor: who asks, by which post, and for which part of the tree.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/unit_code.h"

namespace anlan::access {

/// A post, not a rank. What each may do is the table in policy.cpp.
enum class Role {
  administrator,    ///< accounts, units, settings; no records
  commander,        ///< reads all of the scope, orders tasks
  analyst,          ///< imports, analyses, warnings
  station_chief,    ///< acknowledges, assigns, accepts
  station_officer,  ///< does tasks
  mediator,         ///< disputes
  fraud_operator,   ///< fund warnings
  auditor,          ///< reads the journal
};

std::string_view to_string(Role role);
std::optional<Role> role_from(std::string_view text);

/// Who asks. Made only by signing in, by a token, or by the program itself: for its own schedule,
/// and for whoever sits at the command line of its machine.
struct Actor {
  Id account;        ///< nil for the program itself
  std::string name;  ///< the account's sign-in name, or "system:<what>"
  Role role = Role::auditor;
  UnitPath scope;  ///< the unit and its subtree; an empty scope holds nothing
  bool is_system = false;
  bool is_read_only = false;  ///< a token that may read and no more

  /// As the journal names it: the account's id, or "system:<what>".
  std::string journal_name() const { return is_system ? name : account.to_string(); }

  /// The program acting on its own schedule, such as Actor::system("detect", root of the tree). It
  /// holds every permission within the scope; what a named person must decide (to accept a task, to
  /// hold money) is refused to it by the rules of that slice.
  static Actor system(std::string_view what, UnitPath scope);
};

}  // namespace anlan::access
