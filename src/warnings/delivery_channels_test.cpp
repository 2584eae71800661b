#include "warnings/delivery_channels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <memory>

#include "base/problem.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temporary_folder.h"
#include "warnings/delivery_service.h"
#include "warnings/delivery_worker.h"
#include "warnings/webhook.h"

namespace anlan::warnings {
namespace {

using access::Actor;
using access::Role;
using store::Session;
using store::Transaction;
using tests::HttpRecorder;

/// A mail server that speaks enough of RFC 5321 and 3207 for one client, with a certificate of its
/// own for "localhost".
class FakeMailServer {
 public:
  struct Received {
    std::string from;
    std::string to;
    std::string message;
    bool was_encrypted = false;
  };

  explicit FakeMailServer(bool offers_tls, std::string recipient_reply = "250 ok")
      : offers_tls_(offers_tls),
        recipient_reply_(std::move(recipient_reply)),
        context_(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free) {
    make_certificate();
    server_ = std::make_unique<tests::LoopbackServer>([this](int socket) { talk(socket); });
  }

  std::uint16_t port() const { return server_->port(); }
  void write_certificate(const std::filesystem::path& file) const {
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(file.c_str(), "w"),
                                                        &std::fclose);
    ASSERT_NE(out, nullptr);
    ASSERT_EQ(PEM_write_X509(out.get(), SSL_CTX_get0_certificate(context_.get())), 1);
  }
  std::vector<Received> received() const {
    const std::lock_guard lock(mutex_);
    return received_;
  }

 private:
  void make_certificate() {
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const std::unique_ptr<X509, void (*)(X509*)> made(X509_new(), &X509_free);
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
    X509_set_pubkey(made.get(), key.get());
    auto* name = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(made.get(), name);
    auto* names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost");
    X509_add_ext(made.get(), names, -1);
    X509_EXTENSION_free(names);
    ASSERT_GT(X509_sign(made.get(), key.get(), EVP_sha256()), 0);
    ASSERT_EQ(SSL_CTX_use_certificate(context_.get(), made.get()), 1);
    ASSERT_EQ(SSL_CTX_use_PrivateKey(context_.get(), key.get()), 1);
  }

  /// One line or block, in the clear or through TLS.
  struct Line {
    int socket;
    SSL* ssl = nullptr;
    std::string waiting;

    void send(const std::string& text) const {
      if (ssl != nullptr) {
        SSL_write(ssl, text.data(), static_cast<int>(text.size()));
      } else {
        ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
      }
    }
    /// Up to and with `end`; empty when the client has gone.
    std::string read_until(std::string_view end) {
      char buffer[4096];
      while (waiting.find(end) == std::string::npos) {
        const auto count = ssl != nullptr
                               ? SSL_read(ssl, buffer, sizeof buffer)
                               : static_cast<int>(::recv(socket, buffer, sizeof buffer, 0));
        if (count <= 0 || waiting.size() > (1U << 20)) return "";
        waiting.append(buffer, static_cast<std::size_t>(count));
      }
      const auto length = waiting.find(end) + end.size();
      auto text = waiting.substr(0, length);
      waiting.erase(0, length);
      return text;
    }
  };

  void talk(int socket) {
    std::unique_ptr<SSL, void (*)(SSL*)> ssl(nullptr, &SSL_free);
    Line line{.socket = socket};
    Received mail;
    line.send("220 localhost ready\r\n");
    while (true) {
      const auto command = line.read_until("\r\n");
      if (command.empty()) return;
      if (command.starts_with("EHLO")) {
        const bool offers = offers_tls_ && line.ssl == nullptr;
        line.send(offers ? "250-localhost\r\n250 STARTTLS\r\n" : "250 localhost\r\n");
      } else if (command.starts_with("STARTTLS")) {
        line.send("220 go ahead\r\n");
        ssl.reset(SSL_new(context_.get()));
        SSL_set_fd(ssl.get(), socket);
        if (SSL_accept(ssl.get()) != 1) return;
        line.ssl = ssl.get();
        mail.was_encrypted = true;
      } else if (command.starts_with("MAIL FROM:")) {
        mail.from = command.substr(10, command.size() - 12);
        line.send("250 ok\r\n");
      } else if (command.starts_with("RCPT TO:")) {
        mail.to = command.substr(8, command.size() - 10);
        line.send(recipient_reply_ + "\r\n");
      } else if (command.starts_with("DATA")) {
        line.send("354 go ahead\r\n");
        mail.message = line.read_until("\r\n.\r\n");
        const std::lock_guard lock(mutex_);
        received_.push_back(mail);
        line.send("250 taken\r\n");
      } else {
        line.send(command.starts_with("QUIT") ? "221 bye\r\n" : "502 what?\r\n");
      }
    }
  }

