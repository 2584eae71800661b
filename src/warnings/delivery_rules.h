// Who is told what, when it is tried again, and where nothing is sent to. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "warnings/delivery.h"

namespace anlan::warnings {

/// The name of a change: a UUIDv8 of the warning and the sequence.
Id notice_id(const Notice& notice);

/// Whether the change is worth a mail: that it was issued or closed, or has become more severe.
bool is_mailed(const Notice& notice, std::optional<Severity> severity_before);

/// When the next attempt is made after `attempts` failed: 10 s, doubled each time, an hour at most;
/// empty after k_attempts_max, some five hours in all.
std::optional<Duration> wait_after(std::int32_t attempts);
inline constexpr std::int32_t k_attempts_max = 14;

/// The address as it is kept; throws Problem (invalid, "delivery.address") unless it is one plain
/// address (RFC 5321 without quoting, ASCII): no line break, no second address, no name around it.
std::string checked_address(std::string_view address);

/// The parts of a webhook's address.
struct WebhookUrl {
  std::string text;
  bool is_https = false;
  std::string host;
};
/// Throws Problem (invalid, "delivery.url") unless it is http(s), without a user, at most 2,000
/// characters; http only where the settings allow it; a literal address only if it may be sent to.
WebhookUrl checked_url(std::string_view url, const DeliverySettings& settings);

/// Whether an IP address is one of the public internet: not of this machine, a private network, a
/// link, a test network, multicast, nor an IPv4 address wrapped in IPv6. 4 or 16 bytes in network
/// order (RFC 6890 and IANA's special-purpose registries).
bool is_public_address(std::span<const std::uint8_t> address);

}  // namespace anlan::warnings
