#include "store/jobs.h"

#include <spdlog/spdlog.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "base/check.h"
#include "base/problem.h"

namespace anlan::store {
namespace {

constexpr std::size_t k_waiting_jobs_max = 100;  // far more than people start by hand
constexpr auto k_progress_interval = std::chrono::milliseconds(250);  // often enough for an eye

#define JOB_COLUMNS \
  "id, kind, title, owner, unit_path, state, progress, started_at, ended_at, result, problem"

JobState state_from(std::string_view text) {
  for (const auto state :
       {JobState::running, JobState::done, JobState::failed, JobState::cancelled}) {
    if (to_string(state) == text) return state;
  }
  CHECK(text == "a known JobState");
  return JobState::failed;
}

Job job_of(const Rows& rows) {
  return {.id = rows.id(0),
          .kind = rows.text(1),
          .title = rows.text(2),
          .owner = rows.text(3),
          .unit = rows.unit_path(4),
          .state = state_from(rows.text_view(5)),
          .progress = rows.real(6),
          .started_at = rows.instant(7),
          .ended_at = rows.maybe(&Rows::instant, 8),
          .result = rows.text(9),
          .problem = rows.text(10)};
}

}  // namespace

std::string_view to_string(JobState state) {
  switch (state) {
    case JobState::running: return "running";
    case JobState::done: return "done";
    case JobState::failed: return "failed";
    case JobState::cancelled: return "cancelled";
  }
  check_failed("a known JobState", __FILE__, __LINE__);
}

struct JobBoard::Parts {
  struct Live final : JobProgress {
    Job job;
    Work work;
    std::atomic<double> share = 0;
    std::atomic<bool> cancelled = false;
    Parts* parts = nullptr;
    std::chrono::steady_clock::time_point told{};

    void report(double value) override {
      share = value;
      const auto now = std::chrono::steady_clock::now();
      if (now - told < k_progress_interval) return;
      told = now;
      job.progress = value;
      parts->tell(job);
    }
    bool is_cancelled() const override { return cancelled; }
  };

  Database& database;
  const Clock& clock;
  IdSource& ids;
  mutable std::mutex mutex;
  std::condition_variable wake;
  std::deque<std::shared_ptr<Live>> waiting;  // shared: a reader may hold a job that just ended
  std::map<Id, std::shared_ptr<Live>> live;
  std::vector<Listener> listeners;
  bool stopping = false;
  std::vector<std::thread> threads;

  Parts(Database& d, const Clock& c, IdSource& i) : database(d), clock(c), ids(i) {}

  void tell(const Job& job) {
    std::vector<Listener> copy;
    {
      const std::lock_guard lock(mutex);
      copy = listeners;
    }
    for (const auto& listener : copy) listener(job);
  }

  void end(Live& running, JobState state, std::string result, std::string problem) {
    Job job = running.job;
    job.state = state;
    job.progress = state == JobState::done ? 1 : running.share.load();
    job.ended_at = clock.now();
    job.result = std::move(result);
    job.problem = std::move(problem);
    try {
      database.write([&](Transaction& t) {
        t.execute(
            "UPDATE job SET state = ?, progress = ?, ended_at = ?, result = ?, problem = ? "
            "WHERE id = ?",
            to_string(job.state), job.progress, job.ended_at, job.result, job.problem, job.id);
      });
    } catch (const std::exception& error) {
      spdlog::error("The end of job {} could not be stored: {}", job.id.to_string(), error.what());
    }
    {
      const std::lock_guard lock(mutex);
      live.erase(job.id);
    }
    tell(job);
  }

  void run(Live& job) {
    if (job.is_cancelled()) return end(job, JobState::cancelled, "{}", "");
    try {
      auto result = job.work(job);
      if (job.is_cancelled()) return end(job, JobState::cancelled, std::move(result), "");
      end(job, JobState::done, std::move(result), "");
    } catch (const Problem& problem) {
      end(job, job.is_cancelled() ? JobState::cancelled : JobState::failed, "{}",
          problem.sentence());
    } catch (const std::exception& error) {
      spdlog::error("Job {} ({}) failed: {}", job.job.id.to_string(), job.job.title, error.what());
      end(job, JobState::failed, "{}", "The program failed here; its log says how.");
    }
  }

