#include "access/service.h"

#include <algorithm>
#include <boost/json.hpp>

#include "access/repository.h"
#include "access/rules.h"
#include "access/secret.h"
#include "access/session_repository.h"
#include "base/problem.h"

namespace anlan::access {
namespace {

using store::Session;
using store::Transaction;
namespace json = boost::json;

constexpr int k_doers_max = 500;  // what a list to choose from can show

Problem no_such_account() {
  return Problem::not_found("access.not_found",
                            "There is no such account, or it is not yours to see.");
}

void require_password(std::string_view password, std::string_view name) {
  if (auto fault = password_fault(password, name)) {
    throw Problem::invalid("access.password", *fault, {{"password", *fault}});
  }
}

/// One's own password is changed with the old one (Sessions::change_password).
void require_password_of_another(const Actor& actor, const Account& account) {
  if (actor.is_system || actor.account != account.id) return;
  throw Problem::forbidden("access.own_account", "To change your own password, give the old one.");
}

Account with_change(Account account, const AccountChange& change) {
  if (change.display_name) account.display_name = *change.display_name;
  if (change.role) account.role = *change.role;
  if (change.unit) account.unit = *change.unit;
  if (change.language) account.language = *change.language;
  if (change.is_disabled) account.is_disabled = *change.is_disabled;
  ++account.version;
  return account;
}

/// What the journal keeps of a change: posts and units, no names.
std::string detail_of(const Account& before, const Account& after) {
  json::object detail;
  const auto note = [&detail](std::string_view what, std::string_view from, std::string_view to) {
    if (from != to) detail[what] = json::array{from, to};
  };
  note("role", to_string(before.role), to_string(after.role));
  note("unit", before.unit.text(), after.unit.text());
  note("language", to_string(before.language), to_string(after.language));
  if (before.is_disabled != after.is_disabled) detail["is_disabled"] = after.is_disabled;
  if (before.display_name != after.display_name) detail["display_name"] = "changed";
  return json::serialize(detail);
}

std::string_view action_of(const Account& before, const Account& after) {
  if (before.is_disabled == after.is_disabled) return "account.changed";
  return after.is_disabled ? "account.disabled" : "account.enabled";
}

std::vector<Role> roles_with(Permission permission) {
  std::vector<Role> roles;
  std::ranges::copy_if(all_roles(), std::back_inserter(roles),
                       [permission](Role role) { return holds(role, permission); });
  return roles;
}

}  // namespace

Actor actor_of(const Account& account) {
  return {.account = account.id,
          .name = account.name,
          .role = account.role,
          .scope = account.is_disabled ? UnitPath() : account.unit_path};
}

Actor console_actor(const store::Database& database) {
  return Actor::system("cli",
                       database.read([](Session& session) { return root_of_units(session); }));
}

AccountWithPassword Accounts::add(const Actor& actor, const NewAccount& wanted) {
  auto password = random_password();
  auto account = add_hashed(actor, wanted, hasher_.hash(password));
  return {std::move(account), std::move(password)};
}

Account Accounts::add(const Actor& actor, const NewAccount& wanted, std::string_view password) {
  require_password(password, wanted.name);
  return add_hashed(actor, wanted, hasher_.hash(password));
}

Account Accounts::add_hashed(const Actor& actor, const NewAccount& wanted,
                             const std::string& hash) {
  require_valid(wanted);
  return database_.write([&](Transaction& transaction) {
    require_unit(transaction, actor, wanted.unit);
    if (find_account_by_name(transaction, wanted.name)) {
      throw Problem::conflict("access.name_taken", "Somebody signs in by this name already.");
    }
    const Account made{.id = ids_.next(),
                       .name = wanted.name,
                       .display_name = wanted.display_name,
                       .role = wanted.role,
                       .unit = wanted.unit,
                       .language = wanted.language,
                       .must_change_password = wanted.must_change_password,
                       .made_at = clock_.now()};
    insert_account(transaction, made, hash);
    auto account = find_account(transaction, made.id);
    record(transaction, actor, "account.added", *account,
           json::serialize(
               json::object{{"role", to_string(account->role)}, {"unit", account->unit.text()}}));
    return *std::move(account);
  });
}

Account Accounts::find(const Actor& actor, const Id& id) const {
  return database_.read([&](Session& session) { return require_account(session, actor, id); });
}

Account Accounts::find_by_name(const Actor& actor, std::string_view name) const {
  return database_.read([&](Session& session) {
    const auto found = find_account_by_name(session, name);
    if (!found) throw no_such_account();
    return require_account(session, actor, found->account.id);
  });
}

AccountPage Accounts::list(const Actor& actor, const std::optional<UnitCode>& unit,
                           std::string_view cursor, int limit) const {
  return database_.read([&](Session& session) {
    auto scope = actor.scope;
    if (unit) scope = path_of_unit(session, *unit);
    require(actor, Permission::accounts_manage, scope);
    AccountPage page{.items = list_accounts(session, scope, cursor, limit + 1), .next_cursor = {}};
    if (page.items.size() > static_cast<std::size_t>(limit)) {
      page.items.pop_back();
      page.next_cursor = page.items.back().name;
    }
    return page;
  });
}

Account Accounts::change(const Actor& actor, const Id& id, const AccountChange& change,
                         const std::optional<std::int64_t>& version) {
  require_valid(change);
  return database_.write([&](Transaction& transaction) {
    const auto before = require_account(transaction, actor, id);
    require_not_oneself(actor, before, change);
    if (change.unit) require_unit(transaction, actor, *change.unit);
    const auto after = with_change(before, change);
    if (version.value_or(before.version) != before.version || !update_account(transaction, after)) {
      throw Problem::conflict("access.version", "Somebody else has changed the account since.");
    }
    if (ends_sessions(before, change)) {
      delete_sessions_of(transaction, id, Id());
      delete_tokens_of(transaction, id);
    }
    record(transaction, actor, action_of(before, after), before, detail_of(before, after));
    return *find_account(transaction, id);
  });
}

AccountWithPassword Accounts::reset_password(const Actor& actor, const Id& id) {
  require_password_of_another(actor, find(actor, id));  // refuse before the slow work
  auto password = random_password();
  auto account = save_password(actor, id, hasher_.hash(password), true);
  return {std::move(account), std::move(password)};
}

Account Accounts::set_password(const Actor& actor, const Id& id, std::string_view password) {
  const auto account = find(actor, id);
  require_password_of_another(actor, account);
  require_password(password, account.name);
  return save_password(actor, id, hasher_.hash(password), false);
}

Account Accounts::save_password(const Actor& actor, const Id& id, const std::string& hash,
                                bool must_change) {
  return database_.write([&](Transaction& transaction) {
    const auto account = require_account(transaction, actor, id);
    update_password(transaction, id, hash, must_change);
    delete_sessions_of(transaction, id, Id());
    delete_tokens_of(transaction, id);
    record(transaction, actor, "account.password_reset", account, "{}");
    return *find_account(transaction, id);
  });
}

std::vector<Account> Accounts::list_doers(const Actor& actor,
                                          const std::optional<UnitCode>& unit) const {
  return database_.read([&](Session& session) {
    const auto scope = unit ? path_of_unit(session, *unit) : actor.scope;
    require(actor, Permission::tasks_order, scope);
    return holders(session, scope, Permission::tasks_do, k_doers_max);
  });
}

std::optional<Account> Accounts::find(Session& session, const Id& id) const {
  return find_account(session, id);
}

std::string Accounts::display_name(Session& session, std::string_view journal_name) const {
  if (const auto id = Id::parse(journal_name)) {
    if (auto account = find_account(session, *id)) return std::move(account->display_name);
  }
  return std::string(journal_name);
}

bool Accounts::could(Session& session, const Id& id, Permission permission,
                     const UnitPath& place) const {
  const auto account = find_account(session, id);
  return account && may(actor_of(*account), permission, place);
}

std::vector<Account> Accounts::holders(Session& session, const UnitPath& scope,
                                       Permission permission, int limit) const {
  return list_active_with_roles(session, scope, roles_with(permission), limit);
}

Account Accounts::require_account(Session& session, const Actor& actor, const Id& id) const {
  auto account = find_account(session, id);
  if (!account || !may(actor, Permission::accounts_manage, account->unit_path)) {
    throw no_such_account();
  }
  return *std::move(account);
}

UnitPath Accounts::require_unit(Session& session, const Actor& actor, const UnitCode& unit) const {
  auto path = path_of_unit(session, unit);
  if (!may(actor, Permission::accounts_manage, path)) {
    throw Problem::forbidden("access.forbidden",
                             "There is no such unit, or its accounts are not yours to manage.");
  }
  return path;
}

void Accounts::record(Transaction& transaction, const Actor& actor, std::string_view action,
                      const Account& account, std::string detail) {
  journal_.append(transaction, {.at = clock_.now(),
                                .actor = actor.journal_name(),
                                .action = std::string(action),
                                .subject_kind = "account",
                                .subject = account.id.to_string(),
                                .unit = account.unit_path,
                                .purpose = "administration",
                                .detail = std::move(detail)});
}

}  // namespace anlan::access