  bool offers_tls_;
  std::string recipient_reply_;
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  mutable std::mutex mutex_;
  std::vector<Received> received_;
  std::unique_ptr<tests::LoopbackServer> server_;
};

class ChannelsTest : public testing::Test {
 protected:
  Delivery& delivery() {
    if (!delivery_) delivery_.emplace(DeliveryParts{database, journal, clock, ids, seal}, settings);
    return *delivery_;
  }
  WebhookWithSecret add_webhook(std::uint16_t port) {
    return delivery().add_webhook(
        administrator, "http://127.0.0.1:" + std::to_string(port) + "/hook?a=b", station);
  }
  void announce(std::string_view warning) {
    Notice notice{.warning = Id::named("warning", warning),
                  .title = {"Burglaries in Liangting", "凉亭盗窃"},
                  .sent_at = clock.now(),
                  .valid_from = clock.now(),
                  .valid_until = clock.now() + Duration::days(7),
                  .unit = station,
                  .link = "/warnings/1"};
    database.write([&](Transaction& transaction) { delivery().announce(transaction, notice); });
  }
  std::int64_t journaled(std::string_view action) const {
    return database.read([&](Session& session) {
      auto rows = session.query("SELECT count(*) FROM journal WHERE action = ?", action);
      return rows.next() ? rows.integer(0) : -1;
    });
  }
  WebhookChannel webhooks() { return {database, clock, seal, delivery().settings()}; }
  MailChannel mail() {
    return {database, clock, Zone::named("Asia/Shanghai"), delivery().settings()};
  }
  void pass(Duration time) { clock.set(clock.now() + time); }

