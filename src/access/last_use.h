// LastUse: when sessions and tokens were last used, without a write for each request.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "base/id.h"
#include "base/instant.h"
#include "store/database.h"

namespace anlan::access {

/// Keeps the times in memory and stores them every few seconds, in one transaction of a thread of
/// its own: a request that only reads never waits for a writer, such as a long import. What a crash
/// loses is a few seconds of a session's life. Safe to share between threads; stores the rest when
/// it is destroyed.
class LastUse {
 public:
  explicit LastUse(store::Database& database);
  ~LastUse();
  LastUse(const LastUse&) = delete;
  LastUse& operator=(const LastUse&) = delete;

  void note_session(const Id& id, Instant at) { note(id, at, Kind::session); }
  void note_token(const Id& id, Instant at) { note(id, at, Kind::token); }
  /// The later of what is stored and what is known here.
  Instant latest(const Id& id, Instant stored) const;
  /// Stores what is not yet stored, now.
  void flush();

 private:
  enum class Kind { session, token };
  struct Use {
    Kind kind;
    Instant at;
  };
  void note(const Id& id, Instant at, Kind kind);
  void flush_until_stopped();

  store::Database& database_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::map<Id, Use> fresh_;    // not yet stored
  std::map<Id, Use> storing_;  // being stored, still to be known
  std::mutex flush_mutex_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace anlan::access
