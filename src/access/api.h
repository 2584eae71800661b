// The routes of access: sessions, accounts, tokens, the journal, jobs and events.
#pragma once

#include "access/event_feed.h"
#include "access/journal_reader.h"
#include "access/service.h"
#include "access/sessions.h"
#include "access/tokens.h"
#include "server/router.h"
#include "store/jobs.h"

namespace anlan::access {

// What is passed in must outlive the router.

void add_session_routes(server::Router& router, Sessions& sessions);
void add_account_routes(server::Router& router, Accounts& accounts);
void add_token_routes(server::Router& router, Tokens& tokens);
void add_journal_routes(server::Router& router, JournalReader& reader);
void add_job_routes(server::Router& router, store::JobBoard& jobs);
void add_event_routes(server::Router& router, EventFeed& feed);

}  // namespace anlan::access
