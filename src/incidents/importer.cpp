#include "incidents/importer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <thread>

#include "base/problem.h"
#include "incidents/bulk_writer.h"
#include "incidents/channel.h"

namespace anlan::incidents {
namespace {

constexpr std::size_t k_chunks = 3;  // one is read, one is written, one smooths the difference

/// Fills chunks in a thread of its own until the file ends; gives each back to be filled again.
class ReadingThread {
 public:
  explicit ReadingThread(ChunkReader& reader) : filled_(k_chunks), empty_(k_chunks) {
    for (std::size_t i = 0; i < k_chunks; ++i) empty_.push(std::make_unique<Chunk>());
    thread_ = std::thread([this, &reader] { run(reader); });
  }
  ~ReadingThread() {
    filled_.close();
    empty_.close();
    thread_.join();
  }

  std::unique_ptr<Chunk> next() { return filled_.pop().value_or(nullptr); }
  void give_back(std::unique_ptr<Chunk> chunk) { empty_.push(std::move(chunk)); }

 private:
  void run(ChunkReader& reader) {
    try {
      while (auto chunk = empty_.pop()) {
        if (!reader.next(**chunk) || !filled_.push(std::move(*chunk))) break;
      }
      filled_.close();
    } catch (...) {
      filled_.close(std::current_exception());
    }
  }

  Channel<std::unique_ptr<Chunk>> filled_;
  Channel<std::unique_ptr<Chunk>> empty_;
  std::thread thread_;
};

void keep_faults(Chunk& chunk, ImportTally& tally) {
  std::ranges::move(chunk.faults, std::back_inserter(tally.faults));
  if (tally.faults.size() <= k_bad_rows_max) return;
  throw Problem::too_large(
      "incidents.too_many_bad_rows",
      fmt::format("More than {} rows are bad, the first on line {} ({}: {}): the profile does not "
                  "fit this file.",
                  k_bad_rows_max, tally.faults.front().line, tally.faults.front().column,
                  tally.faults.front().reason));
}

}  // namespace

ImportTally import_rows(store::Transaction& transaction, ChunkReader& reader,
                        const ImportFile& file, std::string_view source, const KindScheme& scheme,
                        Instant now, const std::string& actor, store::JobProgress& progress) {
  ImportTally tally;
  BulkWriter writer(transaction, source, scheme, reader.units(), now, actor);
  ReadingThread reading(reader);
  while (auto chunk = reading.next()) {
    tally.rows += chunk->rows_read;
    tally.outside += chunk->outside;
    keep_faults(*chunk, tally);
    const bool is_hopeless = !file.skip_bad && !tally.faults.empty();
    if (!is_hopeless) writer.write(*chunk);
    if (file.bytes > 0) {
      progress.report(
          std::min(1.0, static_cast<double>(chunk->bytes_read) / static_cast<double>(file.bytes)));
    }
    if (progress.is_cancelled()) {
      throw Problem::conflict("incidents.cancelled", "The import was cancelled; nothing was kept.");
    }
    reading.give_back(std::move(chunk));
  }
  tally.added = writer.added();
  tally.changed = writer.changed();
  tally.unchanged = writer.unchanged();
  return tally;
}

}  // namespace anlan::incidents
