// Server-sent events, by themselves and on a socket; and how the server ends.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <optional>
#include <thread>

#include "server/event_stream.h"
#include "server/server.h"
#include "tests/support/loopback_client.h"

namespace anlan::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using tests::get;
using tests::LoopbackClient;

Event event(std::uint64_t id, std::string kind = "warning") {
  Event made;
  made.id = id;
  made.topic = id == 0 ? "job" : "journal";
  made.data = R"({"sequence":)" + std::to_string(id) + "}";
  made.kind = std::move(kind);
  return made;
}

const EventFilter k_all = [](const Event&) { return true; };
const std::function<void()> k_no_wake = [] {};

TEST(EventStream, TellsWhatTheFilterLetsThrough) {
  EventStream stream;
  int wakes = 0;
  const auto client = stream.subscribe([](const Event& e) { return e.kind == "warning"; }, {},
                                       [&wakes] { ++wakes; });
  stream.publish(event(1));
  stream.publish(event(2, "task"));
  stream.publish(event(0));
  EXPECT_EQ(client->take(),
            "id: 1\nevent: journal\ndata: {\"sequence\":1}\n\n"
            "event: job\ndata: {\"sequence\":0}\n\n");
  EXPECT_EQ(client->take(), "");
  EXPECT_EQ(wakes, 2);
}

TEST(EventStream, TellsAgainWhatCameAfter) {
  EventStream stream(10);
  for (std::uint64_t id = 11; id <= 15; ++id)
    stream.publish(event(id, id == 14 ? "task" : "warning"));
  const auto warnings = [](const Event& e) { return e.kind == "warning"; };
  EXPECT_EQ(stream.subscribe(warnings, 12, k_no_wake)->take(),
            "id: 13\nevent: journal\ndata: {\"sequence\":13}\n\n"
            "id: 15\nevent: journal\ndata: {\"sequence\":15}\n\n");
  EXPECT_EQ(stream.subscribe(k_all, 15, k_no_wake)->take(), "");
  EXPECT_EQ(stream.subscribe(k_all, {}, k_no_wake)->take(), "");
}

TEST(EventStream, SaysWhenItHasForgotten) {
  EventStream stream(10, 3);
  const std::string reset = "id: 14\nevent: reset\ndata: {}\n\n";
  for (std::uint64_t id = 11; id <= 14; ++id) stream.publish(event(id));
  EXPECT_EQ(stream.subscribe(k_all, 9, k_no_wake)->take(), reset);
  EXPECT_EQ(stream.subscribe(k_all, 10, k_no_wake)->take(), reset);  // 11 is gone
  EXPECT_EQ(stream.subscribe(k_all, 99, k_no_wake)->take(), reset);  // of another database
  EXPECT_EQ(stream.subscribe(k_all, 13, k_no_wake)->take(),
            "id: 14\nevent: journal\ndata: {\"sequence\":14}\n\n");
}

RC_GTEST_PROP(EventStream, MissesNothingAndDoublesNothing, (const std::vector<bool>& comes_back)) {
  EventStream stream;
  std::string seen;
  std::string expected;
  std::uint64_t last = 0;
  auto client = stream.subscribe(k_all, 0, k_no_wake);
  std::uint64_t id = 0;
  for (const bool leaves : comes_back) {
    if (leaves) {
      seen += client->take();
      last = id;
      client.reset();  // and misses the next two
    }
    for (int i = 0; i < 2; ++i) {
      stream.publish(event(++id));
      expected += "id: " + std::to_string(id) +
                  "\nevent: journal\ndata: {\"sequence\":" + std::to_string(id) + "}\n\n";
    }
    if (leaves) client = stream.subscribe(k_all, last, k_no_wake);
  }
  seen += client->take();
  RC_ASSERT(seen == expected);
}

