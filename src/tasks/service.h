// Tasks: the only door to them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/actor.h"
#include "base/id.h"
#include "base/instant.h"
#include "places/service.h"
#include "store/database.h"
#include "store/journal.h"
#include "store/seal.h"
#include "tasks/photo_store.h"
#include "tasks/repository.h"
#include "tasks/task.h"
#include "tasks/templates.h"

namespace anlan::tasks {

/// Who may be named as owner: whoever puts the program together answers for the accounts.
class OwnerDirectory {
 public:
  virtual ~OwnerDirectory() = default;
  /// The account as it would act; empty if there is none, or it may not sign in.
  virtual std::optional<access::Actor> find(store::Session& session, const Id& account) const = 0;
  /// What a person reads for an account's id; other names ("system:detect") as they are.
  virtual std::string display_name(store::Session&, std::string_view journal_name) const {
    return std::string(journal_name);
  }
};

/// What the service is made of; all of it must outlive the service, and `places` may take in no
/// units after the service is gone: tasks go with the units that move.
struct TasksParts {
  store::Database& database;
  store::Journal& journal;
  const Clock& clock;
  IdSource& ids;
  const OwnerDirectory& owners;
  PhotoStore& photos;
  places::Places& places;
  const store::Seal& seal;
};

/// The bytes of a photo, to be sent.
struct PhotoBytes {
  Photo photo;
  std::vector<std::uint8_t> bytes;
};

/// What a sweep did.
struct EscalationCount {
  std::int64_t overdue = 0;    ///< became overdue
  std::int64_t told = 0;       ///< units above that were told
  std::int64_t cancelled = 0;  ///< expired
};

/// The version of a task that the caller has seen (If-Match); empty where it does not care.
using SeenVersion = std::optional<std::int64_t>;

/// Every use case asks the policy first, decides by the rules, saves and writes to the journal, in
/// one transaction. Problem (conflict, "tasks.version") where the task has changed since it was
/// seen, (conflict, "tasks.state") where its state does not allow the step. Tasks out of reach are
/// not found. Safe to share between threads.
class Tasks {
 public:
  Tasks(const TasksParts& parts, Zone zone, TemplateBook templates = TemplateBook::standard());

  const TemplateBook& templates() const { return templates_; }
  const Clock& clock() const { return parts_.clock; }
  const Zone& zone() const { return zone_; }

  /// Orders a task, or returns the one that asks the same already (rules.h, is_duplicate), or the
  /// one that the client's id names. Journal: task.ordered.
  OrderedTask order(const access::Actor& actor, const TaskOrder& order);
  OrderedTask order(store::Transaction& transaction, const access::Actor& actor,
                    const TaskOrder& order);

  /// Names the owner, who must do tasks there. Journal: task.assigned.
  Task assign(const access::Actor& actor, const Id& task, SeenVersion version, const Id& owner);

  /// Says what was done. Sent twice under one id it counts once. Journal: task.reported, or
  /// task.done where the entry is final.
  Task give_feedback(const access::Actor& actor, const Id& task, SeenVersion version,
                     const FeedbackEntry& entry);

  /// Keeps a cleaned, encrypted copy, to be named by feedback. Throws Problem (invalid,
  /// "tasks.photo") if it is not a picture, (conflict, "tasks.photo_count") if the task has too
  /// many. Journal: task.photo_added.
  Photo add_photo(const access::Actor& actor, const Id& task, std::span<const std::uint8_t> bytes);
  /// Journal: task.photo_read.
  PhotoBytes read_photo(const access::Actor& actor, const Id& task, const Id& photo,
                        std::string_view purpose);

  /// Ends a task that was done. Journal: task.accepted.
  Task accept(const access::Actor& actor, const Id& task, SeenVersion version,
              std::string_view remark);
  /// Sends it back, to be done again. Journal: task.returned.
  Task return_to_doer(const access::Actor& actor, const Id& task, SeenVersion version,
                      std::string_view reason, std::optional<Instant> due_at = {});
  /// Journal: task.cancelled.
  Task cancel(const access::Actor& actor, const Id& task, SeenVersion version,
              std::string_view reason);
  /// Cancels what still waits for work of an origin that is no more. Returns how many.
  std::int64_t cancel_of_origin(store::Transaction& transaction, const access::Actor& actor,
                                const Origin& origin, std::string_view reason);

  /// Marks what is overdue, tells the units above one after the other (the parent at once, each one
  /// above a step of the template later, once each), and cancels what has expired. Done by the
  /// program on its schedule. Journal: task.overdue, task.escalated (at the unit that is told),
  /// task.expired.
  EscalationCount escalate(const access::Actor& actor, Instant now);

  Task find(const access::Actor& actor, const Id& task) const;
  TaskRecord find_record(const access::Actor& actor, const Id& task) const;
  /// At most `limit` (1 to 500), in the order of due time.
  TaskPage list(const access::Actor& actor, const TaskFilter& filter,
                const std::optional<TaskCursor>& after, int limit) const;
  /// By unit and week, for `weeks` (1 to 53) from the one that holds `from`; weeks start on Monday.
  std::vector<UnitLoad> load(const access::Actor& actor, const UnitPath& within, Day from,
                             int weeks) const;
  /// What was done for an origin, within the actor's scope.
  WorkDone work_done(const access::Actor& actor, const Origin& origin) const;
  WorkDone work_done(store::Session& session, const access::Actor& actor,
                     const Origin& origin) const;

  /// Empty if there is no unit of that code. Asks for no rights: a path says little, and whatever
  /// is done with it asks for them.
  UnitPath find_unit(const UnitCode& code) const;
  /// The units' names, and what a person reads for journal names.
  std::map<UnitPath, Bilingual> unit_names(const std::set<UnitPath>& units) const;
  std::map<std::string, std::string> person_names(const std::set<std::string>& names) const;

  /// Empties what people wrote about ended tasks that were due before, and removes their photos;
  /// who did what, when and for how long stays. Done by the program on its schedule. Returns how
  /// many tasks. Journal: task.purged.
  std::int64_t purge(const access::Actor& actor, Instant before);

  /// Removes photo files that a crash left without a record. Called once, at start.
  std::size_t remove_orphan_photos();

 private:
  Task require_task(store::Session& session, const access::Actor& actor, const Id& id) const;
  Task decide(const access::Actor& actor, const Id& id, SeenVersion version, Decision decision,
              std::string_view reason, std::optional<Instant> due_at);
  void end(store::Transaction& transaction, const access::Actor& actor, Task& task,
           Decision decision, std::string_view reason);
  void save(store::Transaction& transaction, Task& task) const;
  void note(store::Transaction& transaction, const access::Actor& actor, const Task& task,
            std::string_view action, std::string_view purpose = {},
            const UnitPath& told = {}) const;
  void require_reporter(const access::Actor& actor, const Task& task) const;
  void require_owner(store::Session& session, const Task& task, const Id& owner) const;
  void attach_photos(store::Transaction& transaction, const Id& task, const FeedbackEntry& entry,
                     const Feedback& feedback) const;

  TasksParts parts_;
  Zone zone_;
  TemplateBook templates_;
};

}  // namespace anlan::tasks
