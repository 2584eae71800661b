#include "warnings/webhook.h"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <boost/json.hpp>

#include "base/check.h"
#include "warnings/notice_json.h"

namespace anlan::warnings {
namespace {

constexpr std::string_view k_secret_prefix = "whsec_";
constexpr std::size_t k_secret_bytes_max = 64;  // Standard Webhooks: 24 to 64 bytes

std::vector<unsigned char> key_of(std::string_view secret) {
  CHECK(secret.starts_with(k_secret_prefix));
  secret.remove_prefix(k_secret_prefix.size());
  std::vector<unsigned char> key(k_secret_bytes_max);
  std::size_t size = 0;
  CHECK(sodium_base642bin(key.data(), key.size(), secret.data(), secret.size(), nullptr, &size,
                          nullptr, sodium_base64_VARIANT_ORIGINAL) == 0);
  key.resize(size);
  return key;
}

std::string base64(std::span<const unsigned char> bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();
  return text;
}

}  // namespace

std::string webhook_signature(std::string_view secret, std::string_view id,
                              std::string_view timestamp, std::string_view body) {
  const auto key = key_of(secret);
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.data(), key.size());
  for (const auto part : {id, std::string_view("."), timestamp, std::string_view("."), body}) {
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                                  part.size());
  }
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256_final(&state, mac.data());
  return "v1," + base64(mac);
}

WebhookRequest webhook_request(const Announced& announced, std::string_view secret,
                               const DeliverySettings& settings, Instant now) {
  const auto& notice = announced.notice;
  auto data = boost::json::parse(to_json(notice)).as_object();
  data["link"] = settings.base_url + notice.link;
  data["is_exercise"] = settings.is_exercise;
  const auto id = announced.id.to_string();
  const boost::json::object event{
      {"specversion", "1.0"},
      {"id", id},
      {"source", settings.base_url},
      {"type", fmt::format("anlan.warning.{}", to_string(notice.change))},
      {"subject", notice.warning.to_string()},
      {"time", notice.sent_at.to_string()},
      {"datacontenttype", "application/json"},
      {"data", std::move(data)}};
  WebhookRequest request{.body = boost::json::serialize(event)};
  const auto timestamp = fmt::format("{}", now.unix_milliseconds() / 1000);
  request.headers = {{"Content-Type", "application/cloudevents+json; charset=utf-8"},
                     {"webhook-id", id},
                     {"webhook-timestamp", timestamp},
                     {"webhook-signature", webhook_signature(secret, id, timestamp, request.body)}};
  return request;
}

}  // namespace anlan::warnings
