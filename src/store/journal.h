// The journal: who did what, where, when and why, appended in the transaction of the change itself.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/instant.h"
#include "base/unit_code.h"
#include "store/session.h"

namespace anlan::store {

/// One thing that happened. `actor` is an account's id or "system:<what>"; `action` is
/// "<subject_kind>.<past participle>", such as "warning.acknowledged" or, for a reading of
/// restricted data, "incident.read"; `detail` is a JSON object ("{}" if there is nothing to add)
/// and holds no personal data.
struct JournalEntry {
  Instant at;
  std::string actor;
  std::string action;
  std::string subject_kind;
  std::string subject;
  UnitPath unit;
  std::string purpose;
  std::string detail = "{}";
};

/// The first entry at which the chain does not hold, and why.
struct JournalFault {
  std::int64_t sequence = 0;
  std::string reason;
};

/// The end of the chain: compared with one noted elsewhere, it proves that nothing was cut off
/// since.
struct JournalHead {
  std::int64_t sequence = 0;
  std::string hash;  ///< 64 hexadecimal digits
};

/// Each entry's hash is BLAKE2b-256 under a secret key over the hash before it and every field with
/// its length: a flip, a deletion or a reordering breaks the chain at the entry concerned. The last
/// hash is also kept in the file journal.head, beside the database, so that a truncation shows. The
/// key is the file journal.key (made at first, mode 0600). Safe to share between threads.
class Journal {
 public:
  using Listener = std::function<void(std::int64_t last_sequence)>;

  /// `folder` is where the key and the head are kept. Throws Problem (unavailable) if they cannot
  /// be, or where the key is missing though entries were written.
  static Journal open(const std::filesystem::path& folder);
  Journal(Journal&&) noexcept;
  ~Journal();

  /// Appends in the transaction of the change; returns the entry's sequence, counted from 1.
  std::int64_t append(Transaction& transaction, const JournalEntry& entry);

  /// Is called after every commit that appended; must be quick. Listeners stay for the journal's
  /// life.
  void follow(Listener listener);

  /// Reads the whole chain; nothing if it holds. `noted` is a head that was written down earlier.
  std::optional<JournalFault> verify(Session& session,
                                     const std::optional<JournalHead>& noted = {}) const;
  /// The end of the chain as stored; sequence 0 where nothing has happened.
  JournalHead head(Session& session) const;

 private:
  struct Parts;
  explicit Journal(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace anlan::store
