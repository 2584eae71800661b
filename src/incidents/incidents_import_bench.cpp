// A million incidents from CSV into SQLite, durable: how long, and how much memory.
// The bound is 5 s and 500 MB on 2 cores.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>

#include "incidents/bench_county.h"
#include "tests/support/incidents_fixture.h"

namespace anlan::incidents {
namespace {

using Clocks = std::chrono::steady_clock;

double seconds_since(Clocks::time_point start) {
  return std::chrono::duration<double>(Clocks::now() - start).count();
}

/// Processor time of the whole program, or of this thread, which is the one that writes.
double processor_seconds(int whose) {
  rusage usage{};
  getrusage(whose, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// The kernel's own account of the most memory held, set back to what is held now.
void reset_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

double megabytes_of(const std::filesystem::path& file) {
  return static_cast<double>(std::filesystem::file_size(file)) / (1 << 20);
}

class Bench : public tests::IncidentsFixture {
 public:
  void TestBody() override {}

  void import(const char* what, const std::filesystem::path& file) {
    reset_peak();
    const auto processor = processor_seconds(RUSAGE_SELF);
    const auto writing = processor_seconds(RUSAGE_THREAD);
    const auto start = Clocks::now();
    const auto report = incidents.import_file(analyst, incidents.profiles().find("plain"),
                                              {.name = "bench.csv",
                                               .source = tests::file_source(file),
                                               .bytes = std::filesystem::file_size(file)},
                                              progress);
    const auto seconds = seconds_since(start);
    fmt::print(
        "{:<22} {:>9} rows {:6.2f} s (processor {:.2f} s, of which writing {:.2f} s), peak {:4.0f} "
        "MB, database {:4.0f} MB\n",
        what, report.rows, seconds, processor_seconds(RUSAGE_SELF) - processor,
        processor_seconds(RUSAGE_THREAD) - writing, peak_megabytes(),
        megabytes_of(database.file()));
    if (report.added + report.unchanged != report.rows) std::abort();
  }
  void first_answer(const char* what, std::int64_t rows) {
    reset_peak();
    const auto processor = processor_seconds(RUSAGE_SELF);
    const auto start = Clocks::now();
    Incidents fresh{database, journal, clock, ids, Zone::named("Asia/Shanghai")};
    const auto total = fresh.count(analyst, {}, CountBy::kind).total;
    fmt::print("{:<22} {:>9} rows {:6.2f} s (processor {:.2f} s), peak {:4.0f} MB\n", what, total,
               seconds_since(start), processor_seconds(RUSAGE_SELF) - processor, peak_megabytes());
    if (total != rows) std::abort();
  }
  const std::filesystem::path& place() const { return folder.path(); }
};

}  // namespace
}  // namespace anlan::incidents

int main() {
  const char* asked = std::getenv("ANLAN_BENCH_ROWS");
  const int rows = asked ? std::atoi(asked) : 1'000'000;
  anlan::incidents::Bench bench;
  const auto file = bench.place() / "bench.csv";
  anlan::incidents::write_csv(file, rows);
  fmt::print("A CSV of {:.0f} MB; the bound is 5 s and 500 MB a million rows.\n",
             anlan::incidents::megabytes_of(file));
  bench.import("the first time", file);
  bench.first_answer("start to first answer", rows);
  bench.import("the second time", file);
}
