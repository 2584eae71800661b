#include "store/database.h"

#include <mutex>
#include <vector>

#include "store/connection.h"
#include "store/migrations.h"

namespace anlan::store {
namespace {

constexpr std::size_t k_idle_readers_max = 8;  // more are closed when given back

// WAL lets readers go on while a writer writes; FULL makes a commit wait for the disk, so that
// nothing acknowledged is lost when the power fails.
constexpr std::string_view k_writer_settings =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA "
    "cache_size=-65536;"
    "PRAGMA temp_store=MEMORY;";
constexpr std::string_view k_reader_settings =
    "PRAGMA query_only=ON; PRAGMA cache_size=-16384; PRAGMA mmap_size=1073741824; "
    "PRAGMA temp_store=MEMORY;";

}  // namespace

struct Database::Parts {
  std::filesystem::path file;
  std::mutex write_mutex;
  Connection writer;
  std::mutex readers_mutex;
  std::vector<std::unique_ptr<Connection>> idle_readers;

  explicit Parts(const std::filesystem::path& path) : file(path), writer(path, false) {
    writer.run_script(k_writer_settings);
  }

  std::unique_ptr<Connection> take_reader() {
    {
      const std::lock_guard lock(readers_mutex);
      if (!idle_readers.empty()) {
        auto reader = std::move(idle_readers.back());
        idle_readers.pop_back();
        return reader;
      }
    }
    auto reader = std::make_unique<Connection>(file, true);
    reader->run_script(k_reader_settings);
    return reader;
  }

  void give_back(std::unique_ptr<Connection> reader) {
    const std::lock_guard lock(readers_mutex);
    if (idle_readers.size() < k_idle_readers_max) idle_readers.push_back(std::move(reader));
  }
};

Database::Database(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Database::Database(Database&&) noexcept = default;
Database::~Database() = default;

Database Database::open(const std::filesystem::path& file, const Clock& clock) {
  Database database(std::make_unique<Parts>(file));
  migrate(database, embedded_migrations(), clock);
  return database;
}

const std::filesystem::path& Database::file() const { return parts_->file; }

void Database::run_write(const std::function<void(Transaction&)>& work) {
  decltype(parts_->writer.after_commit) after;
  {
    const std::lock_guard lock(parts_->write_mutex);
    auto& writer = parts_->writer;
    writer.after_commit.clear();
    writer.run_script("BEGIN IMMEDIATE");
    try {
      Transaction transaction(writer);
      work(transaction);
      writer.run_script("COMMIT");
    } catch (...) {
      // Some errors (a full disk) have rolled back already.
      if (sqlite3_get_autocommit(writer.handle()) == 0) writer.run_script("ROLLBACK");
      throw;
    }
    after = std::exchange(writer.after_commit, {});
  }
  for (const auto& [owner, action] : after) action();
}

void Database::run_read(const std::function<void(Session&)>& work) const {
  auto reader = parts_->take_reader();
  reader->run_script("BEGIN");
  try {
    Session session(*reader);
    work(session);
    reader->run_script("COMMIT");
  } catch (...) {
    if (sqlite3_get_autocommit(reader->handle()) == 0) reader->run_script("ROLLBACK");
    parts_->give_back(std::move(reader));
    throw;
  }
  parts_->give_back(std::move(reader));
}

}  // namespace anlan::store
