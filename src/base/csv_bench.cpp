// Reading comma-separated text: plain rows, and rows with quotes.
#include <benchmark/benchmark.h>

#include <string>

#include "base/check.h"
#include "base/csv.h"

namespace anlan {
namespace {

constexpr int k_rows = 500'000;

std::string table(bool has_quotes) {
  std::string text = "id,kind,from,longitude,latitude,unit\n";
  for (int i = 0; i < k_rows; ++i) {
    text +=
        "2026-" + std::to_string(i) + (has_quotes ? ",\"theft, burglary\"," : ",theft_burglary,");
    text += "2026-02-03 04:05:06,102.7123456,25.0406123,530102001\n";
  }
  return text;
}

void ReadTable(benchmark::State& state) {
  const auto text = table(state.range(0) != 0);
  for (auto _ : state) {
    CsvReader reader(csv_source(text));
    std::size_t fields = 0;
    while (reader.next()) fields += reader.fields().size();
    CHECK(fields == 6U * (k_rows + 1));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
  state.SetLabel(state.range(0) == 0 ? "plain" : "quoted");
}
BENCHMARK(ReadTable)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace anlan

BENCHMARK_MAIN();
