// Sessions: signing in and out, and who a request comes from.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "access/account.h"
#include "access/last_use.h"
#include "access/password.h"
#include "access/rules.h"
#include "base/expected.h"
#include "store/database.h"
#include "store/journal.h"

namespace anlan::access {

/// Why somebody is not let in. The same for a name that there is not, for a wrong password and for
/// an account that is disabled.
struct Refusal {
  enum class Reason { wrong, blocked };
  Reason reason = Reason::wrong;
  Duration retry_after;  ///< when blocked
};

/// Whose request this is, and by what right it came in.
struct Visitor {
  enum class By { session, token };
  Actor actor;  ///< without scope while the account must change its password
  Account account;
  By by = By::session;
  Id credential;       ///< of the session or the token
  Instant expires_at;  ///< of the credential, if it is not used again
};

struct SignedIn {
  std::string secret;  ///< for the cookie; only its hash is kept
  Visitor visitor;
};

/// Safe to share between threads.
class Sessions {
 public:
  Sessions(store::Database& database, store::Journal& journal, const Clock& clock, IdSource& ids,
           const PasswordHasher& hasher, LastUse& last_use, SessionRule rule = {})
      : database_(database),
        journal_(journal),
        clock_(clock),
        ids_(ids),
        hasher_(hasher),
        last_use_(last_use),
        rule_(rule) {}

  /// `address` is where the request comes from; failures are counted by it and by the name.
  [[nodiscard]] Expected<SignedIn, Refusal> sign_in(std::string_view name,
                                                    std::string_view password,
                                                    std::string_view address);

  /// Whose the secret of a cookie, or of a token, is; empty if it is nobody's, or no longer. Counts
  /// as use.
  std::optional<Visitor> visitor_by_session(std::string_view secret);
  std::optional<Visitor> visitor_by_token(std::string_view secret);
  /// The visitor as of now, for an answer that goes on for long; empty when its right has ended.
  std::optional<Visitor> visitor_again(const Visitor& visitor) const;

  void sign_out(const Visitor& visitor);
  /// Ends the account's other sessions. Throws Problem (invalid, "access.password") for a new
  /// password that will not do, and (forbidden) for a visitor that came by a token.
  [[nodiscard]] Expected<void, Refusal> change_password(const Visitor& visitor,
                                                        std::string_view old_password,
                                                        std::string_view new_password,
                                                        std::string_view address);

 private:
  struct Attempt;
  std::optional<Refusal> block_of(store::Session& session, const Attempt& attempt) const;
  Refusal refuse(store::Transaction& transaction, const Attempt& attempt, std::string_view reason);
  UserSession start_session(store::Transaction& transaction, const Account& account,
                            std::string_view secret);
  void record(store::Transaction& transaction, std::string_view actor, std::string_view action,
              std::string_view subject, const UnitPath& unit, std::string detail);

  store::Database& database_;
  store::Journal& journal_;
  const Clock& clock_;
  IdSource& ids_;
  const PasswordHasher& hasher_;
  LastUse& last_use_;
  SessionRule rule_;
};

}  // namespace anlan::access
