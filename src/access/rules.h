// What access decides: pure functions, no clock, no I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/account.h"
#include "base/problem.h"

namespace anlan::access {

// ---- accounts ----

/// Throws Problem (invalid, "access.account") that names every field at fault.
void require_valid(const NewAccount& account);
void require_valid(const AccountChange& change);

/// Throws Problem (forbidden, "access.own_account") if the actor would change its own role, unit or
/// standing: another administrator must.
void require_not_oneself(const Actor& actor, const Account& account, const AccountChange& change);

/// Whether what a person holds open (sessions, tokens) must end with this change.
bool ends_sessions(const Account& before, const AccountChange& change);

/// A name as it was typed, as accounts keep it: without blanks around it, in small letters.
std::string sign_in_name(std::string_view typed);

/// What is wrong with a password, as a sentence; nothing if it will do: 12 characters or more, at
/// most 256 bytes, five different ones, and without the name one signs in by. No rule asks for
/// digits or signs, and none lets a password expire (NIST SP 800-63B, 5.1.1.2).
std::optional<std::string> password_fault(std::string_view password, std::string_view name);

/// The first letters of what was typed as a name, for the journal: people type passwords there.
std::string shortened_name(std::string_view name);

// ---- failures to sign in ----

/// After `free_failures` each failure blocks for twice as long as the one before, from `first` up
/// to `longest`; one failure is forgotten every `leak_every`.
struct BackoffRule {
  std::int64_t free_failures;
  Duration first;
  Duration longest;
  Duration leak_every;
};

/// A person mistypes a few times; a guesser gets some four guesses an hour.
constexpr BackoffRule k_name_backoff{.free_failures = 5,
                                     .first = Duration::minutes(1),
                                     .longest = Duration::minutes(15),
                                     .leak_every = Duration::minutes(10)};
/// A station's people share an address.
constexpr BackoffRule k_address_backoff{.free_failures = 30,
                                        .first = Duration::minutes(1),
                                        .longest = Duration::hours(1),
                                        .leak_every = Duration::minutes(1)};

FailureCount after_failure(const FailureCount& before, const BackoffRule& rule, Instant now);
bool is_blocked(const FailureCount& count, Instant now);
/// The failures that blocked neither now nor would count at the next one may be forgotten: those
/// last failed before this moment.
Instant forget_failures_before(Instant now);

/// An address as failures are counted by it: an IPv4 address as it is, of an IPv6 address the first
/// 64 bits, for whoever has one has all that share them.
std::string address_group(std::string_view address);

// ---- sessions and tokens ----

struct SessionRule {
  Duration idle = Duration::hours(1);       ///< a session that nobody uses for so long has ended
  Duration absolute = Duration::hours(12);  ///< a shift; whatever the use
};

bool is_live(const UserSession& session, Instant last_used_at, const SessionRule& rule,
             Instant now);
/// When it ends if nobody uses it from now on.
Instant ends_at(const UserSession& session, const SessionRule& rule, Instant now);

constexpr int k_token_days_default = 90;
constexpr int k_token_days_max = 365;
constexpr std::size_t k_tokens_max = 20;  // for one account; more is a leak of them

/// Throws Problem (invalid, "access.token") for a name that is empty or longer than 80 characters,
/// and for days outside 1..365.
void require_valid_token(std::string_view name, int days);

}  // namespace anlan::access
