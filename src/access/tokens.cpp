#include "access/tokens.h"

#include <algorithm>
#include <boost/json.hpp>

#include "access/policy.h"
#include "access/repository.h"
#include "access/secret.h"
#include "access/session_repository.h"
#include "base/problem.h"

namespace anlan::access {
namespace {

using store::Session;
using store::Transaction;
namespace json = boost::json;

store::JournalEntry entry_of(const Actor& actor, Instant now, std::string_view action,
                             const Id& token, const UnitPath& unit, std::string detail) {
  return {.at = now,
          .actor = actor.journal_name(),
          .action = std::string(action),
          .subject_kind = "token",
          .subject = token.to_string(),
          .unit = unit,
          .purpose = "access",
          .detail = std::move(detail)};
}

}  // namespace

TokenWithSecret Tokens::make(const Actor& actor, const WantedToken& wanted) {
  require_valid_token(wanted.name, wanted.days);
  if (actor.is_system || actor.is_read_only || actor.scope.empty())
    throw Problem::forbidden("access.forbidden", "You may make no tokens.");
  auto secret = std::string(k_token_prefix) + random_secret();
  return database_.write([&](Transaction& transaction) {
    const auto path = wanted.unit ? path_of_unit(transaction, *wanted.unit) : actor.scope;
    if (!actor.scope.contains(path))
      throw Problem::forbidden("access.forbidden", "There is no such unit, or it is not yours.");
    const auto now = clock_.now();
    const auto present = tokens_of(transaction, actor.account);
    const auto live = std::ranges::count_if(
        present, [now](const ApiToken& token) { return now < token.expires_at; });
    if (static_cast<std::size_t>(live) >= k_tokens_max)
      throw Problem::conflict("access.too_many_tokens", "Revoke some of your tokens first.");
    const ApiToken token{.id = ids_.next(),
                         .account = actor.account,
                         .name = wanted.name,
                         .unit = path.unit(),
                         .unit_path = path,
                         .is_read_only = wanted.is_read_only,
                         .made_at = now,
                         .expires_at = now + Duration::days(wanted.days),
                         .last_used_at = std::nullopt};
    insert_token(transaction, token, hash_of_secret(secret));
    journal_.append(transaction,
                    entry_of(actor, now, "token.made", token.id, path,
                             json::serialize(json::object{{"days", wanted.days},
                                                          {"is_read_only", token.is_read_only}})));
    return TokenWithSecret{token, std::move(secret)};
  });
}

std::vector<ApiToken> Tokens::list(const Actor& actor) const {
  return database_.read([&](Session& session) { return tokens_of(session, actor.account); });
}

void Tokens::revoke(const Actor& actor, const Id& id) {
  database_.write([&](Transaction& transaction) {
    const auto found = find_token(transaction, id);
    const bool is_own = found && !actor.is_read_only && found->account.id == actor.account;
    if (!found || (!is_own && !may(actor, Permission::accounts_manage, found->account.unit_path))) {
      throw Problem::not_found("access.not_found", "There is no such token, or it is not yours.");
    }
    delete_token(transaction, id);
    journal_.append(transaction, entry_of(actor, clock_.now(), "token.revoked", id,
                                          found->account.unit_path, "{}"));
  });
}

}  // namespace anlan::access
