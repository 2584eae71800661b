// Sessions and tokens in SQL.
#pragma once

#include <optional>
#include <vector>

#include "access/account.h"
#include "access/secret.h"
#include "store/session.h"

namespace anlan::access {

struct SessionAndAccount {
  UserSession session;
  Account account;
};

struct TokenAndAccount {
  ApiToken token;
  Account account;
};

void insert_session(store::Transaction& transaction, const UserSession& session,
                    const SecretHash& hash);
std::optional<SessionAndAccount> find_session(store::Session& session, const SecretHash& hash);
std::optional<SessionAndAccount> find_session(store::Session& session, const Id& id);
bool delete_session(store::Transaction& transaction, const Id& id);
/// All of the account's but one; nil spares none. Returns how many there were.
std::int64_t delete_sessions_of(store::Transaction& transaction, const Id& account,
                                const Id& spared);
/// Those that have ended by themselves.
void delete_ended_sessions(store::Transaction& transaction, Instant last_used_before,
                           Instant ended_before);

void insert_token(store::Transaction& transaction, const ApiToken& token, const SecretHash& hash);
std::optional<TokenAndAccount> find_token(store::Session& session, const SecretHash& hash);
std::optional<TokenAndAccount> find_token(store::Session& session, const Id& id);
/// Newest first.
std::vector<ApiToken> tokens_of(store::Session& session, const Id& account);
bool delete_token(store::Transaction& transaction, const Id& id);
std::int64_t delete_tokens_of(store::Transaction& transaction, const Id& account);

/// Moves the time of last use forward, never back.
void save_session_use(store::Transaction& transaction, const Id& id, Instant at);
void save_token_use(store::Transaction& transaction, const Id& id, Instant at);

}  // namespace anlan::access
