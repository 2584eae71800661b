// Routes over what has happened and what is going on: the journal, jobs, events.
#include <charconv>

#include "access/api.h"
#include "access/json.h"
#include "access/visibility.h"
#include "base/problem.h"
#include "server/json.h"
#include "server/page.h"
#include "server/query.h"

namespace anlan::access {
namespace {

namespace json = boost::json;
using server::Guard;
using server::Method;
using server::Request;
using server::Response;

constexpr int k_jobs_looked_at = 200;  // among which those are that the actor may see
constexpr std::size_t k_jobs_shown = 50;

std::int64_t sequence_of(const std::string& text) {
  std::int64_t sequence = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), sequence);
  if (error != std::errc() || end != text.data() + text.size())
    throw Problem::invalid("request.cursor", "This is not a cursor of this list.");
  return sequence;
}

Response list_journal(JournalReader& reader, const Request& request) {
  server::QueryReader fields(request);
  JournalQuery query{.unit = fields.unit_code("unit"),
                     .subject_kind = fields.text("subject_kind").value_or(""),
                     .subject = fields.text("subject").value_or("")};
  fields.finish();
  const auto asked = server::page_request(request, 1);
  query.limit = asked.limit;
  if (asked.after) query.before = sequence_of(asked.after->front());
  const auto page = reader.list(request.actor(), query);
  json::array items;
  for (const auto& record : page.items) items.push_back(journal_json(record));
  std::optional<std::string> next;
  if (page.next_before)
    next = server::cursor_of(server::PageKey{std::to_string(*page.next_before)});
  return Response::json(server::page_json(std::move(items), next));
}

Response list_jobs(const store::JobBoard& jobs, const Request& request) {
  const auto& actor = request.actor();
  json::array items;
  for (const auto& job : jobs.recent(actor.scope, k_jobs_looked_at)) {
    if (items.size() == k_jobs_shown) break;
    if (may_see_job(actor, job.kind, job.owner, job.unit)) items.push_back(job_json(job));
  }
  return Response::json(json::object{{"items", std::move(items)}});
}

store::Job require_job(const store::JobBoard& jobs, const Request& request) {
  auto job = jobs.find(request.id_parameter());
  if (!job || !may_see_job(request.actor(), job->kind, job->owner, job->unit)) {
    throw Problem::not_found("jobs.not_found", "There is no such job, or it is not yours to see.");
  }
  return *std::move(job);
}

Response cancel_job(store::JobBoard& jobs, const Request& request) {
  const auto job = require_job(jobs, request);
  if (!may_cancel_job(request.actor(), job.kind, job.owner, job.unit))
    throw Problem::forbidden("access.forbidden", "Your post does not allow to end this job.");
  if (!jobs.cancel(job.id)) throw Problem::conflict("jobs.ended", "The job has ended already.");
  return Response::no_content();
}

}  // namespace

void add_journal_routes(server::Router& router, JournalReader& reader) {
  router.add(Method::get, "/v1/journal", Guard::signed_in,
             [&reader](const Request& request) { return list_journal(reader, request); });
  router.add(Method::get, "/v1/journal/verification", Guard::signed_in,
             [&reader](const Request& request) {
               return Response::json(verification_json(reader.verify(request.actor())));
             });
}

void add_job_routes(server::Router& router, store::JobBoard& jobs) {
  router.add(Method::get, "/v1/jobs", Guard::signed_in,
             [&jobs](const Request& request) { return list_jobs(jobs, request); });
  router.add(Method::get, "/v1/jobs/{id}", Guard::signed_in, [&jobs](const Request& request) {
    return Response::json(job_json(require_job(jobs, request)));
  });
  router.add(Method::del, "/v1/jobs/{id}", Guard::signed_in,
             [&jobs](const Request& request) { return cancel_job(jobs, request); });
}

void add_event_routes(server::Router& router, EventFeed& feed) {
  router.add_stream("/v1/events", Guard::signed_in, feed.stream(),
                    [](const Request& request) { return event_filter_for(request.actor()); });
}

}  // namespace anlan::access
