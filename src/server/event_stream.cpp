#include "server/event_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <mutex>
#include <string_view>
#include <utility>

#include "base/check.h"

namespace anlan::server {
namespace {

/// WHATWG HTML §9.2: a blank line ends an event, so no part may hold a line break.
std::string frame_of(const Event& event) {
  const auto is_one_line = [](std::string_view text) {
    return text.find('\n') == std::string_view::npos && text.find('\r') == std::string_view::npos;
  };
  CHECK(is_one_line(event.topic) && is_one_line(event.data));
  const auto id = event.id == 0 ? std::string() : fmt::format("id: {}\n", event.id);
  return fmt::format("{}event: {}\ndata: {}\n\n", id, event.topic, event.data);
}

struct Kept {
  Event event;
  std::string frame;
};

}  // namespace

/// What the publisher knows of one client.
struct Subscription::Place {
  EventFilter filter;
  std::function<void()> wake;
  std::mutex mutex;  // of what follows; taken after the stream's
  std::string frames;
  std::size_t waiting = 0;
  bool is_dropped = false;

  void add(const Event& event, std::string_view frame) {
    if (!filter(event)) return;
    {
      const std::lock_guard lock(mutex);
      if (is_dropped) return;
      is_dropped = waiting == k_events_waiting_max ||
                   frames.size() + frame.size() > k_event_bytes_waiting_max;
      if (is_dropped) {
        frames.clear();
        frames.shrink_to_fit();
      } else {
        frames += frame;
        ++waiting;
      }
    }
    wake();
  }
};

struct EventStream::Parts {
  mutable std::mutex mutex;
  std::uint64_t last_id;
  std::uint64_t lost_id;  // the last that is no longer kept
  std::size_t kept_max;
  std::deque<Kept> kept;
  std::vector<std::shared_ptr<Subscription::Place>> places;

  Parts(std::uint64_t last, std::size_t most) : last_id(last), lost_id(last), kept_max(most) {}

  void keep(Event event, std::string frame) {
    CHECK(event.id > last_id);
    last_id = event.id;
    kept.push_back({std::move(event), std::move(frame)});
    if (kept.size() <= kept_max) return;
    lost_id = kept.front().event.id;
    kept.pop_front();
  }

  void replay(Subscription::Place& place, std::uint64_t last_seen) const {
    if (last_seen < lost_id || last_seen > last_id) {
      Event reset;
      reset.topic = "reset";
      reset.data = "{}";
      const std::lock_guard lock(place.mutex);
      // The id, so that the next time only what comes from now on is asked for.
      place.frames = fmt::format("id: {}\n{}", last_id, frame_of(reset));
      place.waiting = 1;
      return;
    }
    const auto first =
        std::ranges::upper_bound(kept, last_seen, {}, [](const Kept& k) { return k.event.id; });
    for (auto it = first; it != kept.end(); ++it) {
      if (!place.filter(it->event)) continue;
      const std::lock_guard lock(place.mutex);
      place.frames += it->frame;
      place.waiting = 1;  // as one: what is kept is bounded already
    }
  }
};

EventStream::EventStream(std::uint64_t last_id, std::size_t kept)
    : parts_(std::make_unique<Parts>(last_id, kept)) {}

EventStream::~EventStream() { CHECK(parts_->places.empty()); }

void EventStream::publish(Event event) {
  auto frame = frame_of(event);
  const std::lock_guard lock(parts_->mutex);
  for (const auto& place : parts_->places) place->add(event, frame);
  if (event.id != 0) parts_->keep(std::move(event), std::move(frame));
}

std::unique_ptr<Subscription> EventStream::subscribe(EventFilter filter,
                                                     std::optional<std::uint64_t> last_seen,
                                                     std::function<void()> wake) {
  CHECK(filter != nullptr && wake != nullptr);
  auto place = std::make_shared<Subscription::Place>();
  place->filter = std::move(filter);
  place->wake = std::move(wake);
  const std::lock_guard lock(parts_->mutex);
  if (last_seen) parts_->replay(*place, *last_seen);
  parts_->places.push_back(place);
  return std::unique_ptr<Subscription>(new Subscription(*parts_, std::move(place)));
}

std::size_t EventStream::subscriber_count() const {
  const std::lock_guard lock(parts_->mutex);
  return parts_->places.size();
}

Subscription::Subscription(EventStream::Parts& stream, std::shared_ptr<Place> place)
    : stream_(stream), place_(std::move(place)) {}

Subscription::~Subscription() {
  const std::lock_guard lock(stream_.mutex);
  std::erase(stream_.places, place_);
}

std::string Subscription::take() {
  const std::lock_guard lock(place_->mutex);
  place_->waiting = 0;
  return std::exchange(place_->frames, {});
}

bool Subscription::is_dropped() const {
  const std::lock_guard lock(place_->mutex);
  return place_->is_dropped;
}

}  // namespace anlan::server