  void work_until_stopped() {
    for (;;) {
      std::shared_ptr<Live> job;
      {
        std::unique_lock lock(mutex);
        wake.wait(lock, [this] { return stopping || !waiting.empty(); });
        if (waiting.empty()) return;
        job = std::move(waiting.front());
        waiting.pop_front();
      }
      run(*job);
    }
  }
};

JobBoard::JobBoard(Database& database, const Clock& clock, IdSource& ids, unsigned threads)
    : parts_(std::make_unique<Parts>(database, clock, ids)) {
  database.write([&](Transaction& t) {
    t.execute("UPDATE job SET state = 'failed', ended_at = ?, problem = ? WHERE state = 'running'",
              clock.now(), "The program ended before this was done.");
  });
  for (unsigned i = 0; i < threads; ++i) {
    parts_->threads.emplace_back([parts = parts_.get()] { parts->work_until_stopped(); });
  }
}

JobBoard::~JobBoard() {
  {
    const std::lock_guard lock(parts_->mutex);
    parts_->stopping = true;
    for (auto& [id, job] : parts_->live) job->cancelled = true;
  }
  parts_->wake.notify_all();
  for (auto& thread : parts_->threads) thread.join();
}

Id JobBoard::start(std::string kind, std::string title, std::string owner, UnitPath unit,
                   Work work) {
  auto live = std::make_shared<Parts::Live>();
  live->job = {.id = parts_->ids.next(),
               .kind = std::move(kind),
               .title = std::move(title),
               .owner = std::move(owner),
               .unit = std::move(unit),
               .started_at = parts_->clock.now(),
               .result = "{}"};
  live->work = std::move(work);
  live->parts = parts_.get();
  const Job job = live->job;
  {
    const std::lock_guard lock(parts_->mutex);
    if (parts_->stopping || parts_->waiting.size() >= k_waiting_jobs_max) {
      throw Problem::unavailable("jobs.full",
                                 "Too much work is waiting; try again when some is done.");
    }
  }
  parts_->database.write([&](Transaction& t) {
    t.execute("INSERT INTO job VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", job.id, job.kind,
              job.title, job.owner, job.unit, to_string(job.state), job.progress, job.started_at,
              job.ended_at, job.result, job.problem);
  });
  parts_->tell(job);
  {
    const std::lock_guard lock(parts_->mutex);
    parts_->live.emplace(job.id, live);
    parts_->waiting.push_back(std::move(live));
  }
  parts_->wake.notify_one();
  return job.id;
}

std::optional<Job> JobBoard::find(const Id& id) const {
  auto job = parts_->database.read([&](Session& session) -> std::optional<Job> {
    auto rows = session.query("SELECT " JOB_COLUMNS " FROM job WHERE id = ?", id);
    if (!rows.next()) return std::nullopt;
    return job_of(rows);
  });
  const std::lock_guard lock(parts_->mutex);
  if (const auto found = parts_->live.find(id); job && found != parts_->live.end()) {
    job->progress = found->second->share;
  }
  return job;
}

std::vector<Job> JobBoard::recent(const UnitPath& scope, int limit) const {
  if (scope.empty()) return {};
  return parts_->database.read([&](Session& session) {
    std::vector<Job> jobs;
    auto rows = session.query("SELECT " JOB_COLUMNS
                              " FROM job WHERE unit_path >= ? AND unit_path < ? ORDER BY "
                              "started_at DESC, id DESC LIMIT ?",
                              scope, scope.range_end(), limit);
    while (rows.next()) jobs.push_back(job_of(rows));
    return jobs;
  });
}

bool JobBoard::cancel(const Id& id) {
  const std::lock_guard lock(parts_->mutex);
  const auto found = parts_->live.find(id);
  if (found == parts_->live.end()) return false;
  found->second->cancelled = true;
  return true;
}

void JobBoard::follow(Listener listener) {
  const std::lock_guard lock(parts_->mutex);
  parts_->listeners.push_back(std::move(listener));
}

}  // namespace anlan::store
