#include "access/last_use.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <exception>

#include "access/session_repository.h"

namespace anlan::access {
namespace {

constexpr auto k_flush_interval = std::chrono::seconds(5);

}  // namespace

LastUse::LastUse(store::Database& database)
    : database_(database), thread_([this] { flush_until_stopped(); }) {}

LastUse::~LastUse() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void LastUse::note(const Id& id, Instant at, Kind kind) {
  const std::lock_guard lock(mutex_);
  const auto [found, is_new] = fresh_.try_emplace(id, Use{kind, at});
  if (!is_new) found->second.at = std::max(found->second.at, at);
}

Instant LastUse::latest(const Id& id, Instant stored) const {
  const std::lock_guard lock(mutex_);
  for (const auto* uses : {&fresh_, &storing_}) {
    if (const auto found = uses->find(id); found != uses->end())
      stored = std::max(stored, found->second.at);
  }
  return stored;
}

void LastUse::flush() {
  const std::lock_guard one_at_a_time(flush_mutex_);
  {
    const std::lock_guard lock(mutex_);
    if (fresh_.empty()) return;
    storing_.swap(fresh_);
  }
  const auto put_back = [this] {
    const std::lock_guard lock(mutex_);
    fresh_.merge(storing_);  // what came in meanwhile is later, and stays
    storing_.clear();
  };
  try {
    database_.write([this](store::Transaction& transaction) {
      for (const auto& [id, use] : storing_) {
        const auto save = use.kind == Kind::session ? save_session_use : save_token_use;
        save(transaction, id, use.at);
      }
    });
  } catch (...) {
    put_back();
    throw;
  }
  const std::lock_guard lock(mutex_);
  storing_.clear();
}

void LastUse::flush_until_stopped() {
  for (bool stop = false; !stop;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, k_flush_interval, [this] { return stopping_; });
      stop = stopping_;
    }
    try {
      flush();
    } catch (const std::exception& error) {
      spdlog::warn("The last use of sessions could not be stored: {}", error.what());
    }
  }
}

}  // namespace anlan::access
