#include "access/sessions.h"

#include <algorithm>
#include <boost/json.hpp>

#include "access/repository.h"
#include "access/secret.h"
#include "access/service.h"
#include "access/session_repository.h"
#include "base/problem.h"

namespace anlan::access {
namespace {

using store::Session;
using store::Transaction;
namespace json = boost::json;

constexpr std::size_t k_typed_bytes_max = 256;  // of a name or a password

Visitor visitor_of(const SessionAndAccount& found, const SessionRule& rule, Instant now) {
  Visitor visitor{.actor = actor_of(found.account),
                  .account = found.account,
                  .by = Visitor::By::session,
                  .credential = found.session.id,
                  .expires_at = ends_at(found.session, rule, now)};
  if (found.account.must_change_password) visitor.actor.scope = UnitPath();
  return visitor;
}

/// With the narrower of the account's scope and the token's; none if neither holds the other.
Visitor visitor_of(const TokenAndAccount& found) {
  Visitor visitor{.actor = actor_of(found.account),
                  .account = found.account,
                  .by = Visitor::By::token,
                  .credential = found.token.id,
                  .expires_at = found.token.expires_at};
  const auto& narrower = found.token.unit_path;
  visitor.actor.scope = visitor.actor.scope.contains(narrower) ? narrower : UnitPath();
  visitor.actor.is_read_only = found.token.is_read_only;
  if (found.account.must_change_password) visitor.actor.scope = UnitPath();
  return visitor;
}

bool is_live_token(const TokenAndAccount& found, Instant now) {
  return !found.account.is_disabled && now < found.token.expires_at;
}

}  // namespace

/// One try to prove who one is, and what its failures are counted by.
struct Sessions::Attempt {
  std::string name;
  std::string name_subject;
  std::string address_subject;
  std::optional<AccountWithHash> known;

