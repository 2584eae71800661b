#include "access/event_feed.h"

#include <boost/json/serialize.hpp>
#include <optional>

#include "access/json.h"
#include "access/visibility.h"
#include "server/json.h"
#include "store/journal_follower.h"

namespace anlan::access {
namespace {

namespace json = boost::json;

constexpr int k_batch = 500;

// A job's event carries what the filter decides by: "job/<kind>/<owner>".
constexpr std::string_view k_job_prefix = "job/";

server::Event event_of(const JournalRecord& record) {
  const auto& entry = record.entry;
  const json::object data{{"sequence", record.sequence},
                          {"action", entry.action},
                          {"subject_kind", entry.subject_kind},
                          {"subject", entry.subject},
                          {"unit", server::to_json(entry.unit.unit())},
                          {"at", server::to_json(entry.at)}};
  return {.id = static_cast<std::uint64_t>(record.sequence),
          .topic = "journal",
          .data = json::serialize(data),
          .kind = std::string(audience_of(entry.action, entry.subject_kind)),
          .unit = entry.unit};
}

server::Event event_of(const store::Job& job) {
  return {.topic = "job",
          .data = json::serialize(job_json(job)),
          .kind = std::string(k_job_prefix) + job.kind + '/' + job.owner,
          .unit = job.unit};
}

}  // namespace

struct EventFeed::Parts {
  const JournalReader& reader;
  std::int64_t told;  // only the follower's thread looks at it
  server::EventStream stream;
  std::optional<store::JournalFollower> follower;

  Parts(const JournalReader& journal_reader, std::int64_t last)
      : reader(journal_reader), told(last), stream(static_cast<std::uint64_t>(last)) {}

  void tell_all() {
    for (;;) {
      const auto records = reader.after(told, k_batch);
      for (const auto& record : records) {
        stream.publish(event_of(record));
        told = record.sequence;
      }
      if (records.size() < k_batch) return;
    }
  }
};

EventFeed::EventFeed(store::Journal& journal, store::JobBoard& jobs, const JournalReader& reader)
    : parts_(std::make_shared<Parts>(reader, reader.last_sequence())) {
  const std::weak_ptr<Parts> weak = parts_;
  jobs.follow([weak](const store::Job& job) {
    if (const auto parts = weak.lock()) parts->stream.publish(event_of(job));
  });
  parts_->follower.emplace(journal, "telling the journal",
                           [parts = parts_.get()] { parts->tell_all(); });
}

EventFeed::~EventFeed() { parts_->follower.reset(); }

server::EventStream& EventFeed::stream() { return parts_->stream; }

server::EventFilter event_filter_for(Actor actor) {
  return [actor = std::move(actor)](const server::Event& event) {
    const std::string_view kind(event.kind);
    if (!kind.starts_with(k_job_prefix)) return may_hear_of(actor, kind, event.unit);
    const auto rest = kind.substr(k_job_prefix.size());
    const auto slash = rest.find('/');
    return may_see_job(actor, rest.substr(0, slash), rest.substr(slash + 1), event.unit);
  };
}

}  // namespace anlan::access
