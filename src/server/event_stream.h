// EventStream: tells every subscribed client what happens, and waits for none of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/unit_code.h"

namespace anlan::server {

/// One thing to tell. `topic` is the event's name on the wire. An event with an id can be asked for
/// again (Last-Event-ID); ids rise, as the journal's sequence does. `kind` and `unit` are not sent:
/// filters decide by them.
struct Event {
  std::uint64_t id = 0;  ///< 0: told once, and not kept (progress of a job)
  std::string topic;
  std::string data;  ///< a JSON object in one line
  std::string kind;  ///< what it is about, such as "warning"
  UnitPath unit;     ///< where
};

/// Whether the client may see the event. Is called on the publisher's thread under the stream's
/// lock: it must be quick, must not throw, and must not come back to the stream.
using EventFilter = std::function<bool(const Event&)>;

/// How many events can be asked for again: some minutes of a province, an hour of a county.
constexpr std::size_t k_events_kept = 4096;
/// How many events may wait for one client; one that is further behind is dropped, and comes back
/// with Last-Event-ID.
constexpr std::size_t k_events_waiting_max = 512;
/// And how many bytes: more than all that is kept, so that coming back is always possible.
constexpr std::size_t k_event_bytes_waiting_max = 8 * 1024 * 1024;

class Subscription;

/// Safe to share between threads. Outlives its subscriptions.
class EventStream {
 public:
  /// `last_id` is the last event that happened before the start (the journal's head): a client that
  /// has seen it has missed nothing.
  explicit EventStream(std::uint64_t last_id = 0, std::size_t kept = k_events_kept);
  ~EventStream();
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  /// Never blocks on a client. Ids that do not rise are a bug.
  void publish(Event event);

  /// `wake` is called, on the publisher's thread, when there is something to take; it must be quick
  /// and must not throw. With `last_seen`, what came after it is waiting already; where that is no
  /// longer kept, one event of topic "reset" tells the client to load its data anew.
  std::unique_ptr<Subscription> subscribe(EventFilter filter,
                                          std::optional<std::uint64_t> last_seen,
                                          std::function<void()> wake);
  std::size_t subscriber_count() const;

 private:
  friend class Subscription;
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// One client's place in the stream. Ends when destroyed.
class Subscription {
 public:
  ~Subscription();
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;

  /// What has come since, ready to be sent ("id: ..\nevent: ..\ndata: ..\n\n" each); may be empty.
  std::string take();
  /// The client was too slow: nothing more will come.
  bool is_dropped() const;

 private:
  friend class EventStream;
  struct Place;
  Subscription(EventStream::Parts& stream, std::shared_ptr<Place> place);
  EventStream::Parts& stream_;
  std::shared_ptr<Place> place_;  // shared with the publisher, which may be telling it something
};

}  // namespace anlan::server
