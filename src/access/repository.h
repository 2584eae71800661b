// Accounts and failed sign-ins in SQL. No rules here, and no rights.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/account.h"
#include "store/session.h"

namespace anlan::access {

struct AccountWithHash {
  Account account;
  std::string password_hash;
};

std::optional<Account> find_account(store::Session& session, const Id& id);
std::optional<AccountWithHash> find_account_with_hash(store::Session& session, const Id& id);
std::optional<AccountWithHash> find_account_by_name(store::Session& session, std::string_view name);
/// Within `scope`, after the name `after`, by name; an empty scope holds nothing.
std::vector<Account> list_accounts(store::Session& session, const UnitPath& scope,
                                   std::string_view after, int limit);
/// Those in the subtree with one of the roles that are not disabled, by name.
std::vector<Account> list_active_with_roles(store::Session& session, const UnitPath& scope,
                                            std::span<const Role> roles, int limit);

void insert_account(store::Transaction& transaction, const Account& account,
                    std::string_view password_hash);
/// Saves what administrators change. False if the version stored is not `account.version - 1`.
bool update_account(store::Transaction& transaction, const Account& account);
void update_password(store::Transaction& transaction, const Id& account,
                     std::string_view password_hash, bool must_change);
void update_last_sign_in(store::Transaction& transaction, const Id& account, Instant at);

/// The path of a unit, empty if there is none of that code.
UnitPath path_of_unit(store::Session& session, const UnitCode& code);
/// The path of the unit above all, empty before the first import of units.
UnitPath root_of_units(store::Session& session);

FailureCount find_failures(store::Session& session, std::string_view subject);
void save_failures(store::Transaction& transaction, std::string_view subject,
                   const FailureCount& count);
void delete_failures(store::Transaction& transaction, std::string_view subject);
void delete_failures_before(store::Transaction& transaction, Instant moment);

}  // namespace anlan::access
