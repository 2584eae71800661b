#include "warnings/delivery_rules.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "base/problem.h"

namespace anlan::warnings {
namespace {

constexpr std::size_t k_address_length_max = 254;  // RFC 5321, 4.5.3.1.3, less the brackets
constexpr std::size_t k_local_part_length_max = 64;
constexpr std::size_t k_url_length_max = 2'000;
constexpr std::int64_t k_first_wait_seconds = 10;
constexpr std::int64_t k_longest_wait_seconds = 3'600;

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Labels of letters, digits and hyphens between dots.
bool is_domain(std::string_view domain) {
  if (domain.empty() || domain.front() == '.' || domain.back() == '.') return false;
  if (domain.find("..") != std::string_view::npos) return false;
  return std::all_of(domain.begin(), domain.end(),
                     [](char c) { return is_alphanumeric(c) || c == '-' || c == '.'; });
}

bool is_local_part(std::string_view local) {
  if (local.empty() || local.size() > k_local_part_length_max) return false;
  if (local.front() == '.' || local.back() == '.' || local.front() == '-') return false;
  return std::all_of(local.begin(), local.end(), [](char c) {
    return is_alphanumeric(c) || std::string_view(".!#$%&'*+-/=?^_`{|}~").contains(c);
  });
}

[[noreturn]] void refuse_url(std::string fault) {
  throw Problem::invalid("delivery.url", "The address of the webhook cannot be used.",
                         {{"url", std::move(fault)}});
}

struct Network {
  std::array<std::uint8_t, 4> address;
  int bits;
};
// RFC 6890's table and its successors: whatever is not globally reachable.
constexpr std::array k_special_networks{
    Network{{0, 0, 0, 0}, 8},      Network{{10, 0, 0, 0}, 8},     Network{{100, 64, 0, 0}, 10},
    Network{{127, 0, 0, 0}, 8},    Network{{169, 254, 0, 0}, 16}, Network{{172, 16, 0, 0}, 12},
    Network{{192, 0, 0, 0}, 24},   Network{{192, 0, 2, 0}, 24},   Network{{192, 88, 99, 0}, 24},
    Network{{192, 168, 0, 0}, 16}, Network{{198, 18, 0, 0}, 15},  Network{{198, 51, 100, 0}, 24},
    Network{{203, 0, 113, 0}, 24}, Network{{224, 0, 0, 0}, 3}};

bool starts_with(std::span<const std::uint8_t> address, std::span<const std::uint8_t> network,
                 int bits) {
  for (int bit = 0; bit < bits; ++bit) {
    const auto byte = static_cast<std::size_t>(bit / 8);
    const auto mask = static_cast<std::uint8_t>(0x80 >> bit % 8);
    if ((address[byte] & mask) != (network[byte] & mask)) return false;
  }
  return true;
}

bool is_public_v6(std::span<const std::uint8_t> address) {
  // Global unicast is 2000::/3; of it, not Teredo and other protocol assignments (2001::/23),
  // documentation (2001:db8::/32, 3fff::/20) and 6to4 (2002::/16), which wraps an IPv4 address.
  const auto first = static_cast<unsigned>(address[0] << 8 | address[1]);
  const auto second = static_cast<unsigned>(address[2] << 8 | address[3]);
  if ((first & 0xe000U) != 0x2000U) return false;
  if (first == 0x2001U && (second < 0x0200U || second == 0x0db8U)) return false;
  if (first == 0x2002U) return false;
  return !(first == 0x3fffU && second < 0x1000U);
}

/// The bytes of an address that is written out, as an URL does it; empty for a name.
std::vector<std::uint8_t> literal_address(const std::string& host) {
  std::vector<std::uint8_t> bytes(4);
  if (inet_pton(AF_INET, host.c_str(), bytes.data()) == 1) return bytes;
  bytes.resize(16);
  if (inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1) return bytes;
  return {};
}

}  // namespace

std::string_view to_string(ChannelKind channel) {
  switch (channel) {
    case ChannelKind::webhook: return "webhook";
    case ChannelKind::mail: return "mail";
  }
  check_failed("a known ChannelKind", __FILE__, __LINE__);
}

std::string InboxCursor::to_string() const {
  return fmt::format("{}.{}", at.unix_milliseconds(), id.to_string());
}

std::optional<InboxCursor> InboxCursor::parse(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  std::int64_t at = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + dot, at);
  const auto id = Id::parse(text.substr(dot + 1));
  if (error != std::errc() || end != text.data() + dot || !id) return std::nullopt;
  return InboxCursor{.at = Instant::from_unix_milliseconds(at), .id = *id};
}

Id notice_id(const Notice& notice) {
  return Id::named("notice", fmt::format("{}/{}", notice.warning.to_string(), notice.sequence));
}

bool is_mailed(const Notice& notice, std::optional<Severity> severity_before) {
  switch (notice.change) {
    case NoticeChange::issued:
    case NoticeChange::closed: return true;
    case NoticeChange::updated: return severity_before && notice.severity > *severity_before;
    case NoticeChange::expired: return false;
  }
  return false;
}

std::optional<Duration> wait_after(std::int32_t attempts) {
  if (attempts >= k_attempts_max) return std::nullopt;
  auto seconds = k_first_wait_seconds;
  for (std::int32_t i = 1; i < attempts && seconds < k_longest_wait_seconds; ++i) seconds *= 2;
  return Duration::seconds(std::min(seconds, k_longest_wait_seconds));
}

std::string checked_address(std::string_view address) {
  const auto at = address.find('@');
  if (address.size() <= k_address_length_max && at != std::string_view::npos &&
      is_local_part(address.substr(0, at)) && is_domain(address.substr(at + 1))) {
    return std::string(address);
  }
  throw Problem::invalid("delivery.address", "This is not an e-mail address.",
                         {{"address", "must be one plain address"}});
}

WebhookUrl checked_url(std::string_view url, const DeliverySettings& settings) {
  WebhookUrl parts{.text = std::string(url), .is_https = url.starts_with("https://")};
  if (url.size() > k_url_length_max) refuse_url("is longer than 2000 characters");
  if (!parts.is_https && !url.starts_with("http://")) refuse_url("must begin with https://");
  if (!parts.is_https && !settings.allow_http) refuse_url("must begin with https:// here");
  const bool is_plain =
      std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (!is_plain || url.find_first_of("\"<>\\^`{|}#") != std::string_view::npos) {
    refuse_url("holds a character that an address does not have");
  }
  const auto rest = url.substr(url.find("//") + 2);
  const auto authority = rest.substr(0, rest.find_first_of("/?"));
  if (authority.contains('@')) refuse_url("must not name a user");
  if (authority.starts_with('[')) {
    const auto close = authority.find(']');
    if (close == std::string_view::npos) refuse_url("has no host");
    parts.host = std::string(authority.substr(1, close - 1));
    if (literal_address(parts.host).empty()) refuse_url("has no host");
  } else {
    parts.host = std::string(authority.substr(0, authority.find(':')));
    if (!is_domain(parts.host)) refuse_url("has no host");
  }
  const auto address = literal_address(parts.host);
  if (!address.empty() && !settings.allow_private_targets && !is_public_address(address)) {
    refuse_url("is an address of a private network; the settings do not allow that");
  }
  return parts;
}

bool is_public_address(std::span<const std::uint8_t> address) {
  if (address.size() == 16) return is_public_v6(address);
  if (address.size() != 4) return false;
  return std::none_of(
      k_special_networks.begin(), k_special_networks.end(),
      [&](const Network& network) { return starts_with(address, network.address, network.bits); });
}

}  // namespace anlan::warnings
