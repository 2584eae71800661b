#include "warnings/delivery_channels.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

#include "base/check.h"
#include "warnings/delivery_repository.h"
#include "warnings/delivery_rules.h"
#include "warnings/mail.h"
#include "warnings/webhook.h"

namespace anlan::warnings {
namespace {

constexpr long k_connect_seconds_max = 5;

using Fault = Unexpected<SendFault>;

Fault removed_subscription() {
  return Fault(SendFault{.reason = "The subscription was removed.", .is_permanent = true});
}

struct EndEasy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Easy = std::unique_ptr<CURL, EndEasy>;

struct EndList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
/// A list of libcurl's; append() copies the text.
class TextList {
 public:
  void append(const std::string& text) {
    auto* longer = curl_slist_append(list_.get(), text.c_str());
    CHECK(longer != nullptr);
    static_cast<void>(list_.release());
    list_.reset(longer);
  }
  curl_slist* get() const { return list_.get(); }

 private:
  std::unique_ptr<curl_slist, EndList> list_;
};

template <class Value>
void set(CURL* handle, CURLoption option, Value value) {
  CHECK(curl_easy_setopt(handle, option, value) == CURLE_OK);
}

Easy new_transfer() {
  static const CURLcode is_ready = curl_global_init(CURL_GLOBAL_DEFAULT);  // once a program
  CHECK(is_ready == CURLE_OK);
  Easy easy(curl_easy_init());
  CHECK(easy != nullptr);
  set(easy.get(), CURLOPT_NOSIGNAL, 1L);  // we are one of several threads
  set(easy.get(), CURLOPT_CONNECTTIMEOUT, k_connect_seconds_max);
  set(easy.get(), CURLOPT_TIMEOUT, k_send_seconds_max);
  set(easy.get(), CURLOPT_PROXY, "");  // none, whatever the environment says
  return easy;
}

SendFault fault_of(CURLcode code, const char* detail) {
  const std::string words = detail[0] != '\0' ? detail : curl_easy_strerror(code);
  return {.reason = fmt::format("{}.", words.substr(0, 300))};
}

/// What the connection callback looks at, and what it found.
struct TargetGuard {
  bool allow_private = false;
  bool has_refused = false;
};

bool is_allowed(const TargetGuard& guard, const curl_sockaddr& address) {
  if (guard.allow_private) return true;
  if (address.family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address.addr, sizeof v4);
    return is_public_address({reinterpret_cast<const std::uint8_t*>(&v4.sin_addr), 4});
  }
  if (address.family == AF_INET6 && address.addrlen >= sizeof(sockaddr_in6)) {
    sockaddr_in6 v6{};
    // libcurl keeps the whole address there, though the member's type is the short one.
    std::memcpy(&v6, static_cast<const void*>(&address.addr), sizeof v6);
    return is_public_address({reinterpret_cast<const std::uint8_t*>(&v6.sin6_addr), 16});
  }
  return false;
}

curl_socket_t open_socket(void* user, curlsocktype, curl_sockaddr* address) {
  auto& guard = *static_cast<TargetGuard*>(user);
  if (!is_allowed(guard, *address)) {
    guard.has_refused = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// The answer's body says nothing that we need.
std::size_t drop_body(char*, std::size_t size, std::size_t count, void*) { return size * count; }

Expected<void, SendFault> post(const std::string& url, const WebhookRequest& request,
                               const DeliverySettings& settings) {
  const auto easy = new_transfer();
  char detail[CURL_ERROR_SIZE] = "";
  TargetGuard guard{.allow_private = settings.allow_private_targets};
  TextList headers;
  for (const auto& [name, value] : request.headers) headers.append(name + ": " + value);
  headers.append("Expect:");  // no waiting for 100 Continue
  auto* handle = easy.get();
  set(handle, CURLOPT_ERRORBUFFER, detail);
  set(handle, CURLOPT_URL, url.c_str());
  set(handle, CURLOPT_PROTOCOLS_STR, settings.allow_http ? "https,http" : "https");
  set(handle, CURLOPT_FOLLOWLOCATION, 0L);
  set(handle, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  set(handle, CURLOPT_OPENSOCKETDATA, &guard);
  set(handle, CURLOPT_USERAGENT, "Anlan");
  set(handle, CURLOPT_HTTPHEADER, headers.get());
  set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  set(handle, CURLOPT_POSTFIELDS, request.body.c_str());
  set(handle, CURLOPT_WRITEFUNCTION, &drop_body);
  const auto code = curl_easy_perform(handle);
  if (code != CURLE_OK && guard.has_refused) {
    return Fault(SendFault{
        .reason = "The name leads into a private network; the settings do not allow that."});
  }
  if (code != CURLE_OK) return Fault(fault_of(code, detail));
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  if (status >= 200 && status < 300) return {};
  return Fault(SendFault{.reason = fmt::format("The receiver answered {}.", status),
                         .is_permanent = status == 410});  // RFC 9110: gone, and likely for good
}

/// A message that is being read by libcurl.
struct Upload {
  std::string_view rest;
};

std::size_t read_upload(char* buffer, std::size_t size, std::size_t count, void* user) {
  auto& upload = *static_cast<Upload*>(user);
  const auto length = std::min(size * count, upload.rest.size());
  std::memcpy(buffer, upload.rest.data(), length);
  upload.rest.remove_prefix(length);
  return length;
}

void set_server(CURL* handle, const DeliverySettings::Mail& mail) {
  using Security = DeliverySettings::MailSecurity;
  const auto scheme = mail.security == Security::tls ? "smtps" : "smtp";
  set(handle, CURLOPT_URL, fmt::format("{}://{}:{}", scheme, mail.host, mail.port).c_str());
  set(handle, CURLOPT_PROTOCOLS_STR, scheme);
  if (mail.security == Security::starttls) {
    set(handle, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  }
  if (!mail.ca_file.empty()) set(handle, CURLOPT_CAINFO, mail.ca_file.c_str());
  if (!mail.user.empty()) {
    set(handle, CURLOPT_USERNAME, mail.user.c_str());
    set(handle, CURLOPT_PASSWORD, mail.password.c_str());
  }
}

/// RFC 5321 §4.2.3: there is no such mailbox, or it does not take our mail.
bool is_refused_mailbox(long reply) { return reply == 550 || reply == 551 || reply == 553; }

}  // namespace

Expected<void, SendFault> WebhookChannel::send(const Dispatch& dispatch) {
  struct Target {
    std::optional<Webhook> webhook;
    std::vector<std::uint8_t> sealed_secret;
  };
  const auto target = database_.read([&](store::Session& session) {
    return Target{.webhook = find_webhook(session, dispatch.subscription),
                  .sealed_secret = sealed_secret_of(session, dispatch.subscription)};
  });
  if (!target.webhook) return removed_subscription();
  const auto request = webhook_request(dispatch.announced, seal_.open_sealed(target.sealed_secret),
                                       settings_, clock_.now());
  return post(target.webhook->url, request, settings_);
}

Expected<void, SendFault> MailChannel::send(const Dispatch& dispatch) {
  const auto mail = database_.read([&](store::Session& session) {
    return find_mail_subscription(session, dispatch.subscription);
  });
  if (!mail) return removed_subscription();
  if (settings_.mail.host.empty()) {
    return Fault(SendFault{.reason = "The settings name no mail server."});
  }
  const auto message = mail_message(dispatch, mail->address, settings_, zone_, clock_.now());
  const auto easy = new_transfer();
  char detail[CURL_ERROR_SIZE] = "";
  TextList recipients;
  recipients.append(fmt::format("<{}>", mail->address));
  Upload upload{.rest = message};
  auto* handle = easy.get();
  set(handle, CURLOPT_ERRORBUFFER, detail);
  set_server(handle, settings_.mail);
  set(handle, CURLOPT_MAIL_FROM, fmt::format("<{}>", settings_.sender).c_str());
  set(handle, CURLOPT_MAIL_RCPT, recipients.get());
  set(handle, CURLOPT_READFUNCTION, &read_upload);
  set(handle, CURLOPT_READDATA, &upload);
  set(handle, CURLOPT_UPLOAD, 1L);
  const auto code = curl_easy_perform(handle);
  if (code == CURLE_OK) return {};
  long reply = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &reply);
  auto fault = fault_of(code, detail);
  fault.is_permanent = is_refused_mailbox(reply);
  return Fault(std::move(fault));
}

}  // namespace anlan::warnings
