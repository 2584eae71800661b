// Accounts: who may come in. The use cases of administrators, and what other slices ask of
// accounts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/account.h"
#include "access/password.h"
#include "access/policy.h"
#include "store/database.h"
#include "store/journal.h"

namespace anlan::access {

/// What every use case here throws: Problem (forbidden) where the actor's post does not allow it,
/// (not_found, "access.not_found") for an account that is outside the scope or is not there, and
/// (invalid) for a value that cannot be. Each change is journalled in its own transaction. Safe to
/// share between threads.
class Accounts {
 public:
  Accounts(store::Database& database, store::Journal& journal, const Clock& clock, IdSource& ids,
           const PasswordHasher& hasher)
      : database_(database), journal_(journal), clock_(clock), ids_(ids), hasher_(hasher) {}

  /// With a random password that is not kept. Throws Problem (conflict, "access.name_taken").
  AccountWithPassword add(const Actor& actor, const NewAccount& wanted);
  /// With a password that was chosen; throws Problem (invalid, "access.password") for a weak one.
  Account add(const Actor& actor, const NewAccount& wanted, std::string_view password);

  Account find(const Actor& actor, const Id& id) const;
  Account find_by_name(const Actor& actor, std::string_view name) const;
  /// Within `unit`, or the whole scope where it is absent; after the name `cursor`.
  AccountPage list(const Actor& actor, const std::optional<UnitCode>& unit, std::string_view cursor,
                   int limit) const;
  /// Ends what the account holds open where its rights change. `version` is the one that the caller
  /// has seen: throws Problem (conflict, "access.version") if it is no longer so.
  Account change(const Actor& actor, const Id& id, const AccountChange& change,
                 const std::optional<std::int64_t>& version = {});
  /// A new random password, to be changed at the next sign-in; ends all sessions and tokens.
  AccountWithPassword reset_password(const Actor& actor, const Id& id);
  /// The same with a password that was chosen.
  Account set_password(const Actor& actor, const Id& id, std::string_view password);

  /// Whom one may give a task to: those in the subtree who do tasks, by name; at most 500. Asks for
  /// tasks_order there.
  std::vector<Account> list_doers(const Actor& actor, const std::optional<UnitCode>& unit) const;

  // For services to the right, inside their own transaction; no rights are asked.

  /// Empty if there is no such account.
  std::optional<Account> find(store::Session& session, const Id& id) const;
  /// The display name behind a journal name: of an account, or "system:<what>" as it is.
  std::string display_name(store::Session& session, std::string_view journal_name) const;
  /// Whether the account could do this there: present, not disabled, its post and scope allow it.
  bool could(store::Session& session, const Id& id, Permission permission,
             const UnitPath& place) const;
  /// Those in the subtree whose role holds the permission, by name; disabled ones left out.
  std::vector<Account> holders(store::Session& session, const UnitPath& scope,
                               Permission permission, int limit) const;

 private:
  Account add_hashed(const Actor& actor, const NewAccount& wanted, const std::string& hash);
  Account save_password(const Actor& actor, const Id& id, const std::string& hash,
                        bool must_change);
  Account require_account(store::Session& session, const Actor& actor, const Id& id) const;
  UnitPath require_unit(store::Session& session, const Actor& actor, const UnitCode& unit) const;
  void record(store::Transaction& transaction, const Actor& actor, std::string_view action,
              const Account& account, std::string detail);

  store::Database& database_;
  store::Journal& journal_;
  const Clock& clock_;
  IdSource& ids_;
  const PasswordHasher& hasher_;
};

/// Whoever sits at the command line of the machine: the program itself, over the whole tree.
/// Without scope before the first import of units.
Actor console_actor(const store::Database& database);

/// The actor that an account is, with what it may just now: nothing, if it is disabled.
Actor actor_of(const Account& account);

}  // namespace anlan::access
