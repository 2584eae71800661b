// Accounts, sessions and tokens: who may come in, and with what.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/actor.h"
#include "base/bilingual.h"
#include "base/id.h"
#include "base/instant.h"
#include "base/unit_code.h"

namespace anlan::access {

enum class Language { en, zh };
std::string_view to_string(Language language);
std::optional<Language> language_from(std::string_view text);

/// A person at a post. What the role allows ends at the unit and its subtree.
struct Account {
  Id id;
  std::string name;          ///< for signing in: 2 to 40 of a-z 0-9 . _ -
  std::string display_name;  ///< as colleagues write it
  Role role = Role::auditor;
  UnitCode unit;
  UnitPath unit_path;   ///< looked up at every reading; empty where the unit is not there
  Bilingual unit_name;  ///< likewise
  Language language = Language::zh;
  bool must_change_password = false;
  bool is_disabled = false;
  Instant made_at;
  std::optional<Instant> last_sign_in_at;
  std::int64_t version = 1;  ///< counts the changes made by administrators
};

struct NewAccount {
  std::string name;
  std::string display_name;
  Role role = Role::auditor;
  UnitCode unit;
  Language language = Language::zh;
  bool must_change_password = true;
};

/// What is empty stays as it is.
struct AccountChange {
  std::optional<std::string> display_name;
  std::optional<Role> role;
  std::optional<UnitCode> unit;
  std::optional<Language> language;
  std::optional<bool> is_disabled;
};

/// An account with a password that is said once and kept nowhere.
struct AccountWithPassword {
  Account account;
  std::string password;
};

/// By name. The next page begins after `next_cursor`; empty on the last page.
struct AccountPage {
  std::vector<Account> items;
  std::string next_cursor;
};

/// A browser that is signed in.
struct UserSession {
  Id id;
  Id account;
  Instant started_at;
  Instant last_used_at;
  Instant ends_at;  ///< whatever the use
};

/// A program that comes in by a secret of its own, with at most the rights of the account.
struct ApiToken {
  Id id;
  Id account;
  std::string name;
  UnitCode unit;  ///< the account's unit, or one below it
  UnitPath unit_path;
  bool is_read_only = false;
  Instant made_at;
  Instant expires_at;
  std::optional<Instant> last_used_at;
};

/// How often a name or an address failed to sign in; leaks away with time (rules.h).
struct FailureCount {
  std::int64_t failures = 0;
  Instant last_failed_at;
  Instant blocked_until;
};

}  // namespace anlan::access
