// Runner: what the program does by the clock, for warnings and their tasks.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "store/jobs.h"
#include "tasks/service.h"
#include "warnings/delivery_service.h"
#include "warnings/service.h"

namespace anlan::warnings {

/// Starts a run as a job, whose result is {"run", "as_of", "findings", "warnings"}; it can be
/// followed and cancelled there.
Id start_detection(store::JobBoard& jobs, Warnings& warnings, const access::Actor& actor,
                   const Analysis& analysis, std::optional<Day> as_of);

/// Starts the analyses that are due, ends and measures warnings, marks tasks that are late and
/// brings them to the inboxes above. A part that fails is logged and tried again at the next tick;
/// it does not keep the others from being done.
class Runner {
 public:
  struct Parts {
    Warnings& warnings;
    tasks::Tasks& tasks;
    Delivery& delivery;
    store::JobBoard& jobs;
    const Clock& clock;
    /// The root of the tree of units, asked at each tick: it may be imported while the program
    /// runs.
    std::function<UnitPath()> root;
    std::int32_t texts_kept_days = 730;  ///< of tasks that have ended
  };
  explicit Runner(Parts parts);
  ~Runner() { stop(); }
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  /// Does everything that is due, in the caller's thread. Returns how many runs it has started.
  int tick();

  /// Ticks now and then every 20 seconds, on a thread of its own, until stop().
  void start();
  void stop();

 private:
  void work_until_stopped(const std::stop_token& stop);

  void purge(const access::Actor& actor);

  Parts parts_;
  std::optional<Day> purged_on_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

}  // namespace anlan::warnings
