#include "warnings/runner.h"

#include <spdlog/spdlog.h>

#include <boost/json.hpp>
#include <chrono>
#include <exception>

namespace anlan::warnings {
namespace {

using access::Actor;

constexpr auto k_tick = std::chrono::seconds(20);  // far below a minute, the grain of a schedule

/// Whatever fails is said in the log; the next tick tries again.
template <class Work>
void attempt(std::string_view what, Work&& work) {
  try {
    work();
  } catch (const std::exception& error) {
    spdlog::error("{} failed: {}", what, error.what());
  }
}

std::string result_of(const Run& run) {
  return boost::json::serialize(boost::json::object{{"run", run.id.to_string()},
                                                    {"as_of", run.as_of.to_string()},
                                                    {"findings", run.findings},
                                                    {"warnings", run.warnings_issued}});
}

}  // namespace

Id start_detection(store::JobBoard& jobs, Warnings& warnings, const Actor& actor,
                   const Analysis& analysis, std::optional<Day> as_of) {
  return jobs.start("analysis", analysis.settings.name.en, actor.journal_name(), analysis.unit,
                    [&warnings, actor, id = analysis.id, as_of](store::JobProgress& progress) {
                      DetectionRun how;
                      how.progress = [&progress](double share) {
                        progress.report(share);
                        return !progress.is_cancelled();
                      };
                      return result_of(warnings.detect(actor, id, as_of, how));
                    });
}

Runner::Runner(Parts parts) : parts_(std::move(parts)) {}

int Runner::tick() {
  const auto root = parts_.root();
  if (root.empty()) return 0;  // there are no units yet
  const auto actor = Actor::system("schedule", root);
  int started = 0;
  attempt("starting what is due", [&] {
    for (const auto& analysis : parts_.warnings.take_due(actor)) {
      start_detection(parts_.jobs, parts_.warnings, actor, analysis, std::nullopt);
      ++started;
    }
  });
  attempt("ending and measuring warnings", [&] {
    const auto count = parts_.warnings.sweep(actor);
    if (count.expired > 0) spdlog::info("{} warnings have expired", count.expired);
  });
  attempt("escalating tasks", [&] { parts_.tasks.escalate(actor, parts_.clock.now()); });
  attempt("filling the inboxes", [&] { parts_.delivery.take_in_escalations(actor); });
  attempt("purging texts", [&] { purge(actor); });
  return started;
}

/// Once a day.
void Runner::purge(const Actor& actor) {
  const auto now = parts_.clock.now();
  const auto today = parts_.warnings.zone().day_of(now);
  if (purged_on_ == today) return;
  const auto count = parts_.tasks.purge(actor, now - Duration::days(parts_.texts_kept_days));
  if (count > 0) spdlog::info("the texts of {} tasks were purged", count);
  purged_on_ = today;
}

void Runner::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { work_until_stopped(stop); });
}

void Runner::stop() {
  thread_.request_stop();
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Runner::work_until_stopped(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    attempt("a tick", [this] { tick(); });
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, k_tick, [] { return false; });
  }
}

}  // namespace anlan::warnings
