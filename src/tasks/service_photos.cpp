// Photos: cleaned and encrypted on the way in; each look at one is written to the journal.
#include <fmt/format.h>
#include <sodium.h>

#include <array>

#include "access/policy.h"
#include "base/problem.h"
#include "tasks/photo_content.h"
#include "tasks/rules.h"
#include "tasks/service.h"

namespace anlan::tasks {

using access::Actor;
using access::Permission;
using store::Session;
using store::Transaction;

namespace {

constexpr std::size_t k_task_photos_max = 50;  // five rounds of feedback with ten each

std::string sha256_hex(std::span<const std::uint8_t> bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), bytes.data(), bytes.size());
  std::string text;
  for (const auto byte : hash) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace

Photo Tasks::add_photo(const Actor& actor, const Id& id, std::span<const std::uint8_t> bytes) {
  const auto check = [&](Session& session) {
    auto task = require_task(session, actor, id);
    require_reporter(actor, task);
    if (!is_running(task.state)) {
      throw Problem::conflict("tasks.state", "Photos are added while the task is being done.");
    }
    if (photos_of(session, id).size() >= k_task_photos_max) {
      throw Problem::conflict("tasks.photo_count", "The task has 50 photos; that is the most.");
    }
    return task;
  };
  parts_.database.read(check);  // before any work is done for somebody who may not
  const auto content = cleaned_photo(bytes);
  if (!content) throw Problem::invalid("tasks.photo", std::string(content.error()));
  const Photo photo{.id = parts_.ids.next(),
                    .added_by = actor.journal_name(),
                    .added_at = parts_.clock.now(),
                    .media_type = std::string(content->media_type),
                    .byte_count = static_cast<std::int64_t>(content->bytes.size()),
                    .content_hash = sha256_hex(content->bytes)};
  // The file first: a record without its photo would be a lie, a file without a record is swept.
  parts_.photos.save(photo.id, content->bytes);
  try {
    parts_.database.write([&](Transaction& transaction) {
      const auto task = check(transaction);
      insert_photo(transaction, id, photo);
      note(transaction, actor, task, "task.photo_added");
    });
  } catch (...) {
    parts_.photos.remove(photo.id);
    throw;
  }
  return photo;
}

PhotoBytes Tasks::read_photo(const Actor& actor, const Id& id, const Id& photo_id,
                             std::string_view purpose) {
  auto photo = parts_.database.write([&](Transaction& transaction) {
    const auto task = require_task(transaction, actor, id);
    auto found = find_photo(transaction, id, photo_id);
    if (!found) throw Problem::not_found("tasks.photo_unknown", "The task has no such photo.");
    note(transaction, actor, task, "task.photo_read", purpose);
    return std::move(*found);
  });
  auto bytes = parts_.photos.load(photo_id);
  if (sha256_hex(bytes) != photo.content_hash) {
    throw Problem::unavailable("tasks.photo_damaged", "The photo is damaged on disk.");
  }
  return {.photo = std::move(photo), .bytes = std::move(bytes)};
}

std::int64_t Tasks::purge(const Actor& actor, Instant before) {
  constexpr int k_batch = 100;  // tasks a transaction: others may write between two
  if (!actor.is_system) throw Problem::forbidden("tasks.sweep", "Only the program purges tasks.");
  std::int64_t purged = 0;
  for (bool is_more = true; is_more;) {
    std::vector<Photo> photos;
    parts_.database.write([&](Transaction& transaction) {
      const auto tasks = find_to_purge(transaction, before, k_batch);
      for (const auto& task : tasks) {
        for (auto& photo : photos_of(transaction, task.id)) photos.push_back(std::move(photo));
        purge_texts(transaction, task.id);
        note(transaction, actor, task, "task.purged");
      }
      purged += static_cast<std::int64_t>(tasks.size());
      is_more = tasks.size() == k_batch;
    });
    // A file that a crash leaves here has no record, and is swept at the next start.
    for (const auto& photo : photos) parts_.photos.remove(photo.id);
  }
  return purged;
}

std::size_t Tasks::remove_orphan_photos() {
  const auto known = parts_.database.read([](Session& session) { return all_photo_ids(session); });
  return parts_.photos.keep_only(known);
}

}  // namespace anlan::tasks
