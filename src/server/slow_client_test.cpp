// Clients that take their time: each is closed in time, and none keeps another waiting.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "server/server.h"
#include "tests/support/loopback_client.h"

namespace anlan::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using tests::get;
using tests::LoopbackClient;

/// Short, but long enough for a busy machine to tell the right from the wrong.
ServerSettings impatient() {
  ServerSettings settings;
  settings.port = 0;
  settings.worker_threads = 2;
  settings.rates = {1e9, 1e9, 1e9, 1e9};
  settings.times.header = milliseconds(300);
  settings.times.idle = milliseconds(600);
  settings.times.transfer = milliseconds(400);
  settings.times.slowest_bytes_per_second = 1 << 20;
  return settings;
}

Router routes() {
  Router router;
  router.add(Method::get, "/v1/small", Guard::open,
             [](const Request&) { return Response::text("small"); });
  router.add(Method::post, "/v1/body", Guard::open,
             [](const Request& request) { return Response::text(request.body); });
  router.add(Method::get, "/v1/large", Guard::open, [](const Request&) {
    return Response::bytes(std::string(32 << 20, 'x'), "application/octet-stream");
  });
  router.add(Method::get, "/v1/slow", Guard::open, [](const Request&) {
    std::this_thread::sleep_for(milliseconds(1200));
    return Response::text("late but right");
  });
  router.add_upload(Method::post, "/v1/files", Guard::open, 64 << 20,
                    [](const Request&, const UploadedFile& file) {
                      return Response::text(std::to_string(file.bytes));
                    });
  return router;
}

class SlowClientTest : public testing::Test {
 protected:
  explicit SlowClientTest(ServerSettings settings = impatient())
      : server(std::move(settings), routes(), nullptr) {
    server.start();
  }
  std::uint16_t port() const { return server.port(); }

  /// Sends a byte every 20 ms until the server has had enough; how long it took.
  static milliseconds drip(LoopbackClient& client) {
    const auto begin = steady_clock::now();
    while (steady_clock::now() - begin < seconds(10) && client.send("a")) {
      if (client.is_closed_within(milliseconds(20))) break;
    }
    return std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
  }

  Server server;
};

TEST_F(SlowClientTest, ClosesWhoSaysNothing) {
  LoopbackClient silent(port());
  EXPECT_TRUE(silent.is_closed_within(seconds(5)));
}

TEST_F(SlowClientTest, ClosesWhoIsIdleTooLong) {
  LoopbackClient client(port());
  EXPECT_EQ(client.ask(get("/v1/small")).body, "small");
  EXPECT_FALSE(client.is_closed_within(milliseconds(350)));  // more than a header may take
  EXPECT_TRUE(client.is_closed_within(seconds(5)));
}

TEST_F(SlowClientTest, ClosesSlowHeaders) {
  LoopbackClient client(port());
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: a\r\nX: "));
  const auto took = drip(client);
  EXPECT_GE(took, milliseconds(250));
  EXPECT_LT(took, seconds(3));
}

TEST_F(SlowClientTest, ClosesSlowHeadersOfALaterRequest) {
  LoopbackClient client(port());
  EXPECT_EQ(client.ask(get("/v1/small")).body, "small");
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: a\r\nX: "));
  EXPECT_LT(drip(client), seconds(3));
}

TEST_F(SlowClientTest, ClosesSlowBodies) {
  for (const auto* path : {"/v1/body", "/v1/files"}) {
    LoopbackClient client(port());
    ASSERT_TRUE(client.send(std::string("POST ") + path +
                            " HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"));
    const auto took = drip(client);
    EXPECT_GE(took, milliseconds(350)) << path;
    EXPECT_LT(took, seconds(3)) << path;
  }
}

TEST_F(SlowClientTest, ClosesSlowChunks) {
  LoopbackClient client(port());
  ASSERT_TRUE(
      client.send("POST /v1/body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"));
  const auto begin = steady_clock::now();
  while (client.send("1\r\na\r\n") && steady_clock::now() - begin < seconds(10)) {
    if (client.is_closed_within(milliseconds(20))) break;
  }
  EXPECT_LT(steady_clock::now() - begin, seconds(3));
}

