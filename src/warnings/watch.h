// Watch: looks at each incident as it comes in, and raises the warning at once rather than with the
// next run.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "access/journal_reader.h"
#include "store/journal_follower.h"
#include "warnings/methods/live_scan.h"
#include "warnings/service.h"

namespace anlan::warnings {

/// Keeps every analysis up to date that runs daily by a scan with a largest circle. It reads the
/// journal: an incident that was recorded is taken in; a run by the schedule or by hand, another
/// import, or a change of the analysis makes its state anew. What it finds goes through the same
/// rules as a run's findings, so that a standing warning is updated and not repeated.
class Watch {
 public:
  struct Parts {
    Warnings& warnings;
    const incidents::Incidents& incidents;
    store::Database& database;
    store::Journal& journal;
    const access::JournalReader& reader;
    const Clock& clock;
    /// The root of the tree of units; empty as long as there are none.
    std::function<UnitPath()> root;
    unsigned threads = 1;
  };
  /// Begins at the end of the journal: what came before is for the next run.
  explicit Watch(Parts parts);
  ~Watch();

  /// Makes ready what is to be made anew, and looks at what came in since the last time, in the
  /// caller's thread. Returns how many warnings were issued or updated.
  int look();

  /// Looks after every commit that tells of something, on a thread of its own, until stop().
  void start();
  void stop();

 private:
  struct Watched {
    Analysis analysis;
    std::vector<std::string> kinds;  ///< codes, classes opened
    LiveScan scan;
  };

  void read_journal();
  void prepare(const access::Actor& actor);
  int take_in(const access::Actor& actor, const incidents::Incident& incident);

  Parts parts_;
  std::int64_t seen_;        // the last sequence of the journal that was read
  bool is_stale_ = true;     // the analyses are to be made anew
  std::vector<Id> waiting_;  // recorded, not yet taken in
  std::vector<Watched> watched_;
  std::optional<store::JournalFollower> follower_;
};

}  // namespace anlan::warnings