  tests::TemporaryFolder folder;
  FixedClock clock{*Instant::parse("2026-03-02T00:00:00Z")};
  IdSource ids{clock, 1};
  store::Database database = store::Database::open(folder.path() / "anlan.db", clock);
  store::Journal journal = store::Journal::open(folder.path());
  store::Seal seal = store::Seal::open(folder.path() / "delivery.key");
  DeliverySettings settings{.sender = "anlan@police.example",
                            .allow_private_targets = true,
                            .allow_http = true,
                            .mail = {.host = "localhost"}};
  std::optional<Delivery> delivery_;
  UnitPath station = *UnitPath::parse("53/5301/530102/S1/");
  Actor administrator{.account = Id::named("account", "admin"),
                      .name = "admin",
                      .role = Role::administrator,
                      .scope = station};
};

std::string header(const tests::HttpExchange& exchange, std::string_view name) {
  const auto at = exchange.head.find("\r\n" + std::string(name) + ": ");
  if (at == std::string::npos) return "";
  const auto begin = at + name.size() + 4;
  return exchange.head.substr(begin, exchange.head.find("\r\n", begin) - begin);
}

TEST_F(ChannelsTest, AWebhookGetsASignedEvent) {
  HttpRecorder receiver({204});
  const auto webhook = add_webhook(receiver.port());
  announce("a");
  auto channel = webhooks();
  DeliveryWorker worker(database, journal, clock, channel);
  EXPECT_EQ(worker.send_due(), 1);
  const auto received = receiver.received();
  ASSERT_EQ(received.size(), 1U);
  EXPECT_THAT(received[0].head, testing::StartsWith("POST /hook?a=b HTTP/1.1\r\n"));
  EXPECT_EQ(header(received[0], "Content-Type"), "application/cloudevents+json; charset=utf-8");
  EXPECT_EQ(header(received[0], "webhook-signature"),
            webhook_signature(webhook.secret, header(received[0], "webhook-id"),
                              header(received[0], "webhook-timestamp"), received[0].body));
  EXPECT_EQ(boost::json::parse(received[0].body).at("data").at("title").at("zh").as_string(),
            "凉亭盗窃");
  EXPECT_EQ(delivery().outbox().sent, 1);
  EXPECT_EQ(delivery().webhooks(administrator)[0].sending.last_sent_at, clock.now());
  pass(Duration::days(1));
  EXPECT_EQ(worker.send_due(), 0);
}

TEST_F(ChannelsTest, WhatFailsIsTriedAgainLaterUnderTheSameId) {
  HttpRecorder receiver({500, 0, 302, 200});
  add_webhook(receiver.port());
  announce("a");
  auto channel = webhooks();
  DeliveryWorker worker(database, journal, clock, channel);
  EXPECT_EQ(worker.send_due(), 1);
  EXPECT_EQ(worker.send_due(), 0);  // not at once
  auto webhook = delivery().webhooks(administrator)[0];
  EXPECT_EQ(webhook.sending.failing_since, clock.now());
  EXPECT_EQ(webhook.sending.last_problem, "The receiver answered 500.");
  pass(Duration::seconds(9));
  EXPECT_EQ(worker.send_due(), 0);
  pass(Duration::seconds(1));
  EXPECT_EQ(worker.send_due(), 1);
  pass(Duration::seconds(20));
  EXPECT_EQ(worker.send_due(), 1);
  pass(Duration::seconds(40));
  EXPECT_EQ(worker.send_due(), 1);
  const auto received = receiver.received();
  ASSERT_EQ(received.size(), 4U);
  for (const auto& attempt : received) {
    EXPECT_EQ(header(attempt, "webhook-id"), header(received[0], "webhook-id"));
    EXPECT_THAT(attempt.head, testing::StartsWith("POST /hook"));  // no redirect was followed
  }
  webhook = delivery().webhooks(administrator)[0];
  EXPECT_FALSE(webhook.sending.failing_since);
  EXPECT_EQ(delivery().outbox().sent, 1);
}

TEST_F(ChannelsTest, WhatAlwaysFailsIsGivenUpAndWrittenDown) {
  HttpRecorder receiver({503});
  add_webhook(receiver.port());
  announce("a");
  auto channel = webhooks();
  DeliveryWorker worker(database, journal, clock, channel);
  int attempts = 0;
  for (int i = 0; i < 30; ++i) {
    attempts += worker.send_due();
    pass(Duration::hours(1));
  }
  EXPECT_EQ(attempts, 14);
  EXPECT_EQ(delivery().outbox().dead, 1);
  EXPECT_EQ(journaled("webhook.given_up"), 1);
}

TEST_F(ChannelsTest, AReceiverThatIsGoneIsNotAskedAgain) {
  HttpRecorder receiver({410});
  add_webhook(receiver.port());
  announce("a");
  auto channel = webhooks();
  DeliveryWorker worker(database, journal, clock, channel);
  EXPECT_EQ(worker.send_due(), 1);
  EXPECT_EQ(delivery().outbox().dead, 1);
}

TEST_F(ChannelsTest, OnesOwnNetworkIsNotReachedWhateverTheNameSays) {
  HttpRecorder receiver({200});
  settings.allow_private_targets = false;
  const auto port = std::to_string(receiver.port());
  for (const auto* host :
       {"localhost", "2130706433", "0x7f000001", "127.1", "localhost.localdomain"}) {
    delivery().add_webhook(administrator, "http://" + std::string(host) + ":" + port + "/",
                           station);
  }
  announce("a");
  auto channel = webhooks();
  DeliveryWorker worker(database, journal, clock, channel);
  EXPECT_EQ(worker.send_due(), 5);
  EXPECT_TRUE(receiver.received().empty());
  EXPECT_EQ(delivery().outbox().waiting, 5);
  int refused = 0;
  for (const auto& webhook : delivery().webhooks(administrator)) {
    refused += webhook.sending.last_problem.contains("private network") ? 1 : 0;
  }
  EXPECT_GE(refused, 4);  // localhost.localdomain may be unknown
}

TEST_F(ChannelsTest, WhatWasClaimedWhenTheProgramDiedIsSentAgain) {
  HttpRecorder receiver({200});
  add_webhook(receiver.port());
  announce("a");
  database.write([&](Transaction& transaction) {  // and then the power fails
    EXPECT_EQ(claim_dispatches(transaction, ChannelKind::webhook, clock.now(),
                               clock.now() + Duration::seconds(30), 1)
                  .size(),
              1U);
  });
  auto again = store::Database::open(folder.path() / "anlan.db", clock);
  auto channel = webhooks();
  DeliveryWorker worker(again, journal, clock, channel);
  EXPECT_EQ(worker.send_due(), 0);
  pass(Duration::seconds(30));
  EXPECT_EQ(worker.send_due(), 1);
  EXPECT_EQ(receiver.received().size(), 1U);
}

TEST_F(ChannelsTest, ARemovedWebhookIsToldNothingMore) {
  HttpRecorder receiver({200});
  const auto webhook = add_webhook(receiver.port());
  announce("a");
  const auto claimed = database.write([&](Transaction& transaction) {
    return claim_dispatches(transaction, ChannelKind::webhook, clock.now(), clock.now(), 1);
  });
  delivery().remove_webhook(administrator, webhook.webhook.id);
  auto channel = webhooks();
  const auto sent = channel.send(claimed.at(0));
  ASSERT_FALSE(sent);
  EXPECT_TRUE(sent.error().is_permanent);
  EXPECT_TRUE(receiver.received().empty());
}

TEST_F(ChannelsTest, TheWorkerSendsOnItsOwn) {
  HttpRecorder receiver({200});
  add_webhook(receiver.port());
  auto channel = webhooks();
  DeliveryWorker worker(database, journal, clock, channel);
  worker.start();
  announce("a");
  announce("b");
  for (int i = 0; i < 500 && delivery().outbox().sent < 2; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  worker.stop();
  EXPECT_EQ(receiver.received().size(), 2U);
  EXPECT_EQ(delivery().outbox().waiting, 0);
}

TEST_F(ChannelsTest, MailGoesThroughAnEncryptedLine) {
  FakeMailServer server(true);
  const auto certificate = folder.path() / "ca.pem";
  server.write_certificate(certificate);
  settings.mail.port = server.port();
  settings.mail.ca_file = certificate.string();
  delivery().add_mail_subscription(administrator, "duty@example.org", station);
  announce("a");
  auto channel = mail();
  DeliveryWorker worker(database, journal, clock, channel);
  EXPECT_EQ(worker.send_due(), 1);
  const auto subscription = delivery().mail_subscriptions(administrator)[0];
  EXPECT_EQ(subscription.sending.last_problem, "");
  const auto received = server.received();
  ASSERT_EQ(received.size(), 1U);
  EXPECT_TRUE(received[0].was_encrypted);
  EXPECT_EQ(received[0].from, "<anlan@police.example>");
  EXPECT_EQ(received[0].to, "<duty@example.org>");
  EXPECT_THAT(received[0].message, testing::HasSubstr("\r\nTo: <duty@example.org>\r\n"));
  EXPECT_THAT(received[0].message, testing::HasSubstr("Content-Language: zh-CN"));
}

TEST_F(ChannelsTest, MailIsNotSentInTheClearToAServerThatOffersNoTls) {
  FakeMailServer server(false);
  settings.mail.port = server.port();
  delivery().add_mail_subscription(administrator, "duty@example.org", station);
  announce("a");
  auto channel = mail();
  DeliveryWorker worker(database, journal, clock, channel);
  EXPECT_EQ(worker.send_due(), 1);
  EXPECT_TRUE(server.received().empty());
  EXPECT_EQ(delivery().outbox().waiting, 1);
}

TEST_F(ChannelsTest, MailIsNotSentToAServerThatNobodyVouchesFor) {
  FakeMailServer server(true);
  settings.mail.port = server.port();
  delivery().add_mail_subscription(administrator, "duty@example.org", station);
  announce("a");
  auto channel = mail();
  DeliveryWorker worker(database, journal, clock, channel);
  EXPECT_EQ(worker.send_due(), 1);
  EXPECT_TRUE(server.received().empty());
}

TEST_F(ChannelsTest, MailInTheClearIsForThoseWhoAskForIt) {
  FakeMailServer server(false);
  settings.mail.port = server.port();
  settings.mail.security = DeliverySettings::MailSecurity::none;
  delivery().add_mail_subscription(administrator, "duty@example.org", station);
  announce("a");
  auto channel = mail();
  DeliveryWorker worker(database, journal, clock, channel);
  EXPECT_EQ(worker.send_due(), 1);
  EXPECT_EQ(server.received().size(), 1U);
}

TEST_F(ChannelsTest, AMailboxThatIsNotThereIsGivenUp) {
  FakeMailServer server(false, "550 no such user");
  settings.mail.port = server.port();
  settings.mail.security = DeliverySettings::MailSecurity::none;
  delivery().add_mail_subscription(administrator, "nobody@example.org", station);
  announce("a");
  auto channel = mail();
  DeliveryWorker worker(database, journal, clock, channel);
  EXPECT_EQ(worker.send_due(), 1);
  EXPECT_EQ(delivery().outbox().dead, 1);
  EXPECT_EQ(journaled("mail_subscription.given_up"), 1);
}

}  // namespace
}  // namespace anlan::warnings
