// Rows of text to transfers: reading, numbering accounts, meeting each id once.
#include <benchmark/benchmark.h>

#include <string>

#include "base/check.h"
#include "base/random.h"
#include "funds/engine/transfers/transfer_intake.h"

namespace anlan::funds {
namespace {

constexpr int k_rows = 1'000'000;
constexpr std::uint32_t k_accounts = 100'000;

std::string rows(bool is_json) {
  Random random(1);
  std::string text = is_json ? "" : "id,time,from_account,to_account,amount,currency,channel\n";
  for (int i = 0; i < k_rows; ++i) {
    const auto from = random.below(k_accounts);
    const auto id = std::to_string(100'000'000 + i);
    const auto time = Instant::from_unix_milliseconds(1'700'000'000'000 + i * 10).to_string();
    const auto a = "62220000" + std::to_string(from);
    const auto b =
        "62220000" + std::to_string((from + 1 + random.below(k_accounts - 1)) % k_accounts);
    const auto amount = std::to_string(1 + random.below(10'000)) + ".25";
    if (is_json) {
      text += R"({"id":")" + id + R"(","time":")" + time + R"(","from_account":")" + a +
              R"(","to_account":")" + b + R"(","amount":)" + amount + ",\"currency\":\"CNY\"}\n";
    } else {
      text += id + ',' + time + ',' + a + ',' + b + ',' + amount + ",CNY,app\n";
    }
  }
  return text;
}

void read_rows(benchmark::State& state) {
  const auto text = rows(state.range(0) != 0);
  for (auto _ : state) {
    TransferReader reader(csv_source(text));
    const auto table = read_transfers(reader, std::nullopt);
    CHECK(table.transfers.size() == k_rows);
  }
  state.SetItemsProcessed(state.iterations() * k_rows);
  state.SetLabel(state.range(0) == 0 ? "CSV" : "JSON lines");
}
BENCHMARK(read_rows)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void stream_rows(benchmark::State& state) {
  const auto text = rows(false);
  for (auto _ : state) {
    TransferReader reader(csv_source(text));
    AccountNames accounts;
    TransferIntake intake(accounts, {.late_max = Duration::minutes(1)});
    IdentifiedTransfer next;
    int taken = 0;
    while (reader.next()) {
      CHECK(!intake.offer(*reader.row()));
      while (intake.take(next)) ++taken;
    }
    intake.end();
    while (intake.take(next)) ++taken;
    CHECK(taken == k_rows);
  }
  state.SetItemsProcessed(state.iterations() * k_rows);
}
BENCHMARK(stream_rows)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace anlan::funds

BENCHMARK_MAIN();
