// EventFeed: tells the journal and the jobs to those who listen by server-sent events.
#pragma once

#include <memory>

#include "access/actor.h"
#include "access/journal_reader.h"
#include "server/event_stream.h"
#include "store/jobs.h"

namespace anlan::access {

/// Publishes, in the journal's order, an event "journal" for each entry ({sequence, action,
/// subject_kind, subject, unit, at}; no person, no detail), whose id is the sequence, and an event
/// "job" for each start, progress and end of a job. On a thread of its own: a commit waits for
/// nobody who listens.
class EventFeed {
 public:
  /// Follows both for as long as it lives; they may outlive it.
  EventFeed(store::Journal& journal, store::JobBoard& jobs, const JournalReader& reader);
  ~EventFeed();
  EventFeed(const EventFeed&) = delete;
  EventFeed& operator=(const EventFeed&) = delete;

  server::EventStream& stream();

 private:
  struct Parts;
  std::shared_ptr<Parts> parts_;  // shared with the listener, which the job board keeps
};

/// What the actor may see of the feed: may_hear_of() and may_see_job() of each event.
server::EventFilter event_filter_for(Actor actor);

}  // namespace anlan::access
