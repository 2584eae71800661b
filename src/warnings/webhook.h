// What a webhook is sent: a CloudEvent, signed. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "warnings/delivery.h"

namespace anlan::warnings {

/// The body and headers of one POST.
struct WebhookRequest {
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// A CloudEvent 1.0 in structured JSON (application/cloudevents+json): type
/// "anlan.warning.<change>", subject the warning's id, data the notice (notice_json.h). The id is
/// the notice's, so that a receiver may drop what it has seen. Signed as Standard Webhooks 1.0 has
/// it (headers webhook-id, webhook-timestamp, webhook-signature).
WebhookRequest webhook_request(const Announced& announced, std::string_view secret,
                               const DeliverySettings& settings, Instant now);

/// "v1," and base64 of HMAC-SHA256 under the secret (what follows "whsec_", base64) over
/// "<id>.<timestamp>.<body>". A secret of another shape is a bug.
std::string webhook_signature(std::string_view secret, std::string_view id,
                              std::string_view timestamp, std::string_view body);

}  // namespace anlan::warnings
