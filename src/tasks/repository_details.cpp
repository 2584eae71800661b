// What hangs on a task: feedback, photos, decisions.
#include "base/check.h"
#include "tasks/repository.h"

namespace anlan::tasks {

using store::Rows;
using store::Seal;
using store::Session;
using store::Transaction;

namespace {

Photo photo_of(const Rows& rows) {
  return {.id = rows.id(0),
          .feedback = rows.maybe(&Rows::id, 1),
          .added_by = rows.text(2),
          .added_at = rows.instant(3),
          .media_type = rows.text(4),
          .byte_count = rows.integer(5),
          .content_hash = rows.text(6)};
}

/// What somebody wrote; nothing once it is purged.
std::string opened(const Rows& rows, int column, const Seal& seal) {
  return rows.is_null(column) ? std::string() : seal.open_sealed(rows.blob(column));
}

}  // namespace

void insert_feedback(Transaction& transaction, const Seal& seal, const Id& task,
                     const Feedback& feedback) {
  const auto& place = feedback.place;
  const auto note = seal.seal(feedback.note);
  transaction.execute(
      "INSERT INTO task_feedback (id, task, given_by, done_at, recorded_at, minutes, note, "
      "longitude, latitude, is_final) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      feedback.id, task, feedback.given_by, feedback.done_at, feedback.recorded_at,
      feedback.minutes, store::Blob{note}, place ? std::optional(place->longitude) : std::nullopt,
      place ? std::optional(place->latitude) : std::nullopt, feedback.is_final);
}

std::optional<Id> task_of_feedback(Session& session, const Id& feedback) {
  auto rows = session.query("SELECT task FROM task_feedback WHERE id = ?", feedback);
  if (!rows.next()) return std::nullopt;
  return rows.id(0);
}

std::vector<Feedback> feedback_of(Session& session, const Seal& seal, const Id& task) {
  std::vector<Feedback> all;
  auto rows = session.query(
      "SELECT id, given_by, note, done_at, recorded_at, minutes, longitude, latitude, is_final "
      "FROM task_feedback WHERE task = ? ORDER BY recorded_at, id",
      task);
  while (rows.next()) {
    all.push_back({.id = rows.id(0),
                   .given_by = rows.text(1),
                   .note = opened(rows, 2, seal),
                   .done_at = rows.instant(3),
                   .recorded_at = rows.instant(4),
                   .minutes = static_cast<std::int32_t>(rows.integer(5)),
                   .is_final = rows.boolean(8)});
    if (!rows.is_null(6)) all.back().place = {.longitude = rows.real(6), .latitude = rows.real(7)};
  }
  return all;
}

std::vector<std::string> doers_of(Session& session, const Id& task) {
  std::vector<std::string> doers;
  auto rows = session.query("SELECT DISTINCT given_by FROM task_feedback WHERE task = ?", task);
  while (rows.next()) doers.push_back(rows.text(0));
  return doers;
}

void insert_photo(Transaction& transaction, const Id& task, const Photo& photo) {
  transaction.execute(
      "INSERT INTO task_photo (id, task, feedback, added_by, added_at, media_type, byte_count, "
      "content_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      photo.id, task, photo.feedback, photo.added_by, photo.added_at, photo.media_type,
      photo.byte_count, photo.content_hash);
}

bool attach_photo(Transaction& transaction, const Id& task, const Id& photo, const Id& feedback,
                  std::string_view added_by) {
  return transaction.execute(
             "UPDATE task_photo SET feedback = ? "
             "WHERE id = ? AND task = ? AND added_by = ? AND feedback IS NULL",
             feedback, photo, task, added_by) == 1;
}

std::optional<Photo> find_photo(Session& session, const Id& task, const Id& photo) {
  auto rows = session.query(
      "SELECT id, feedback, added_by, added_at, media_type, byte_count, content_hash "
      "FROM task_photo WHERE task = ? AND id = ?",
      task, photo);
  if (!rows.next()) return std::nullopt;
  return photo_of(rows);
}

std::vector<Photo> photos_of(Session& session, const Id& task) {
  std::vector<Photo> photos;
  auto rows = session.query(
      "SELECT id, feedback, added_by, added_at, media_type, byte_count, content_hash "
      "FROM task_photo WHERE task = ? ORDER BY added_at, id",
      task);
  while (rows.next()) photos.push_back(photo_of(rows));
  return photos;
}

std::vector<Id> all_photo_ids(Session& session) {
  std::vector<Id> ids;
  auto rows = session.query("SELECT id FROM task_photo ORDER BY id");
  while (rows.next()) ids.push_back(rows.id(0));
  return ids;
}

std::vector<TimelineEntry> timeline_of(Session& session, const Id& task) {
  std::vector<TimelineEntry> timeline;
  auto rows = session.query(
      "SELECT at, action, actor FROM journal WHERE subject_kind = 'task' AND subject = ? AND "
      "action <> 'task.photo_read' ORDER BY sequence",
      task.to_string());
  while (rows.next()) {
    timeline.push_back({.at = rows.instant(0), .action = rows.text(1), .by = rows.text(2)});
  }
  return timeline;
}

UnitPath path_of(Session& session, const UnitCode& unit) {
  auto rows = session.query("SELECT path FROM unit WHERE code = ?", unit);
  return rows.next() ? rows.unit_path(0) : UnitPath();
}

Bilingual unit_name(Session& session, const UnitCode& unit) {
  auto rows = session.query("SELECT name_en, name_zh FROM unit WHERE code = ?", unit);
  Bilingual name;
  if (rows.next()) name = {.en = rows.text(0), .zh = rows.text(1)};
  if (name.en.empty()) name.en = unit.text();
  if (name.zh.empty()) name.zh = unit.text();
  return name;
}

void insert_decision(Transaction& transaction, const Seal& seal, const Id& task,
                     const DecisionEntry& entry) {
  const auto reason = seal.seal(entry.reason);
  transaction.execute(
      "INSERT INTO task_decision (id, task, decided_by, decided_at, decision, reason) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      entry.id, task, entry.decided_by, entry.decided_at, to_string(entry.decision),
      store::Blob{reason});
}

std::vector<DecisionEntry> decisions_of(Session& session, const Seal& seal, const Id& task) {
  std::vector<DecisionEntry> decisions;
  auto rows = session.query(
      "SELECT id, decided_by, decided_at, decision, reason FROM task_decision "
      "WHERE task = ? ORDER BY decided_at, id",
      task);
  while (rows.next()) {
    const auto decision = decision_from(rows.text_view(3));
    CHECK(decision.has_value());
    decisions.push_back({.id = rows.id(0),
                         .decided_by = rows.text(1),
                         .decided_at = rows.instant(2),
                         .decision = *decision,
                         .reason = opened(rows, 4, seal)});
  }
  return decisions;
}

std::vector<Task> find_to_purge(Session& session, Instant before, int limit) {
  // What is left of an ended task: a text that somebody wrote, or a photo.
  auto rows = session.query(
      "SELECT id FROM task WHERE state IN ('accepted', 'cancelled') AND due_at < ? AND ("
      "EXISTS (SELECT 1 FROM task_feedback f WHERE f.task = task.id AND f.note IS NOT NULL) OR "
      "EXISTS (SELECT 1 FROM task_decision d WHERE d.task = task.id AND d.reason IS NOT NULL) OR "
      "EXISTS (SELECT 1 FROM task_photo p WHERE p.task = task.id)) ORDER BY due_at, id LIMIT ?",
      before, limit);
  std::vector<Id> ids;
  while (rows.next()) ids.push_back(rows.id(0));
  std::vector<Task> tasks;
  for (const auto& id : ids) tasks.push_back(find_task(session, id).value());
  return tasks;
}

void purge_texts(Transaction& transaction, const Id& task) {
  transaction.execute("UPDATE task_feedback SET note = NULL WHERE task = ?", task);
  transaction.execute("UPDATE task_decision SET reason = NULL WHERE task = ?", task);
  transaction.execute("DELETE FROM task_photo WHERE task = ?", task);
}

}  // namespace anlan::tasks
