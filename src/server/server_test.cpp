// The server on a socket: what goes in and out, in every order and at every speed.
#include "server/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

#include "server/json.h"
#include "tests/support/loopback_client.h"

namespace anlan::server {
namespace {

using tests::get;
using tests::LoopbackClient;
using tests::with_body;

ServerSettings on_any_port() {
  ServerSettings settings;
  settings.port = 0;
  settings.worker_threads = 4;
  settings.rates = {1e9, 1e9, 1e9, 1e9};
  return settings;
}

std::string file_text(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

Router echo_routes() {
  Router router;
  router.add(Method::get, "/v1/echo/{word}", Guard::open, [](const Request& request) {
    return Response::text(std::string(request.path_parameter("word")) + "|" +
                          std::string(request.query("q").value_or("-")));
  });
  router.add(Method::post, "/v1/echo", Guard::open, [](const Request& request) {
    return Response::text(request.body, "text/plain", 201);
  });
  router.add(Method::get, "/v1/large", Guard::open, [](const Request&) {
    return Response::bytes(std::string(8 << 20, 'x'), "application/octet-stream");
  });
  router.add(Method::get, "/v1/broken", Guard::open,
             [](const Request&) -> Response { throw std::runtime_error("secret words"); });
  router.add_upload(Method::post, "/v1/closed", Guard::signed_in, 64 << 20,
                    [](const Request&, const UploadedFile&) { return Response(); });
  router.add_upload(Method::post, "/v1/files", Guard::open, 4 << 20,
                    [](const Request&, const UploadedFile& file) {
                      const auto text = file_text(file.path);
                      return Response::text(std::to_string(file.bytes) + " " +
                                            std::to_string(std::hash<std::string>()(text)));
                    });
  return router;
}

class ServerTest : public testing::Test {
 protected:
  void serve(ServerSettings settings = on_any_port()) {
    server_.emplace(std::move(settings), echo_routes(), nullptr);
    server_->start();
  }
  std::uint16_t port() const { return server_->port(); }
  std::optional<Server> server_;
};

TEST_F(ServerTest, AnswersAndKeepsTheConnection) {
  serve();
  LoopbackClient client(port());
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.ask(get("/v1/echo/%E5%AE%89?q=a+b%21"));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "安|a b!");
    EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
    EXPECT_NE(answer.header("X-Request-Id"), "");
    EXPECT_NE(answer.header("Content-Security-Policy").find("default-src 'self'"),
              std::string::npos);
    EXPECT_EQ(answer.header("Strict-Transport-Security"), "");
  }
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  serve();
  LoopbackClient client(port());
  std::string requests;
  for (int i = 0; i < 20; ++i) requests += get("/v1/echo/n" + std::to_string(i));
  ASSERT_TRUE(client.send(requests + with_body("POST", "/v1/echo", "the last")));
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(client.receive().body, "n" + std::to_string(i) + "|-");
  }
  EXPECT_EQ(client.receive().body, "the last");
}

TEST_F(ServerTest, TakesARequestInPiecesOfOneByte) {
  serve();
  LoopbackClient client(port());
  for (const char c : with_body("POST", "/v1/echo", "slow but fair")) {
    ASSERT_TRUE(client.send(std::string_view(&c, 1)));
  }
  const auto answer = client.receive();
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, "slow but fair");
}

TEST_F(ServerTest, HeadHasTheLengthAndNoBody) {
  serve();
  LoopbackClient client(port());
  const auto answer = client.ask("HEAD /v1/echo/abc HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Content-Length"), "5");
  EXPECT_EQ(client.ask(get("/v1/echo/next")).body, "next|-");
}

TEST_F(ServerTest, TakesChunkedBodies) {
  serve();
  LoopbackClient client(port());
  const auto answer = client.ask(
      "POST /v1/echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
      "4\r\nhalf\r\n5;x=y\r\n way \r\n0\r\nTrailer: ignored\r\n\r\n");
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, "half way ");
  EXPECT_EQ(client.ask(get("/v1/echo/next")).body, "next|-");
}

TEST_F(ServerTest, SaysContinueToWhoWaitsForIt) {
  serve();
  LoopbackClient client(port());
  ASSERT_TRUE(
      client.send("POST /v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
                  "Expect: 100-continue\r\n\r\n"));
  EXPECT_EQ(client.receive().status, 100);
  ASSERT_TRUE(client.send("body"));
  EXPECT_EQ(client.receive().body, "body");
}