TEST(EventStream, DropsWhoFallsBehind) {
  EventStream stream;
  const auto slow = stream.subscribe(k_all, {}, k_no_wake);
  const auto quick = stream.subscribe(k_all, {}, k_no_wake);
  for (std::uint64_t id = 1; id <= k_events_waiting_max + 1; ++id) {
    stream.publish(event(id));
    quick->take();
  }
  EXPECT_TRUE(slow->is_dropped());
  EXPECT_EQ(slow->take(), "");
  EXPECT_FALSE(quick->is_dropped());
  EXPECT_EQ(stream.subscriber_count(), 2);
}

/// Signs in everybody who has "Authorization: Bearer good", until told otherwise.
class OneToken final : public Authenticator {
 public:
  std::optional<Principal> authenticate(const Request& request) override {
    if (request.bearer_token() != "good" || !holds) return std::nullopt;
    Principal principal;
    // The server never looks inside, so that any address will do.
    principal.actor = std::shared_ptr<const access::Actor>(
        std::shared_ptr<void>(), reinterpret_cast<const access::Actor*>(this));
    principal.session = "one";
    return principal;
  }
  bool still_holds(const Principal&) override { return holds; }
  std::atomic<bool> holds{true};
};

class StreamTest : public testing::Test {
 protected:
  void serve(ServerSettings settings = {}) {
    settings.port = 0;
    settings.times.heartbeat = milliseconds(150);
    Router router;
    router.add_stream("/v1/events", Guard::signed_in, stream,
                      [](const Request& request) -> EventFilter {
                        const auto kind = std::string(request.query("kind").value_or("warning"));
                        return [kind](const Event& e) { return e.kind == kind; };
                      });
    router.add(Method::get, "/v1/slow", Guard::open, [](const Request&) {
      std::this_thread::sleep_for(milliseconds(500));
      return Response::text("done");
    });
    router.add(Method::get, "/v1/stuck", Guard::open, [](const Request&) {
      std::this_thread::sleep_for(milliseconds(1500));
      return Response::text("done");
    });
    server.emplace(std::move(settings), std::move(router), &token);
    server->start();
  }
  void wait_for_subscribers(std::size_t count) const {
    const auto until = steady_clock::now() + seconds(5);
    while (stream.subscriber_count() != count && steady_clock::now() < until) {
      std::this_thread::sleep_for(milliseconds(2));
    }
    ASSERT_EQ(stream.subscriber_count(), count);
  }
  static std::string listen(std::string_view more = {}) {
    return get("/v1/events", "Authorization: Bearer good\r\n" + std::string(more));
  }

  OneToken token;
  EventStream stream{100};
  std::optional<Server> server;
};

TEST_F(StreamTest, TellsWhatHappens) {
  serve();
  LoopbackClient stranger(server->port());
  EXPECT_EQ(stranger.ask(get("/v1/events")).status, 401);
  LoopbackClient client(server->port());
  ASSERT_TRUE(client.send(listen()));
  const auto head = client.receive();
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Type"), "text/event-stream");
  wait_for_subscribers(1);
  stream.publish(event(101));
  stream.publish(event(102, "task"));
  stream.publish(event(103));
  const auto told = client.receive_until("\"sequence\":103}\n\n");
  EXPECT_NE(told.find("id: 101\n"), std::string::npos);
  EXPECT_EQ(told.find("id: 102\n"), std::string::npos);
  EXPECT_NE(client.receive_until(": still here\n\n").find(": still here"), std::string::npos);
}

TEST_F(StreamTest, GoesOnAfterTheLastThatWasSeen) {
  serve();
  for (std::uint64_t id = 101; id <= 105; ++id) stream.publish(event(id));
  LoopbackClient client(server->port());
  ASSERT_TRUE(client.send(listen("Last-Event-ID: 103\r\n")));
  const auto told = client.receive_until("\"sequence\":105}\n\n");
  EXPECT_EQ(told.find("\"sequence\":103"), std::string::npos);
  EXPECT_NE(told.find("\"sequence\":104"), std::string::npos);
}