TEST_F(SlowClientTest, GivesALargeBodyTheTimeThatItEarns) {
  // 2 MB at 1 MiB/s or so: 1.9 s, where the base alone is 0.4 s.
  LoopbackClient client(port());
  const std::string piece(100'000, 'b');
  ASSERT_TRUE(client.send("POST /v1/files HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n"));
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(client.send(piece));
    std::this_thread::sleep_for(milliseconds(60));
  }
  EXPECT_EQ(client.receive().body, "2000000");
}

TEST_F(SlowClientTest, ClosesWhoDoesNotReadTheAnswer) {
  auto settings = impatient();
  settings.times.slowest_bytes_per_second = 64 << 20;
  Server strict(settings, routes(), nullptr);
  strict.start();
  LoopbackClient client(strict.port(), 4096);
  ASSERT_TRUE(client.send(get("/v1/large")));
  std::this_thread::sleep_for(milliseconds(2500));
  // The head came, and then the end, long before 32 MiB.
  EXPECT_EQ(client.receive(true).status, 200);
  EXPECT_TRUE(client.is_closed_within(seconds(5)));
}

TEST_F(SlowClientTest, WaitsForItsOwnHandlers) {
  LoopbackClient client(port());
  EXPECT_EQ(client.ask(get("/v1/slow")).body, "late but right");
}

TEST_F(SlowClientTest, ServesOthersMeanwhile) {
  std::vector<std::unique_ptr<LoopbackClient>> rude;
  for (int i = 0; i < 300; ++i) {
    rude.push_back(std::make_unique<LoopbackClient>(port()));
    const auto* begin = i % 3 == 0 ? "GET / HTTP/1.1\r\nHost: a\r\nX: "
                        : i % 3 == 1
                            ? "POST /v1/body HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nb"
                            : "POST /v1/files HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nb";
    ASSERT_TRUE(rude.back()->send(begin));
  }
  LoopbackClient fair(port());
  const auto begin = steady_clock::now();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(fair.ask(get("/v1/small")).body, "small");
  // One after the other, the rude ones would have taken 90 s.
  EXPECT_LT(steady_clock::now() - begin, seconds(5));
  for (auto& client : rude) EXPECT_TRUE(client->is_closed_within(seconds(5)));
}

TEST(ConnectionLimits, TurnAwayWhatIsTooMuch) {
  auto settings = impatient();
  settings.times.header = seconds(20);
  settings.connections_max = 10;
  Server server(settings, routes(), nullptr);
  server.start();
  std::vector<std::unique_ptr<LoopbackClient>> clients;
  for (int i = 0; i < 10; ++i) {
    clients.push_back(std::make_unique<LoopbackClient>(server.port()));
    EXPECT_EQ(clients.back()->ask(get("/v1/small")).status, 200);
  }
  LoopbackClient one_more(server.port());
  EXPECT_TRUE(one_more.is_closed_within(seconds(5)));
  clients.pop_back();
  const auto until = steady_clock::now() + seconds(5);
  int status = 0;
  while (status != 200 && steady_clock::now() < until) {
    status = LoopbackClient(server.port()).ask(get("/v1/small")).status;
  }
  EXPECT_EQ(status, 200);
}

TEST(WaitingLimits, RefuseWhenEveryWorkerIsBusy) {
  auto settings = impatient();
  settings.worker_threads = 1;
  settings.waiting_max = 1;
  Server server(settings, routes(), nullptr);
  server.start();
  std::vector<std::unique_ptr<LoopbackClient>> clients;
  for (int i = 0; i < 6; ++i) {
    clients.push_back(std::make_unique<LoopbackClient>(server.port()));
    ASSERT_TRUE(clients.back()->send(get("/v1/slow")));
  }
  LoopbackClient health(server.port());
  EXPECT_EQ(health.ask(get("/healthz")).status, 200);  // needs no worker
  int answered = 0;
  int refused = 0;
  for (auto& client : clients) {
    const auto answer = client->receive();
    answered += answer.status == 200;
    refused += answer.status == 503 && answer.header("Retry-After") != "";
  }
  EXPECT_EQ(answered + refused, 6);
  EXPECT_GE(answered, 1);
  EXPECT_GE(refused, 3);
}

}  // namespace
}  // namespace anlan::server
