#include "access/repository.h"

#include <fmt/format.h>

#include "base/check.h"

namespace anlan::access {
namespace {

using store::Parameter;
using store::Rows;
using store::Session;
using store::Transaction;

constexpr std::string_view k_select =
    "SELECT a.id, a.name, a.display_name, a.role, a.unit_code, u.path, u.name_en, u.name_zh, "
    "a.language, a.must_change_password, a.is_disabled, a.made_at, a.last_sign_in_at, a.version, "
    "a.password_hash FROM account a LEFT JOIN unit u ON u.code = a.unit_code WHERE ";

std::string select(std::string_view where) { return std::string(k_select).append(where); }

Account account_of(const Rows& rows) {
  const auto role = role_from(rows.text_view(3));
  const auto language = language_from(rows.text_view(8));
  CHECK(role.has_value() && language.has_value());
  return {.id = rows.id(0),
          .name = rows.text(1),
          .display_name = rows.text(2),
          .role = *role,
          .unit = rows.unit_code(4),
          .unit_path = rows.maybe(&Rows::unit_path, 5).value_or(UnitPath()),
          .unit_name = {.en = rows.maybe(&Rows::text, 6).value_or(""),
                        .zh = rows.maybe(&Rows::text, 7).value_or("")},
          .language = *language,
          .must_change_password = rows.boolean(9),
          .is_disabled = rows.boolean(10),
          .made_at = rows.instant(11),
          .last_sign_in_at = rows.maybe(&Rows::instant, 12),
          .version = rows.integer(13)};
}

std::vector<Account> accounts_of(Rows rows) {
  std::vector<Account> accounts;
  while (rows.next()) accounts.push_back(account_of(rows));
  return accounts;
}

std::optional<AccountWithHash> one_with_hash(Rows rows) {
  if (!rows.next()) return std::nullopt;
  return AccountWithHash{account_of(rows), rows.text(14)};
}

}  // namespace

std::optional<Account> find_account(Session& session, const Id& id) {
  auto rows = session.query(select("a.id = ?"), id);
  if (!rows.next()) return std::nullopt;
  return account_of(rows);
}

std::optional<AccountWithHash> find_account_with_hash(Session& session, const Id& id) {
  return one_with_hash(session.query(select("a.id = ?"), id));
}

std::optional<AccountWithHash> find_account_by_name(Session& session, std::string_view name) {
  return one_with_hash(session.query(select("a.name = ?"), name));
}

std::vector<Account> list_accounts(Session& session, const UnitPath& scope, std::string_view after,
                                   int limit) {
  if (scope.empty()) return {};
  return accounts_of(
      session.query(select("u.path >= ? AND u.path < ? AND a.name > ? ORDER BY a.name LIMIT ?"),
                    scope, scope.range_end(), after, limit));
}

std::vector<Account> list_active_with_roles(Session& session, const UnitPath& scope,
                                            std::span<const Role> roles, int limit) {
  if (scope.empty() || roles.empty()) return {};
  const auto end = scope.range_end();
  std::vector<Parameter> parameters{scope, end};
  std::string marks;
  for (const auto role : roles) {
    parameters.emplace_back(to_string(role));
    marks += marks.empty() ? "?" : ", ?";
  }
  parameters.emplace_back(limit);
  return accounts_of(session.query_with(
      select(fmt::format("u.path >= ? AND u.path < ? AND a.role IN ({}) AND a.is_disabled = 0 "
                         "ORDER BY a.name LIMIT ?",
                         marks)),
      parameters));
}

void insert_account(Transaction& transaction, const Account& account,
                    std::string_view password_hash) {
  transaction.execute(
      "INSERT INTO account (id, name, display_name, role, unit_code, language, password_hash, "
      "must_change_password, is_disabled, made_at, last_sign_in_at, version) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      account.id, account.name, account.display_name, to_string(account.role), account.unit,
      to_string(account.language), password_hash, account.must_change_password, account.is_disabled,
      account.made_at, account.last_sign_in_at, account.version);
}

bool update_account(Transaction& transaction, const Account& account) {
  return transaction.execute(
             "UPDATE account SET display_name = ?, role = ?, unit_code = ?, language = ?, "
             "is_disabled = ?, version = ? WHERE id = ? AND version = ?",
             account.display_name, to_string(account.role), account.unit,
             to_string(account.language), account.is_disabled, account.version, account.id,
             account.version - 1) == 1;
}

void update_password(Transaction& transaction, const Id& account, std::string_view password_hash,
                     bool must_change) {
  transaction.execute("UPDATE account SET password_hash = ?, must_change_password = ? WHERE id = ?",
                      password_hash, must_change, account);
}

void update_last_sign_in(Transaction& transaction, const Id& account, Instant at) {
  transaction.execute("UPDATE account SET last_sign_in_at = ? WHERE id = ?", at, account);
}

UnitPath path_of_unit(Session& session, const UnitCode& code) {
  auto rows = session.query("SELECT path FROM unit WHERE code = ?", code);
  return rows.next() ? rows.unit_path(0) : UnitPath();
}

UnitPath root_of_units(Session& session) {
  // The root's path begins every other path, so it is the least of them.
  auto rows = session.query("SELECT path FROM unit ORDER BY path LIMIT 1");
  return rows.next() ? rows.unit_path(0) : UnitPath();
}

FailureCount find_failures(Session& session, std::string_view subject) {
  auto rows = session.query(
      "SELECT failures, last_failed_at, blocked_until FROM sign_in_failure WHERE subject = ?",
      subject);
  if (!rows.next()) return {};
  return {.failures = rows.integer(0),
          .last_failed_at = rows.instant(1),
          .blocked_until = rows.instant(2)};
}

void save_failures(Transaction& transaction, std::string_view subject, const FailureCount& count) {
  transaction.execute(
      "INSERT INTO sign_in_failure (subject, failures, last_failed_at, blocked_until) "
      "VALUES (?, ?, ?, ?) ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, "
      "last_failed_at = excluded.last_failed_at, blocked_until = excluded.blocked_until",
      subject, count.failures, count.last_failed_at, count.blocked_until);
}

void delete_failures(Transaction& transaction, std::string_view subject) {
  transaction.execute("DELETE FROM sign_in_failure WHERE subject = ?", subject);
}

void delete_failures_before(Transaction& transaction, Instant moment) {
  transaction.execute("DELETE FROM sign_in_failure WHERE last_failed_at < ?", moment);
}

}  // namespace anlan::access