TEST_F(ServerTest, SpeaksHttp10) {
  serve();
  LoopbackClient client(port());
  const auto answer = client.ask("GET /v1/echo/old HTTP/1.0\r\n\r\n");
  EXPECT_EQ(answer.body, "old|-");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(client.is_closed_within(std::chrono::seconds(5)));
  LoopbackClient keeping(port());
  const auto kept = keeping.ask("GET /v1/echo/old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(kept.header("Connection"), "keep-alive");
}

TEST_F(ServerTest, RefusesWhatIsNoRequest) {
  serve();
  const auto status_of = [this](std::string_view request) {
    LoopbackClient client(port());
    const auto answer = client.ask(request);
    EXPECT_EQ(answer.header("Content-Type"), "application/problem+json") << request;
    EXPECT_TRUE(client.is_closed_within(std::chrono::seconds(5))) << request;
    return answer.status;
  };
  EXPECT_EQ(status_of("nonsense\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\n\r\n"), 400);  // no Host
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n"), 400);  // no UTF-8
  EXPECT_EQ(status_of("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 505);
  EXPECT_EQ(status_of("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"), 501);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n"), 417);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'y')), 431);
  EXPECT_EQ(status_of("GET /" + std::string(9'000, 'y') + " HTTP/1.1\r\nHost: a\r\n\r\n"), 414);
}

TEST_F(ServerTest, LeavesNoDoubtWhereARequestEnds) {
  serve();
  const auto status_of = [this](std::string_view headers) {
    LoopbackClient client(port());
    const auto answer =
        client.ask("POST /v1/echo HTTP/1.1\r\nHost: a\r\n" + std::string(headers) +
                   "\r\n0\r\n\r\nGET /v1/echo/smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(client.is_closed_within(std::chrono::seconds(5))) << headers;
    return answer.status;
  };
  EXPECT_EQ(status_of("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400);
  EXPECT_EQ(status_of("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400);
  EXPECT_EQ(status_of("Content-Length: 5\r\nContent-Length: 6\r\n"), 400);
  EXPECT_EQ(status_of("Content-Length: -5\r\n"), 400);
  EXPECT_EQ(status_of("Transfer-Encoding: gzip, chunked\r\n"), 501);
  EXPECT_EQ(status_of("Transfer-Encoding: identity\r\n"), 501);
  EXPECT_EQ(status_of("Transfer-Encoding: chunked, identity\r\n"), 501);
}

TEST_F(ServerTest, EndsHeadersThatHaveNoEnd) {
  serve();
  LoopbackClient client(port());
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: a\r\n"));
  for (int i = 0; i < 5000; ++i) {
    if (!client.send("A" + std::to_string(i) + ": b\r\n")) break;
  }
  EXPECT_EQ(client.receive().status, 431);
}

TEST_F(ServerTest, RefusesBodiesThatAreTooLarge) {
  serve();
  LoopbackClient announced(port());
  const auto answer =
      announced.ask("POST /v1/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n");
  EXPECT_EQ(answer.status, 413);
  LoopbackClient chunked(port());
  ASSERT_TRUE(
      chunked.send("POST /v1/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"));
  const std::string chunk = "10000\r\n" + std::string(0x10000, 'z') + "\r\n";
  for (int i = 0; i < 20; ++i) chunked.send(chunk);
  EXPECT_EQ(chunked.receive().status, 413);
  const std::string most(k_body_bytes_max, 'm');
  LoopbackClient fair(port());
  EXPECT_EQ(fair.ask(with_body("POST", "/v1/echo", most)).body.size(), most.size());
}

TEST_F(ServerTest, AnswersUploadsThatItRefusesWhileTheyAreSent) {
  serve();
  const std::string bytes(32 << 20, 'u');
  for (const auto* path : {"/v1/files", "/v1/closed", "/v1/nowhere", "/v1/echo"}) {
    LoopbackClient client(port());
    EXPECT_TRUE(client.send(with_body("POST", path, bytes))) << path;
    const auto status = client.receive().status;
    EXPECT_TRUE(status == 413 || status == 401 || status == 404) << path << ' ' << status;
    EXPECT_TRUE(client.is_closed_within(std::chrono::seconds(5)));
  }
}

TEST_F(ServerTest, TellsWhichMethodsAPathHas) {
  serve();
  LoopbackClient client(port());
  const auto options = client.ask("OPTIONS /v1/echo/a HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.header("Allow"), "OPTIONS, GET, HEAD");
  EXPECT_EQ(options.header("Access-Control-Allow-Origin"), "");
  const auto closed = client.ask("OPTIONS /v1/closed HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(closed.header("Allow"), "OPTIONS, POST");
  EXPECT_EQ(client.ask("OPTIONS /nowhere HTTP/1.1\r\nHost: a\r\n\r\n").status, 404);
  const auto wrong = client.ask(get("/v1/echo"));
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.header("Allow"), "OPTIONS, POST");
}

TEST_F(ServerTest, SpoolsUploadsAndRemovesThem) {
  auto settings = on_any_port();
  const auto folder = std::filesystem::temp_directory_path() / "anlan-server-test-spool";
  std::filesystem::create_directories(folder);
  settings.spool_folder = folder;
  serve(std::move(settings));
  std::string bytes(3'000'000, ' ');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * i >> 7);
  LoopbackClient client(port());
  const auto answer = client.ask(with_body("POST", "/v1/files", bytes));
  EXPECT_EQ(answer.body, "3000000 " + std::to_string(std::hash<std::string>()(bytes)));
  EXPECT_EQ(client.ask(with_body("POST", "/v1/files", "")).body.substr(0, 2), "0 ");
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  LoopbackClient greedy(port());
  EXPECT_EQ(
      greedy.ask("POST /v1/files HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n").status,
      413);
  LoopbackClient leaving(port());
  ASSERT_TRUE(
      leaving.send("POST /v1/files HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\nhalf"));
  leaving.end_sending();
  EXPECT_TRUE(leaving.is_closed_within(std::chrono::seconds(5)));
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  server_->stop();
  std::filesystem::remove_all(folder);
}

TEST_F(ServerTest, TellsNothingOfWhatBroke) {
  serve();
  LoopbackClient client(port());
  const auto answer = client.ask(get("/v1/broken"));
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body.find("secret"), std::string::npos);
  EXPECT_NE(answer.body.find(answer.header("X-Request-Id")), std::string::npos);
  EXPECT_EQ(client.ask(get("/v1/echo/on")).status, 200);
}

TEST_F(ServerTest, TellsHowItIs) {
  server_.emplace(on_any_port(), echo_routes(), nullptr);
  std::atomic<bool> is_ready{false};
  server_->add_readiness([&]() -> std::optional<std::string> {
    if (is_ready) return std::nullopt;
    return "The incidents are being loaded.";
  });
  server_->start();
  LoopbackClient client(port());
  EXPECT_EQ(client.ask(get("/healthz")).body, "alive\n");
  const auto not_yet = client.ask(get("/readyz"));
  EXPECT_EQ(not_yet.status, 503);
  EXPECT_NE(not_yet.body.find("being loaded"), std::string::npos);
  is_ready = true;
  EXPECT_EQ(client.ask(get("/readyz")).status, 200);
  client.ask(get("/v1/echo/a"));
  client.ask(get("/v1/echo/b"));
  client.ask(get("/nowhere"));
  const auto metrics = client.ask(get("/metrics")).body;
  EXPECT_NE(metrics.find("anlan_http_requests_total{method=\"GET\",route=\"/v1/echo/{word}\","
                         "status=\"200\"} 2"),
            std::string::npos)
      << metrics;
  EXPECT_NE(metrics.find("route=\"unmatched\",status=\"404\"} 1"), std::string::npos);
  EXPECT_NE(metrics.find("anlan_http_connections 1"), std::string::npos);
  // By a proxy of this machine comes anybody.
  EXPECT_EQ(
      client.ask("GET /metrics HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n").status,
      401);
}

TEST_F(ServerTest, PacksTextsForWhoTakesThem) {
  serve();
  LoopbackClient client(port());
  const auto plain = client.ask(with_body("POST", "/v1/echo", std::string(5000, 'a')));
  EXPECT_EQ(plain.body.size(), 5000);
  const auto packed = client.ask(
      with_body("POST", "/v1/echo", std::string(5000, 'a'), "Accept-Encoding: br, gzip\r\n"));
  EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
  EXPECT_EQ(packed.header("Vary"), "Accept-Encoding");
  EXPECT_LT(packed.body.size(), 200);
  const auto small = client.ask(with_body("POST", "/v1/echo", "aaaa", "Accept-Encoding: gzip\r\n"));
  EXPECT_EQ(small.body, "aaaa");
}

TEST_F(ServerTest, HoldsUnderManyClients) {
  auto settings = on_any_port();
  settings.io_threads = 2;
  serve(std::move(settings));
  constexpr int k_clients = 16;
  constexpr int k_requests = 250;
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int c = 0; c < k_clients; ++c) {
    threads.emplace_back([&, c] {
      LoopbackClient client(port());
      for (int i = 0; i < k_requests; ++i) {
        const auto word = std::to_string(c) + "-" + std::to_string(i);
        if (client.ask(get("/v1/echo/" + word)).body == word + "|-") ++right;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, k_clients * k_requests);
}

TEST_F(ServerTest, RefusesAnAddressThatItCannotHave) {
  serve();
  auto settings = on_any_port();
  settings.port = port();
  Server second(settings, Router(), nullptr);
  EXPECT_THROW(second.start(), Problem);
  settings.address = "not an address";
  Server third(settings, Router(), nullptr);
  EXPECT_THROW(third.start(), Problem);
}

}  // namespace
}  // namespace anlan::server
