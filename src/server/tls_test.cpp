// The server behind a certificate of its own making.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "base/problem.h"
#include "server/server.h"
#include "tests/support/loopback_client.h"
#include "tests/support/temporary_folder.h"

namespace anlan::server {
namespace {

template <auto Free>
struct Freed {
  template <class Thing>
  void operator()(Thing* thing) const {
    Free(thing);
  }
};
template <class Thing, auto Free>
using Owned = std::unique_ptr<Thing, Freed<Free>>;

/// Writes cert.pem and key.pem, for localhost, valid for an hour.
void write_certificate(const std::filesystem::path& folder) {
  const Owned<EVP_PKEY, EVP_PKEY_free> key(EVP_EC_gen("P-256"));
  const Owned<X509, X509_free> certificate(X509_new());
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  auto* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  std::FILE* file = std::fopen((folder / "cert.pem").c_str(), "w");
  PEM_write_X509(file, certificate.get());
  std::fclose(file);
  file = std::fopen((folder / "key.pem").c_str(), "w");
  PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(file);
}

class TlsTest : public testing::Test {
 protected:
  TlsTest() {
    write_certificate(folder.path());
    settings.port = 0;
    settings.certificate = folder.path() / "cert.pem";
    settings.private_key = folder.path() / "key.pem";
    settings.times.header = std::chrono::milliseconds(400);
  }
  static Router routes() {
    Router router;
    router.add(Method::get, "/v1/secure", Guard::open, [](const Request& request) {
      return Response::text(request.is_secure ? std::string(200'000, 's') : "not secure")
          .with("Set-Cookie", set_cookie({"anlan", "x"}, request));
    });
    return router;
  }
  tests::TemporaryFolder folder;
  ServerSettings settings;
};

/// One request over TLS of at most that version; everything that came, or "" where none could be
/// had.
std::string ask_over_tls(std::uint16_t port, int version_max) {
  const Owned<SSL_CTX, SSL_CTX_free> context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_max_proto_version(context.get(), version_max);
  const auto address = "127.0.0.1:" + std::to_string(port);
  const Owned<BIO, BIO_free_all> wire(BIO_new_ssl_connect(context.get()));
  BIO_set_conn_hostname(wire.get(), address.c_str());
  const std::string request =
      "GET /v1/secure HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  if (BIO_do_connect(wire.get()) <= 0) return "";
  BIO_write(wire.get(), request.data(), static_cast<int>(request.size()));
  std::string all;
  char bytes[16 * 1024];
  int count;
  while ((count = BIO_read(wire.get(), bytes, sizeof bytes)) > 0) {
    all.append(bytes, static_cast<std::size_t>(count));
  }
  return all;
}

TEST_F(TlsTest, AnswersSecurely) {
  Server server(settings, routes(), nullptr);
  server.start();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const auto all = ask_over_tls(server.port(), version);
    EXPECT_TRUE(all.starts_with("HTTP/1.1 200 OK\r\n"));
    EXPECT_NE(all.find("Strict-Transport-Security: max-age="), std::string::npos);
    EXPECT_NE(all.find("Set-Cookie: anlan=x; Path=/; HttpOnly; Secure"), std::string::npos);
    EXPECT_TRUE(all.ends_with(std::string(200'000, 's')));
  }
  EXPECT_EQ(ask_over_tls(server.port(), TLS1_1_VERSION), "");
}

TEST_F(TlsTest, ClosesWhoDoesNotShakeHands) {
  Server server(settings, routes(), nullptr);
  server.start();
  tests::LoopbackClient plain(server.port());
  ASSERT_TRUE(plain.send(tests::get("/v1/secure")));
  EXPECT_TRUE(plain.is_closed_within(std::chrono::seconds(5)));
  tests::LoopbackClient silent(server.port());
  EXPECT_TRUE(silent.is_closed_within(std::chrono::seconds(5)));
}

TEST_F(TlsTest, RefusesACertificateThatItCannotRead) {
  settings.certificate = folder.path() / "none.pem";
  Server none(settings, routes(), nullptr);
  EXPECT_THROW(none.start(), Problem);
  settings.certificate = folder.path() / "cert.pem";
  settings.private_key = folder.path() / "cert.pem";
  Server wrong(settings, routes(), nullptr);
  EXPECT_THROW(wrong.start(), Problem);
}

}  // namespace
}  // namespace anlan::server
