// Delivery: to whom a warning is told, by what way, and how far that has come.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bilingual.h"
#include "base/id.h"
#include "base/instant.h"
#include "base/unit_code.h"
#include "warnings/notice.h"

namespace anlan::warnings {

/// A notice that was announced, with the name under which every receiver knows it.
struct Announced {
  Id id;  ///< the same for the same change of the same warning, however often it is sent
  Notice notice;
};

/// One warning (or task) in the inboxes of a unit and of those above it.
struct InboxItem {
  Id id;
  Instant at;
  Bilingual title;
  std::string subject_kind;  ///< "warning" or "task"
  std::string subject;
  Severity severity = Severity::notice;
  bool is_read = false;  ///< by the account that asks
};

struct InboxCursor {
  Instant at;
  Id id;
  std::string to_string() const;
  static std::optional<InboxCursor> parse(std::string_view text);
};

struct InboxPage {
  std::vector<InboxItem> items;
  std::optional<InboxCursor> next;
  std::int64_t unread = 0;  ///< in all pages
};

/// How the last attempts at a subscription went.
struct SendingState {
  std::optional<Instant> last_sent_at;
  std::optional<Instant> failing_since;
  std::string last_problem;
};

struct Webhook {
  Id id;
  std::string url;
  UnitPath unit;  ///< is told of the warnings of this unit and its subtree
  SendingState sending;
};

struct WebhookWithSecret {
  Webhook webhook;
  std::string secret;  ///< "whsec_" and base64; shown once
};

struct MailSubscription {
  Id id;
  std::string address;
  UnitPath unit;
  SendingState sending;
};

enum class ChannelKind { webhook, mail };
std::string_view to_string(ChannelKind channel);

/// One notice on its way to one subscription.
struct Dispatch {
  Id id;
  Announced announced;
  Id subscription;
  std::int32_t attempts = 0;  ///< including the one that is being made
};

/// Why a notice did not arrive.
struct SendFault {
  std::string reason;         ///< said to a person; holds no secret
  bool is_permanent = false;  ///< trying again is of no use
};

/// What settings.toml says about delivery ([delivery], [mail]).
struct DeliverySettings {
  std::string base_url = "http://localhost:8080";  ///< how people reach the page, without a slash
  std::string sender = "anlan@localhost";          ///< who speaks, in CAP and in mail
  bool is_exercise = false;                        ///< CAP status Exercise, and said in mail
  bool allow_private_targets = false;              ///< webhooks to addresses of one's own network
  bool allow_http = false;                         ///< webhooks without TLS

  enum class MailSecurity { starttls, tls, none };
  struct Mail {
    std::string host;  ///< empty: no mail is sent
    std::uint16_t port = 587;
    MailSecurity security = MailSecurity::starttls;
    std::string user;
    std::string password;
    std::string ca_file;  ///< empty: the system's certificates
  };
  Mail mail;
};

}  // namespace anlan::warnings
