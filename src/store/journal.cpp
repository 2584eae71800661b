#include "store/journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <mutex>
#include <vector>

#include "base/problem.h"

namespace anlan::store {
namespace {

using Hash = std::array<std::uint8_t, crypto_generichash_BYTES>;
using Key = std::array<std::uint8_t, crypto_generichash_KEYBYTES>;

std::string to_hex(std::span<const std::uint8_t> bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

/// Hashes fields so that no two lists of fields give the same bytes.
class FieldHasher {
 public:
  explicit FieldHasher(const Key& key) {
    crypto_generichash_init(&state_, key.data(), key.size(), Hash().size());
  }
  void add(std::span<const std::uint8_t> bytes) {
    const std::uint64_t size = bytes.size();
    crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(&size), sizeof size);
    crypto_generichash_update(&state_, bytes.data(), bytes.size());
  }
  void add(std::string_view text) {
    add(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  }
  void add(std::int64_t number) { add(fmt::format("{}", number)); }
  Hash finish() {
    Hash hash{};
    crypto_generichash_final(&state_, hash.data(), hash.size());
    return hash;
  }

 private:
  crypto_generichash_state state_;
};

Hash hash_of(const Key& key, std::span<const std::uint8_t> previous, std::int64_t sequence,
             const JournalEntry& entry) {
  FieldHasher hasher(key);
  hasher.add(previous);
  hasher.add(sequence);
  hasher.add(entry.at.unix_milliseconds());
  for (const auto* field : {&entry.actor, &entry.action, &entry.subject_kind, &entry.subject,
                            &entry.unit.text(), &entry.purpose, &entry.detail}) {
    hasher.add(*field);
  }
  return hasher.finish();
}

[[noreturn]] void fail_file(const std::filesystem::path& file, std::string_view what) {
  throw Problem::unavailable("journal.key",
                             fmt::format("The journal's key {} {}.", file.string(), what));
}

Key read_or_make_key(const std::filesystem::path& file) {
  Key key{};
  if (std::ifstream in(file, std::ios::binary); in) {
    in.read(reinterpret_cast<char*>(key.data()), key.size());
    if (in.gcount() != static_cast<std::streamsize>(key.size())) fail_file(file, "is too short");
    return key;
  }
  randombytes_buf(key.data(), key.size());
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (descriptor < 0) fail_file(file, "cannot be made");
  const bool written =
      ::write(descriptor, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
      ::fsync(descriptor) == 0;
  ::close(descriptor);
  if (!written) fail_file(file, "cannot be written");
  return key;
}

struct StoredEnd {
  std::int64_t sequence = 0;
  std::vector<std::uint8_t> hash;
};

StoredEnd stored_end(Session& session) {
  auto rows = session.query("SELECT sequence, hash FROM journal ORDER BY sequence DESC LIMIT 1");
  if (!rows.next()) return {};
  const auto hash = rows.blob(1);
  return {rows.integer(0), {hash.begin(), hash.end()}};
}

JournalEntry entry_of(const Rows& rows) {
  return {.at = rows.instant(1),
          .actor = rows.text(2),
          .action = rows.text(3),
          .subject_kind = rows.text(4),
          .subject = rows.text(5),
          .unit = UnitPath::parse(rows.text_view(6)).value_or(UnitPath()),
          .purpose = rows.text(7),
          .detail = rows.text(8)};
}

}  // namespace

struct Journal::Parts {
  std::filesystem::path head_file;
  Key key;
  std::mutex mutex;
  std::vector<Listener> listeners;

  std::optional<JournalHead> read_head_file() const {
    std::ifstream in(head_file);
    JournalHead head;
    if (in >> head.sequence >> head.hash) return head;
    return std::nullopt;
  }

  /// Replaces the file as a whole, so that a crash leaves the old one or the new one.
  void write_head_file(const JournalHead& head) {
    auto fresh = head_file;
    fresh += ".new";
    std::ofstream(fresh) << head.sequence << ' ' << head.hash << '\n';
    std::filesystem::rename(fresh, head_file);
  }

  void committed(const JournalHead& head) {
    const std::lock_guard lock(mutex);
    // Two commits may get here in the other order: the head never goes back.
    if (const auto old = read_head_file(); !old || old->sequence < head.sequence)
      write_head_file(head);
    for (const auto& listener : listeners) listener(head.sequence);
  }
};

Journal::Journal(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Journal::Journal(Journal&&) noexcept = default;
Journal::~Journal() = default;

Journal Journal::open(const std::filesystem::path& folder) {
  if (sodium_init() < 0)
    throw Problem::unavailable("journal.key", "The cipher library cannot start.");
  auto parts = std::make_unique<Parts>();
  parts->head_file = folder / "journal.head";
  const auto key_file = folder / "journal.key";
  // A new key for an old chain would only blame its first entry.
  if (std::filesystem::exists(parts->head_file) && !std::filesystem::exists(key_file)) {
    fail_file(key_file, "is missing, though entries were written; restore it from the backup");
  }
  parts->key = read_or_make_key(key_file);
  return Journal(std::move(parts));
}

std::int64_t Journal::append(Transaction& transaction, const JournalEntry& entry) {
  const auto end = stored_end(transaction);
  const auto sequence = end.sequence + 1;
  const auto hash = hash_of(parts_->key, end.hash, sequence, entry);
  transaction.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", sequence,
                      entry.at, entry.actor, entry.action, entry.subject_kind, entry.subject,
                      entry.unit, entry.purpose, entry.detail, Blob{hash});
  // Once a transaction, for its last entry.
  auto* parts = parts_.get();
  transaction.after_commit(
      parts, [parts, head = JournalHead{sequence, to_hex(hash)}] { parts->committed(head); });
  return sequence;
}

void Journal::follow(Listener listener) {
  const std::lock_guard lock(parts_->mutex);
  parts_->listeners.push_back(std::move(listener));
}

JournalHead Journal::head(Session& session) const {
  const auto end = stored_end(session);
  return {end.sequence, to_hex(end.hash)};
}

std::optional<JournalFault> Journal::verify(Session& session,
                                            const std::optional<JournalHead>& noted) const {
  std::vector<JournalHead> anchors;
  if (const auto kept = parts_->read_head_file()) anchors.push_back(*kept);
  if (noted) anchors.push_back(*noted);

  std::int64_t expected = 1;
  std::vector<std::uint8_t> previous;
  auto rows = session.query(
      "SELECT sequence, at, actor, action, subject_kind, subject, unit_path, purpose, detail, hash "
      "FROM journal ORDER BY sequence");
  for (; rows.next(); ++expected) {
    if (rows.integer(0) != expected) return JournalFault{expected, "the entry is missing"};
    const auto hash = hash_of(parts_->key, previous, expected, entry_of(rows));
    const auto stored = rows.blob(9);
    if (!std::equal(stored.begin(), stored.end(), hash.begin(), hash.end())) {
      return JournalFault{expected, "the entry is not the one that was written here"};
    }
    for (const auto& anchor : anchors) {
      if (anchor.sequence == expected && anchor.hash != to_hex(hash)) {
        return JournalFault{expected, "the chain is not the one whose end was noted"};
      }
    }
    previous.assign(stored.begin(), stored.end());
  }
  for (const auto& anchor : anchors) {
    if (anchor.sequence >= expected) {
      return JournalFault{expected, fmt::format("the journal was cut off: {} entries were written",
                                                anchor.sequence)};
    }
  }
  return std::nullopt;
}

}  // namespace anlan::store
