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

constexpr std::size_t k_batches = 4;  // one is read, one is written, two smooth the difference

/// Fills batches in a thread of its own until the file ends; gives each back to be filled again.
class ReadingThread {
 public:
  explicit ReadingThread(BatchReader& reader) : filled_(k_batches), empty_(k_batches) {
    for (std::size_t i = 0; i < k_batches; ++i) empty_.push(std::make_unique<Batch>());
    thread_ = std::thread([this, &reader] { run(reader); });
  }
  ~ReadingThread() {
    filled_.close();
    empty_.close();
    thread_.join();
  }

  std::unique_ptr<Batch> next() { return filled_.pop().value_or(nullptr); }
  void give_back(std::unique_ptr<Batch> batch) { empty_.push(std::move(batch)); }

 private:
  void run(BatchReader& reader) {
    try {
      while (auto batch = empty_.pop()) {
        if (!reader.next(**batch) || !filled_.push(std::move(*batch))) break;
      }
      filled_.close();
    } catch (...) {
      filled_.close(std::current_exception());
    }
  }

  Channel<std::unique_ptr<Batch>> filled_;
  Channel<std::unique_ptr<Batch>> empty_;
  std::thread thread_;
};

void keep_faults(Batch& batch, ImportTally& tally) {
  std::ranges::sort(batch.faults, {}, &RowFault::line);
  std::ranges::move(batch.faults, std::back_inserter(tally.faults));
  if (tally.faults.size() <= k_bad_rows_max) return;
  throw Problem::too_large(
      "incidents.too_many_bad_rows",
      fmt::format("More than {} rows are bad, the first on line {} ({}: {}): the profile does not "
                  "fit this file.",
                  k_bad_rows_max, tally.faults.front().line, tally.faults.front().column,
                  tally.faults.front().reason));
}

}  // namespace

ImportTally import_rows(store::Transaction& transaction, BatchReader& reader,
                        const ImportFile& file, std::string_view source, Instant now,
                        const std::string& actor, store::JobProgress& progress) {
  ImportTally tally;
  BulkWriter writer(transaction, source, now, actor);
  ReadingThread reading(reader);
  while (auto batch = reading.next()) {
    tally.rows += batch->rows;
    tally.outside += batch->outside;
    keep_faults(*batch, tally);
    const bool is_hopeless = !file.skip_bad && !tally.faults.empty();
    if (!is_hopeless) writer.write(*batch);
    if (file.bytes > 0) {
      progress.report(
          std::min(1.0, static_cast<double>(batch->bytes_read) / static_cast<double>(file.bytes)));
    }
    if (progress.is_cancelled()) {
      throw Problem::conflict("incidents.cancelled", "The import was cancelled; nothing was kept.");
    }
    reading.give_back(std::move(batch));
  }
  tally.added = writer.added();
  tally.changed = writer.changed();
  tally.unchanged = writer.unchanged();
  return tally;
}

}  // namespace anlan::incidents