TEST_F(StreamTest, EndsWithTheSession) {
  serve();
  LoopbackClient client(server->port());
  ASSERT_TRUE(client.send(listen()));
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_FALSE(client.is_closed_within(milliseconds(500)));
  token.holds = false;
  EXPECT_TRUE(client.is_closed_within(seconds(5)));
  wait_for_subscribers(0);
}

TEST_F(StreamTest, NeverWaitsForWhoDoesNotRead) {
  serve();
  LoopbackClient deaf(server->port(), 4096);
  ASSERT_TRUE(deaf.send(listen()));
  LoopbackClient client(server->port());
  ASSERT_TRUE(client.send(listen()));
  wait_for_subscribers(2);
  auto large = event(0);
  large.data = '"' + std::string(100'000, 'e') + '"';
  std::thread reader([&client] {
    while (client.receive_until("the last").find("the last") == std::string::npos) {
    }
  });
  auto longest = steady_clock::duration::zero();
  for (int i = 0; i < 200; ++i) {  // 20 MB: more than every buffer on the way holds
    const auto begin = steady_clock::now();
    stream.publish(large);
    longest = std::max(longest, steady_clock::now() - begin);
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_LT(longest, seconds(2));  // to wait for the deaf one would take 30 s
  large.data = "\"the last\"";
  stream.publish(large);
  reader.join();
}

TEST_F(StreamTest, StopsInOrder) {
  serve();
  LoopbackClient idle(server->port());
  EXPECT_EQ(idle.ask(get("/healthz")).status, 200);
  LoopbackClient listener(server->port());
  ASSERT_TRUE(listener.send(listen()));
  LoopbackClient busy(server->port());
  ASSERT_TRUE(busy.send(get("/v1/slow")));
  wait_for_subscribers(1);
  std::this_thread::sleep_for(milliseconds(100));
  const auto begin = steady_clock::now();
  const auto port = server->port();
  std::thread stopping([this] { server->stop(); });
  const auto answer = busy.receive();
  EXPECT_EQ(answer.body, "done");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(idle.is_closed_within(seconds(5)));
  EXPECT_TRUE(listener.is_closed_within(seconds(5)));
  EXPECT_TRUE(busy.is_closed_within(seconds(5)));
  stopping.join();
  EXPECT_LT(steady_clock::now() - begin, seconds(2));
  EXPECT_THROW(LoopbackClient{port}, std::runtime_error);
  EXPECT_EQ(stream.subscriber_count(), 0);
}

TEST_F(StreamTest, ClosesWhatDoesNotEndInTime) {
  ServerSettings settings;
  settings.times.drain = milliseconds(200);
  serve(std::move(settings));
  LoopbackClient slow(server->port());
  ASSERT_TRUE(slow.send("GET / HTTP/1.1\r\nHost: a\r\nX: "));
  LoopbackClient stuck(server->port());
  ASSERT_TRUE(stuck.send(get("/v1/stuck")));
  std::this_thread::sleep_for(milliseconds(100));
  const auto begin = steady_clock::now();
  server->stop();  // waits for the handler, since nobody can end it, but not for its client
  EXPECT_LT(steady_clock::now() - begin, seconds(4));
  EXPECT_TRUE(slow.is_closed_within(seconds(1)));
  EXPECT_TRUE(stuck.is_closed_within(seconds(1)));
}

TEST_F(StreamTest, StopsAtASignal) {
  serve();
  LoopbackClient client(server->port());
  EXPECT_EQ(client.ask(get("/healthz")).status, 200);
  std::atomic<bool> is_told{false};
  std::thread telling([&, waiting = pthread_self()] {
    std::this_thread::sleep_for(milliseconds(200));
    is_told = true;
    pthread_kill(waiting, SIGTERM);
  });
  server->run_until_signal();
  EXPECT_TRUE(is_told);
  telling.join();
  EXPECT_TRUE(client.is_closed_within(seconds(5)));
}

}  // namespace
}  // namespace anlan::server
