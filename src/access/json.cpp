#include "access/json.h"

#include <boost/json/parse.hpp>

#include "access/policy.h"
#include "server/json.h"

namespace anlan::access {
namespace {

namespace json = boost::json;
using server::to_json;

/// What our own code stored as the text of an object; an empty object where it is none.
json::value stored_object(std::string_view text) {
  json::error_code error;
  auto value = json::parse(text, error);
  if (error || !value.is_object()) return json::object();
  return value;
}

}  // namespace

json::object account_json(const Account& account) {
  return {{"id", to_json(account.id)},
          {"name", account.name},
          {"display_name", account.display_name},
          {"role", to_json(account.role)},
          {"unit", to_json(account.unit)},
          {"unit_name", to_json(account.unit_name)},
          {"language", to_json(account.language)},
          {"is_disabled", account.is_disabled},
          {"must_change_password", account.must_change_password},
          {"last_sign_in_at", to_json(account.last_sign_in_at)}};
}

json::object person_json(const Account& account) {
  return {{"id", to_json(account.id)},
          {"display_name", account.display_name},
          {"role", to_json(account.role)},
          {"unit", to_json(account.unit)},
          {"unit_name", to_json(account.unit_name)}};
}

json::object account_with_password_json(const AccountWithPassword& made) {
  auto object = account_json(made.account);
  object["password"] = made.password;
  return object;
}

json::object session_json(const Visitor& visitor, std::string_view csrf_token) {
  json::array permissions;
  for (const auto permission : all_permissions()) {
    if (may(visitor.actor, permission, visitor.actor.scope))
      permissions.emplace_back(to_string(permission));
  }
  return {{"account", account_json(visitor.account)},
          {"permissions", std::move(permissions)},
          {"csrf_token", csrf_token},
          {"expires_at", to_json(visitor.expires_at)}};
}

json::object token_json(const ApiToken& token) {
  return {{"id", to_json(token.id)},
          {"name", token.name},
          {"unit", to_json(token.unit)},
          {"read_only", token.is_read_only},
          {"created_at", to_json(token.made_at)},
          {"expires_at", to_json(token.expires_at)},
          {"last_used_at", to_json(token.last_used_at)}};
}

json::object journal_json(const JournalRecord& record) {
  const auto& entry = record.entry;
  return {{"sequence", record.sequence}, {"at", to_json(entry.at)},
          {"actor", entry.actor},        {"actor_name", record.actor_name},
          {"action", entry.action},      {"subject_kind", entry.subject_kind},
          {"subject", entry.subject},    {"unit", to_json(entry.unit.unit())},
          {"purpose", entry.purpose},    {"detail", stored_object(entry.detail)}};
}

json::object verification_json(const JournalVerification& verification) {
  json::object object{{"holds", !verification.fault.has_value()},
                      {"entries", verification.head.sequence},
                      {"head", verification.head.hash}};
  if (verification.fault) {
    object["first_bad"] = verification.fault->sequence;
    object["reason"] = verification.fault->reason;
  }
  return object;
}

json::object job_json(const store::Job& job) {
  json::object object{{"id", to_json(job.id)},
                      {"kind", job.kind},
                      {"title", job.title},
                      {"state", to_string(job.state)},
                      {"progress", job.progress},
                      {"started_at", to_json(job.started_at)},
                      {"ended_at", to_json(job.ended_at)},
                      {"result", stored_object(job.result)}};
  if (!job.problem.empty()) object["problem"] = job.problem;
  return object;
}

}  // namespace anlan::access
