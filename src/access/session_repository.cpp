#include "access/session_repository.h"

#include "access/repository.h"
#include "base/check.h"

namespace anlan::access {
namespace {

using store::Blob;
using store::Rows;
using store::Session;
using store::Transaction;

constexpr std::string_view k_select_session =
    "SELECT id, account, started_at, last_used_at, ends_at FROM user_session WHERE ";
constexpr std::string_view k_select_token =
    "SELECT t.id, t.account, t.name, t.unit_code, u.path, t.is_read_only, t.made_at, t.expires_at, "
    "t.last_used_at FROM api_token t LEFT JOIN unit u ON u.code = t.unit_code WHERE ";

std::string join(std::string_view select, std::string_view where) {
  return std::string(select).append(where);
}

UserSession session_of(const Rows& rows) {
  return {.id = rows.id(0),
          .account = rows.id(1),
          .started_at = rows.instant(2),
          .last_used_at = rows.instant(3),
          .ends_at = rows.instant(4)};
}

ApiToken token_of(const Rows& rows) {
  return {.id = rows.id(0),
          .account = rows.id(1),
          .name = rows.text(2),
          .unit = rows.unit_code(3),
          .unit_path = rows.maybe(&Rows::unit_path, 4).value_or(UnitPath()),
          .is_read_only = rows.boolean(5),
          .made_at = rows.instant(6),
          .expires_at = rows.instant(7),
          .last_used_at = rows.maybe(&Rows::instant, 8)};
}

Account account_of(Session& session, const Id& id) {
  auto account = find_account(session, id);
  CHECK(account.has_value());  // accounts are disabled, never deleted
  return *std::move(account);
}

std::optional<SessionAndAccount> one_session(Session& session, Rows rows) {
  if (!rows.next()) return std::nullopt;
  const auto found = session_of(rows);
  return SessionAndAccount{found, account_of(session, found.account)};
}

std::optional<TokenAndAccount> one_token(Session& session, Rows rows) {
  if (!rows.next()) return std::nullopt;
  auto found = token_of(rows);
  auto account = account_of(session, found.account);
  return TokenAndAccount{std::move(found), std::move(account)};
}

}  // namespace

void insert_session(Transaction& transaction, const UserSession& session, const SecretHash& hash) {
  transaction.execute(
      "INSERT INTO user_session (id, secret_hash, account, started_at, last_used_at, ends_at) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      session.id, Blob{hash}, session.account, session.started_at, session.last_used_at,
      session.ends_at);
}

std::optional<SessionAndAccount> find_session(Session& session, const SecretHash& hash) {
  return one_session(session, session.query(join(k_select_session, "secret_hash = ?"), Blob{hash}));
}

std::optional<SessionAndAccount> find_session(Session& session, const Id& id) {
  return one_session(session, session.query(join(k_select_session, "id = ?"), id));
}

bool delete_session(Transaction& transaction, const Id& id) {
  return transaction.execute("DELETE FROM user_session WHERE id = ?", id) == 1;
}

std::int64_t delete_sessions_of(Transaction& transaction, const Id& account, const Id& spared) {
  return transaction.execute("DELETE FROM user_session WHERE account = ? AND id <> ?", account,
                             spared);
}

void delete_ended_sessions(Transaction& transaction, Instant last_used_before,
                           Instant ended_before) {
  transaction.execute("DELETE FROM user_session WHERE last_used_at < ? OR ends_at < ?",
                      last_used_before, ended_before);
}

void insert_token(Transaction& transaction, const ApiToken& token, const SecretHash& hash) {
  transaction.execute(
      "INSERT INTO api_token (id, secret_hash, account, name, unit_code, is_read_only, made_at, "
      "expires_at, last_used_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      token.id, Blob{hash}, token.account, token.name, token.unit, token.is_read_only,
      token.made_at, token.expires_at, token.last_used_at);
}

std::optional<TokenAndAccount> find_token(Session& session, const SecretHash& hash) {
  return one_token(session, session.query(join(k_select_token, "t.secret_hash = ?"), Blob{hash}));
}

std::optional<TokenAndAccount> find_token(Session& session, const Id& id) {
  return one_token(session, session.query(join(k_select_token, "t.id = ?"), id));
}

std::vector<ApiToken> tokens_of(Session& session, const Id& account) {
  std::vector<ApiToken> tokens;
  auto rows = session.query(
      join(k_select_token, "t.account = ? ORDER BY t.made_at DESC, t.id DESC"), account);
  while (rows.next()) tokens.push_back(token_of(rows));
  return tokens;
}

bool delete_token(Transaction& transaction, const Id& id) {
  return transaction.execute("DELETE FROM api_token WHERE id = ?", id) == 1;
}

std::int64_t delete_tokens_of(Transaction& transaction, const Id& account) {
  return transaction.execute("DELETE FROM api_token WHERE account = ?", account);
}

void save_session_use(Transaction& transaction, const Id& id, Instant at) {
  transaction.execute("UPDATE user_session SET last_used_at = ? WHERE id = ? AND last_used_at < ?",
                      at, id, at);
}

void save_token_use(Transaction& transaction, const Id& id, Instant at) {
  transaction.execute(
      "UPDATE api_token SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR "
      "last_used_at < ?)",
      at, id, at);
}

}  // namespace anlan::access
