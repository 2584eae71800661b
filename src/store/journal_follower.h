// JournalFollower: does something after every commit that wrote to the journal, on a thread of its
// own: a commit waits for nobody who follows.
#pragma once

#include <functional>
#include <memory>

#include "store/journal.h"

namespace anlan::store {

class JournalFollower {
 public:
  /// Calls `work` once at first, and then after commits: once for many, where they come faster than
  /// it works. Where it throws, that is logged as a fault of `what`, and it is called again a
  /// second later. It must be over soon after stop is wanted.
  JournalFollower(Journal& journal, std::string what, std::function<void()> work);
  /// Waits for the work at hand.
  ~JournalFollower();
  JournalFollower(const JournalFollower&) = delete;
  JournalFollower& operator=(const JournalFollower&) = delete;

 private:
  struct Parts;
  std::shared_ptr<Parts> parts_;  // shared with the listener, which the journal keeps
};

}  // namespace anlan::store
