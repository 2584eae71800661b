// What was announced is delivered, whenever the program is killed.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <set>
#include <thread>

#include "tests/support/loopback_server.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unit_tree.h"
#include "warnings/delivery_service.h"
#include "warnings/delivery_worker.h"

namespace anlan::warnings {
namespace {

const UnitPath k_station = *UnitPath::parse("53/S1/");
constexpr int k_notices = 400;

/// A program's parts over a data folder.
struct Program {
  const Clock& clock;
  IdSource ids;
  store::Database database;
  store::Journal journal;
  store::Seal seal;
  DeliverySettings settings{.allow_private_targets = true, .allow_http = true};
  Delivery delivery{{database, journal, clock, ids, seal}, settings};
  WebhookChannel channel{database, clock, seal, delivery.settings()};
  DeliveryWorker worker{database, journal, clock, channel};

  Program(const std::filesystem::path& folder, const Clock& given, std::uint64_t seed)
      : clock(given),
        ids(clock, seed),
        database(store::Database::open(folder / "anlan.db", clock)),
        journal(store::Journal::open(folder)),
        seal(store::Seal::open(folder / "delivery.key")) {}

  void announce(int number) {
    Notice notice{.warning = Id::named("warning", std::to_string(number)),
                  .title = {"Burglaries", "入室盗窃"},
                  .sent_at = clock.now(),
                  .valid_from = clock.now(),
                  .valid_until = clock.now() + Duration::days(7),
                  .unit = k_station,
                  .link = "/warnings/1"};
    database.write([&](store::Transaction& t) { delivery.announce(t, notice); });
  }
};

/// Announces one warning after the other while the worker sends, and tells the pipe of each that is
/// committed, until it is killed.
[[noreturn]] void be_killed(const std::filesystem::path& folder, int port_pipe, int told_pipe) {
  std::uint16_t port = 0;
  if (::read(port_pipe, &port, sizeof port) != sizeof port) ::_exit(1);
  const SystemClock clock;
  Program program(folder, clock, 1);
  tests::add_unit(program.database, k_station);
  program.delivery.add_webhook(access::Actor::system("test", k_station),
                               "http://127.0.0.1:" + std::to_string(port) + "/", k_station);
  program.worker.start();
  for (int number = 0; number < k_notices; ++number) {
    program.announce(number);
    if (::write(told_pipe, &number, sizeof number) != sizeof number) ::_exit(1);
  }
  for (;;) ::pause();
}

std::string id_of(const tests::HttpExchange& exchange) {
  const auto at = exchange.head.find("webhook-id: ") + 12;
  return exchange.head.substr(at, 36);
}

TEST(DeliveryKilled, LosesNothingThatWasAcknowledged) {
  const tests::TemporaryFolder folder;
  int port_pipe[2];
  int told_pipe[2];
  ASSERT_EQ(::pipe(port_pipe), 0);
  ASSERT_EQ(::pipe(told_pipe), 0);
  const auto child = ::fork();  // before this program has a second thread
  ASSERT_GE(child, 0);
  if (child == 0) be_killed(folder.path(), port_pipe[0], told_pipe[1]);
  ::close(told_pipe[1]);
  tests::HttpRecorder receiver({200, 500, 200, 0, 200});  // it has bad moments of its own
  const auto port = receiver.port();
  ASSERT_EQ(::write(port_pipe[1], &port, sizeof port), ssize_t{sizeof port});

  int acknowledged = -1;
  for (int number = 0; number < 25; ++number) {
    ASSERT_EQ(::read(told_pipe[0], &acknowledged, sizeof acknowledged),
              ssize_t{sizeof acknowledged});
  }
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  while (::read(told_pipe[0], &acknowledged, sizeof acknowledged) == ssize_t{sizeof acknowledged}) {
  }
  ASSERT_GE(acknowledged, 24);
  ASSERT_LT(acknowledged, k_notices - 1) << "it was killed too late to prove anything";

  FixedClock later(SystemClock().now() + Duration::hours(2));  // leases and waits are over
  Program again(folder.path(), later, 2);
  while (again.worker.send_due() > 0) later.set(later.now() + Duration::hours(2));
  EXPECT_EQ(again.delivery.outbox().waiting, 0);
  EXPECT_EQ(again.delivery.outbox().dead, 0);
  std::set<std::string> received;
  for (const auto& exchange : receiver.received()) received.insert(id_of(exchange));
  for (int number = 0; number <= acknowledged; ++number) {
    const auto warning = Id::named("warning", std::to_string(number));
    EXPECT_TRUE(received.contains(Id::named("notice", warning.to_string() + "/1").to_string()))
        << number;
  }
  EXPECT_LE(received.size(), static_cast<std::size_t>(acknowledged) + 2)
      << "what was not committed was not told (but for one that was about to be acknowledged)";
  for (const int end : {port_pipe[0], port_pipe[1], told_pipe[0]}) ::close(end);
}

}  // namespace
}  // namespace anlan::warnings
