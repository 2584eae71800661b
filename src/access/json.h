// What access answers, as the contract writes it (api/openapi.yaml). For api.cpp files only.
#pragma once

#include <boost/json/object.hpp>

#include "access/account.h"
#include "access/journal_reader.h"
#include "access/sessions.h"
#include "store/jobs.h"

namespace anlan::access {

boost::json::object account_json(const Account& account);
/// The little of an account that colleagues need to give somebody a task.
boost::json::object person_json(const Account& account);
boost::json::object account_with_password_json(const AccountWithPassword& made);
/// `csrf_token` is empty for a visitor that came by a token: it needs none.
boost::json::object session_json(const Visitor& visitor, std::string_view csrf_token);
boost::json::object token_json(const ApiToken& token);
boost::json::object journal_json(const JournalRecord& record);
boost::json::object verification_json(const JournalVerification& verification);
boost::json::object job_json(const store::Job& job);

}  // namespace anlan::access
