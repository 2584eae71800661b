// Tokens: for programs that come in by a secret of their own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/account.h"
#include "access/rules.h"
#include "store/database.h"
#include "store/journal.h"

namespace anlan::access {

struct WantedToken {
  std::string name;
  int days = k_token_days_default;
  bool is_read_only = false;
  std::optional<UnitCode> unit;  ///< the actor's own where it is empty
};

struct TokenWithSecret {
  ApiToken token;
  std::string secret;  ///< "anlan_..."; only its hash is kept
};

/// A token never does more than its account: it has the account's post, at most its scope, and ends
/// when the post or unit changes, when the account is disabled, and when its password is reset.
/// Safe to share between threads.
class Tokens {
 public:
  Tokens(store::Database& database, store::Journal& journal, const Clock& clock, IdSource& ids)
      : database_(database), journal_(journal), clock_(clock), ids_(ids) {}

  /// Throws Problem (invalid, "access.token") for a name or days that cannot be, (forbidden) for a
  /// unit outside the scope, (conflict, "access.too_many_tokens").
  TokenWithSecret make(const Actor& actor, const WantedToken& wanted);
  /// One's own, newest first.
  std::vector<ApiToken> list(const Actor& actor) const;
  /// One's own, or one of an account that the actor manages; throws Problem (not_found) otherwise.
  void revoke(const Actor& actor, const Id& id);

 private:
  store::Database& database_;
  store::Journal& journal_;
  const Clock& clock_;
  IdSource& ids_;
};

}  // namespace anlan::access
