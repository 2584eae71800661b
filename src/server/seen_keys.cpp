#include "server/seen_keys.h"

#include "base/check.h"

namespace anlan::server {

void SeenKeysInMemory::remove(const std::string& key) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return;
  if (found->second.answer) bytes_ -= found->second.answer->body.size();
  entries_.erase(found);
}

void SeenKeysInMemory::make_room(Clock::time_point now) {
  while (!answered_.empty()) {
    const auto& oldest = entries_.at(answered_.front());
    const bool is_old = now - oldest.at > k_kept_for;
    if (!is_old && entries_.size() < keys_max_ && bytes_ < k_bytes_max) return;
    remove(answered_.front());
    answered_.pop_front();
  }
}

KeyState SeenKeysInMemory::begin(const std::string& key, const std::string& fingerprint) {
  const auto now = Clock::now();
  const std::lock_guard lock(mutex_);
  make_room(now);
  const auto [place, is_new] = entries_.try_emplace(key, Entry{fingerprint, now});
  if (is_new) return FirstTime{};
  if (place->second.fingerprint != fingerprint) return OtherBody{};
  if (!place->second.is_done) return InProgress{};
  if (!place->second.answer) return DoneInSecret{};
  return *place->second.answer;
}

void SeenKeysInMemory::end(const std::string& key, std::optional<Response> answer) {
  const std::lock_guard lock(mutex_);
  auto& entry = entries_.at(key);
  CHECK(!entry.is_done);
  entry.is_done = true;
  entry.answer = std::move(answer);
  entry.at = Clock::now();
  if (entry.answer) bytes_ += entry.answer->body.size();
  answered_.push_back(key);
}

void SeenKeysInMemory::keep(const std::string& key, const Response& answer) { end(key, answer); }

void SeenKeysInMemory::keep_secret(const std::string& key) { end(key, std::nullopt); }

void SeenKeysInMemory::forget(const std::string& key) {
  const std::lock_guard lock(mutex_);
  remove(key);
}

std::size_t SeenKeysInMemory::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace anlan::server
