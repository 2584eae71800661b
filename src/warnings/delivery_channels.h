// Channels: how a notice leaves the house, by HTTP or by SMTP (libcurl).
#pragma once

#include <cstdint>

#include "base/expected.h"
#include "base/instant.h"
#include "store/database.h"
#include "store/seal.h"
#include "warnings/delivery.h"

namespace anlan::warnings {

/// Sends one notice to one subscription, and says whether it arrived. Blocks, for at most
/// k_send_seconds_max.
class Channel {
 public:
  virtual ~Channel() = default;
  virtual ChannelKind kind() const = 0;
  virtual Expected<void, SendFault> send(const Dispatch& dispatch) = 0;
};

inline constexpr long k_send_seconds_max = 15;

/// Posts webhook_request() to the webhook's address. Follows no redirect and uses no proxy. The
/// address that the name leads to is looked at when the connection is made: one's own networks are
/// refused unless the settings allow them, whatever the name server says (SSRF).
class WebhookChannel final : public Channel {
 public:
  WebhookChannel(const store::Database& database, const Clock& clock, const store::Seal& seal,
                 const DeliverySettings& settings)
      : database_(database), clock_(clock), seal_(seal), settings_(settings) {}
  ChannelKind kind() const override { return ChannelKind::webhook; }
  Expected<void, SendFault> send(const Dispatch& dispatch) override;

 private:
  const store::Database& database_;
  const Clock& clock_;
  const store::Seal& seal_;
  const DeliverySettings& settings_;
};

/// Hands mail_message() to the mail server of the settings. Where they ask for STARTTLS, nothing is
/// sent to a server that does not offer it.
class MailChannel final : public Channel {
 public:
  MailChannel(const store::Database& database, const Clock& clock, Zone zone,
              const DeliverySettings& settings)
      : database_(database), clock_(clock), zone_(std::move(zone)), settings_(settings) {}
  ChannelKind kind() const override { return ChannelKind::mail; }
  Expected<void, SendFault> send(const Dispatch& dispatch) override;

 private:
  const store::Database& database_;
  const Clock& clock_;
  Zone zone_;
  const DeliverySettings& settings_;
};

}  // namespace anlan::warnings
