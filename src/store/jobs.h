// Jobs: long work that goes on when the page is left, shows how far it is, and can be cancelled.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/instant.h"
#include "base/unit_code.h"
#include "store/database.h"

namespace anlan::store {

enum class JobState { running, done, failed, cancelled };
std::string_view to_string(JobState state);

struct Job {
  Id id;
  std::string kind;   ///< "import", "analysis"
  std::string title;  ///< said to a person
  std::string owner;  ///< the actor's journal name
  UnitPath unit;
  JobState state = JobState::running;
  double progress = 0;  ///< 0..1
  Instant started_at;
  std::optional<Instant> ended_at;
  std::string result;   ///< a JSON object when done
  std::string problem;  ///< a sentence when failed
};

/// What a job's work sees.
class JobProgress {
 public:
  virtual ~JobProgress() = default;
  /// 0..1; cheap enough to be called often.
  virtual void report(double share) = 0;
  /// Work that finds it true throws or returns soon; what it did not commit is not kept.
  virtual bool is_cancelled() const = 0;
};

/// Runs jobs on a few threads of its own, and keeps what became of them. A job that was running
/// when the program died is found as failed. Safe to share between threads. The destructor cancels
/// and waits.
class JobBoard {
 public:
  using Work = std::function<std::string(JobProgress&)>;  ///< returns the result, a JSON object
  using Listener = std::function<void(const Job&)>;

  JobBoard(Database& database, const Clock& clock, IdSource& ids, unsigned threads);
  ~JobBoard();

  /// Throws Problem (unavailable) when too many wait.
  Id start(std::string kind, std::string title, std::string owner, UnitPath unit, Work work);
  /// With its live progress; empty if there is none.
  std::optional<Job> find(const Id& id) const;
  /// The newest ones within a subtree.
  std::vector<Job> recent(const UnitPath& scope, int limit) const;
  /// Asks the job to stop; false if it does not run.
  bool cancel(const Id& id);
  /// Is told of starts, of progress (a few times a second), and of ends.
  void follow(Listener listener);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace anlan::store