  Attempt(std::string_view typed_name, std::string_view address)
      : name(sign_in_name(typed_name)),
        name_subject("name:" + name),
        address_subject("address:" + address_group(address)) {}
};

Expected<SignedIn, Refusal> Sessions::sign_in(std::string_view name, std::string_view password,
                                              std::string_view address) {
  Attempt attempt(name.substr(0, k_typed_bytes_max), address);
  const auto blocked = database_.read([&](Session& session) {
    attempt.known = find_account_by_name(session, attempt.name);
    return block_of(session, attempt);
  });
  if (blocked) return Unexpected(*blocked);
  // The slow part, with no transaction open, and of the same length for a name that there is not.
  const auto& hash = attempt.known ? attempt.known->password_hash : hasher_.decoy();
  const bool is_right =
      hasher_.verify(hash, password.substr(0, k_typed_bytes_max + 1)) && attempt.known.has_value();
  auto secret = random_secret();

  return database_.write([&](Transaction& transaction) -> Expected<SignedIn, Refusal> {
    // Others may have tried, or changed the account, meanwhile.
    if (const auto since = block_of(transaction, attempt)) return Unexpected(*since);
    const auto now_known = find_account_by_name(transaction, attempt.name);
    if (!now_known) return Unexpected(refuse(transaction, attempt, "unknown name"));
    if (!is_right || now_known->password_hash != attempt.known->password_hash)
      return Unexpected(refuse(transaction, attempt, "wrong password"));
    if (now_known->account.is_disabled)
      return Unexpected(refuse(transaction, attempt, "disabled account"));
    const auto session = start_session(transaction, now_known->account, secret);
    delete_failures(transaction, attempt.name_subject);
    const SessionAndAccount found{session, *find_account(transaction, session.account)};
    return SignedIn{std::move(secret), visitor_of(found, rule_, session.started_at)};
  });
}

std::optional<Visitor> Sessions::visitor_by_session(std::string_view secret) {
  const auto now = clock_.now();
  const auto found = database_.read(
      [&](Session& session) { return find_session(session, hash_of_secret(secret)); });
  if (!found || found->account.is_disabled) return std::nullopt;
  const auto& session = found->session;
  if (!is_live(session, last_use_.latest(session.id, session.last_used_at), rule_, now))
    return std::nullopt;
  last_use_.note_session(session.id, now);
  return visitor_of(*found, rule_, now);
}

std::optional<Visitor> Sessions::visitor_by_token(std::string_view secret) {
  const auto now = clock_.now();
  const auto found =
      database_.read([&](Session& session) { return find_token(session, hash_of_secret(secret)); });
  if (!found || !is_live_token(*found, now)) return std::nullopt;
  last_use_.note_token(found->token.id, now);
  return visitor_of(*found);
}

std::optional<Visitor> Sessions::visitor_again(const Visitor& visitor) const {
  const auto now = clock_.now();
  return database_.read([&](Session& session) -> std::optional<Visitor> {
    if (visitor.by == Visitor::By::token) {
      const auto found = find_token(session, visitor.credential);
      if (!found || !is_live_token(*found, now)) return std::nullopt;
      return visitor_of(*found);
    }
    const auto found = find_session(session, visitor.credential);
    if (!found || found->account.is_disabled || now >= found->session.ends_at) return std::nullopt;
    return visitor_of(*found, rule_, now);
  });
}

void Sessions::sign_out(const Visitor& visitor) {
  if (visitor.by != Visitor::By::session) {
    throw Problem::forbidden("access.session_only", "A token does not sign out; revoke it.");
  }
  database_.write([&](Transaction& transaction) {
    if (!delete_session(transaction, visitor.credential)) return;  // ended meanwhile
    record(transaction, visitor.actor.journal_name(), "session.ended",
           visitor.credential.to_string(), visitor.account.unit_path, "{}");
  });
}

Expected<void, Refusal> Sessions::change_password(const Visitor& visitor,
                                                  std::string_view old_password,
                                                  std::string_view new_password,
                                                  std::string_view address) {
  if (visitor.by != Visitor::By::session) {
    throw Problem::forbidden("access.session_only", "A token does not change passwords.");
  }
  const auto& id = visitor.account.id;
  Attempt attempt(visitor.account.name, address);
  const auto blocked = database_.read([&](Session& session) {
    attempt.known = find_account_with_hash(session, id);
    return block_of(session, attempt);
  });
  if (blocked) return Unexpected(*blocked);
  const bool is_right =
      hasher_.verify(attempt.known->password_hash, old_password.substr(0, k_typed_bytes_max + 1));
  std::string hash;
  if (is_right) {
    auto fault = password_fault(new_password, visitor.account.name);
    if (!fault && new_password == old_password) fault = "The new password is the old one.";
    if (fault) throw Problem::invalid("access.password", *fault, {{"new_password", *fault}});
    hash = hasher_.hash(new_password);
  }
  return database_.write([&](Transaction& transaction) -> Expected<void, Refusal> {
    if (const auto since = block_of(transaction, attempt)) return Unexpected(*since);
    const auto now_known = find_account_with_hash(transaction, id);
    if (!is_right || now_known->password_hash != attempt.known->password_hash)
      return Unexpected(refuse(transaction, attempt, "wrong password"));
    update_password(transaction, id, hash, false);
    delete_sessions_of(transaction, id, visitor.credential);
    delete_failures(transaction, attempt.name_subject);
    journal_.append(transaction, {.at = clock_.now(),
                                  .actor = visitor.actor.journal_name(),
                                  .action = "account.password_changed",
                                  .subject_kind = "account",
                                  .subject = id.to_string(),
                                  .unit = visitor.account.unit_path,
                                  .purpose = "access"});
    return {};
  });
}

std::optional<Refusal> Sessions::block_of(Session& session, const Attempt& attempt) const {
  const auto now = clock_.now();
  Instant until;
  for (const auto& subject : {attempt.name_subject, attempt.address_subject}) {
    until = std::max(until, find_failures(session, subject).blocked_until);
  }
  if (until <= now) return std::nullopt;
  return Refusal{.reason = Refusal::Reason::blocked, .retry_after = until - now};
}

Refusal Sessions::refuse(Transaction& transaction, const Attempt& attempt,
                         std::string_view reason) {
  const auto now = clock_.now();
  delete_failures_before(transaction, forget_failures_before(now));
  bool is_blocked_now = false;
  const auto count = [&](const std::string& subject, const BackoffRule& rule) {
    const auto failures = after_failure(find_failures(transaction, subject), rule, now);
    save_failures(transaction, subject, failures);
    is_blocked_now = is_blocked_now || is_blocked(failures, now);
  };
  count(attempt.name_subject, k_name_backoff);
  count(attempt.address_subject, k_address_backoff);
  json::object detail{{"name", shortened_name(attempt.name)}, {"reason", reason}};
  if (is_blocked_now) detail["is_blocked"] = true;
  const auto* known = attempt.known ? &attempt.known->account : nullptr;
  record(transaction, "system:access", "session.refused",
         known != nullptr ? known->id.to_string() : std::string(),
         known != nullptr ? known->unit_path : root_of_units(transaction), json::serialize(detail));
  return {};
}

UserSession Sessions::start_session(Transaction& transaction, const Account& account,
                                    std::string_view secret) {
  const auto now = clock_.now();
  delete_ended_sessions(transaction, now - rule_.absolute, now);
  const UserSession session{.id = ids_.next(),
                            .account = account.id,
                            .started_at = now,
                            .last_used_at = now,
                            .ends_at = now + rule_.absolute};
  insert_session(transaction, session, hash_of_secret(secret));
  update_last_sign_in(transaction, account.id, now);
  record(transaction, account.id.to_string(), "session.started", session.id.to_string(),
         account.unit_path, "{}");
  return session;
}

void Sessions::record(Transaction& transaction, std::string_view actor, std::string_view action,
                      std::string_view subject, const UnitPath& unit, std::string detail) {
  journal_.append(transaction, {.at = clock_.now(),
                                .actor = std::string(actor),
                                .action = std::string(action),
                                .subject_kind = "session",
                                .subject = std::string(subject),
                                .unit = unit,
                                .purpose = "access",
                                .detail = std::move(detail)});
}

}  // namespace anlan::access
