#include "warnings/watch.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/problem.h"
#include "warnings/rules.h"

namespace anlan::warnings {
namespace {

using access::Actor;

constexpr int k_batch = 500;         // entries of the journal read at once
constexpr auto k_by_whom = "watch";  // as the journal names what this does
constexpr auto k_own_name = "system:watch";

bool is_watchable(const Analysis& analysis) {
  const auto& settings = analysis.settings;
  return settings.is_enabled && settings.schedule.mode == ScheduleMode::daily &&
         settings.method == Method::scan && LiveScan::is_possible(settings.method_settings);
}

/// What an analysis may learn from (docs/boundaries.md, 5), at a place of its own.
bool is_admitted(const incidents::Incident& incident) {
  return incident.known_by != incidents::KnownBy::police_initiative &&
         incident.status != incidents::Status::unfounded && incident.position &&
         incident.place_precision <= incidents::PlacePrecision::grid;
}

/// Whether what the journal tells asks for another start: other records, or another question. Runs
/// bring what chance reaches up to date; those of the watch itself do not.
bool makes_stale(const store::JournalEntry& entry) {
  if (entry.action == "import.done" || entry.action == "incident.status_changed") return true;
  if (entry.subject_kind == "analysis" || entry.subject_kind == "unit") return true;
  return entry.action == "run.done" && entry.actor != k_own_name;
}

Instant middle_of(const incidents::Incident& incident) {
  const auto length = incident.occurred_to - incident.occurred_from;
  return incident.occurred_from + Duration::milliseconds(length.count_milliseconds() / 2);
}

}  // namespace

Watch::Watch(Parts parts) : parts_(std::move(parts)), seen_(parts_.reader.last_sequence()) {}

Watch::~Watch() { stop(); }

void Watch::start() {
  follower_.emplace(parts_.journal, "watching incidents", [this] { look(); });
}

void Watch::stop() { follower_.reset(); }

int Watch::look() {
  const auto root = parts_.root();
  if (root.empty()) return 0;
  const auto actor = Actor::system(k_by_whom, root);
  read_journal();
  if (is_stale_) prepare(actor);
  if (watched_.empty()) waiting_.clear();
  if (waiting_.empty()) return 0;
  const auto incidents = parts_.database.read([&](store::Session& session) {
    return parts_.incidents.find_within(session, actor, waiting_);
  });
  int raised = 0;
  for (const auto& incident : incidents) {
    // First, so that where its raising fails the others are still looked at.
    std::erase(waiting_, incident.id);
    raised += take_in(actor, incident);
  }
  waiting_.clear();
  return raised;
}

/// Lets the incidents wait that were recorded since the last time.
void Watch::read_journal() {
  for (bool is_more = true; is_more;) {
    const auto records = parts_.reader.after(seen_, k_batch);
    for (const auto& record : records) {
      seen_ = record.sequence;
      const auto& entry = record.entry;
      if (entry.action == "incident.recorded") {
        if (const auto id = Id::parse(entry.subject)) waiting_.push_back(*id);
      } else if (makes_stale(entry)) {
        is_stale_ = true;
      }
    }
    is_more = records.size() == k_batch;
  }
}

/// Reads the records first and the journal after them, so that every incident which is not to be
/// taken in any more is known to the scans, and no other.
void Watch::prepare(const Actor& actor) {
  is_stale_ = false;
  watched_.clear();
  const auto& warnings = parts_.warnings;
  const auto today = warnings.zone().day_of(parts_.clock.now());
  std::vector<std::pair<Analysis, DetectionInput>> inputs;
  for (auto& analysis : warnings.analyses(actor)) {
    if (!is_watchable(analysis)) continue;
    auto input = warnings.input_of(actor, analysis, today);
    inputs.emplace_back(std::move(analysis), std::move(input));
  }
  read_journal();
  const std::set<Id> apart(waiting_.begin(), waiting_.end());
  for (auto& [analysis, input] : inputs) {
    try {
      LiveScan scan(input, apart, analysis.settings.method_settings, {.threads = parts_.threads});
      auto kinds = parts_.incidents.kinds().expand(analysis.settings.kinds);
      watched_.push_back({std::move(analysis), std::move(kinds), std::move(scan)});
    } catch (const Problem& problem) {  // its runs say so too; the others are watched all the same
      spdlog::warn("{} is not watched: {}", analysis.settings.name.en, problem.sentence());
    }
  }
}

int Watch::take_in(const Actor& actor, const incidents::Incident& incident) {
  if (!is_admitted(incident)) return 0;
  const auto unit = parts_.warnings.path_of(actor, incident.unit);
  const auto day = parts_.warnings.zone().day_of(middle_of(incident));
  if (day > parts_.warnings.zone().day_of(parts_.clock.now())) return 0;  // a mistake of its clock
  int raised = 0;
  for (auto& watched : watched_) {
    const auto& analysis = watched.analysis;
    if (!analysis.unit.contains(unit) ||
        std::ranges::find(watched.kinds, incident.kind) == watched.kinds.end())
      continue;
    auto found =
        watched.scan.add({.incident = incident.id, .position = *incident.position, .day = day});
    if (!found || !is_significant(analysis.settings.alert, found->p_value, found->recurrence_days))
      continue;
    const auto run = parts_.warnings.report(actor, analysis, watched.scan.as_of(),
                                            std::move(*found), watched.scan.recent());
    raised += static_cast<int>(run.warnings_issued + run.warnings_updated);
  }
  return raised;
}

}  // namespace anlan::warnings
