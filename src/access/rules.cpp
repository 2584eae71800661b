#include "access/rules.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <set>

namespace anlan::access {
namespace {

constexpr std::size_t k_name_length_min = 2;
constexpr std::size_t k_name_length_max = 40;
constexpr std::size_t k_display_name_length_max = 80;
constexpr std::size_t k_password_length_min = 12;
constexpr std::size_t k_password_bytes_max = 256;  // Argon2 would take more; nobody types more
constexpr std::size_t k_password_letters_min = 5;
constexpr std::size_t k_journal_name_length = 3;
constexpr std::size_t k_token_name_length_max = 80;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::size_t count_characters(std::string_view utf8) {
  return utf8.size() - static_cast<std::size_t>(std::ranges::count_if(utf8, is_continuation));
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (auto& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

constexpr std::string_view k_blanks = " \t\r\n";

bool is_blank(std::string_view text) {
  return text.find_first_not_of(k_blanks) == std::string_view::npos;
}

void check_display_name(std::string_view name, std::vector<FieldFault>& faults) {
  if (is_blank(name)) faults.push_back({"display_name", "must not be empty"});
  if (count_characters(name) > k_display_name_length_max)
    faults.push_back({"display_name", "must have at most 80 characters"});
}

void throw_if_any(std::vector<FieldFault> faults) {
  if (faults.empty()) return;
  throw Problem::invalid("access.account", "The account cannot be kept like this.",
                         std::move(faults));
}

}  // namespace

void require_valid(const NewAccount& account) {
  std::vector<FieldFault> faults;
  const auto& name = account.name;
  if (name.size() < k_name_length_min || name.size() > k_name_length_max ||
      !std::ranges::all_of(name, is_name_character)) {
    faults.push_back({"name", "must be 2 to 40 of a-z 0-9 . _ -"});
  }
  check_display_name(account.display_name, faults);
  if (account.unit.empty()) faults.push_back({"unit", "must be the code of a unit"});
  throw_if_any(std::move(faults));
}

void require_valid(const AccountChange& change) {
  std::vector<FieldFault> faults;
  if (change.display_name) check_display_name(*change.display_name, faults);
  if (change.unit && change.unit->empty()) faults.push_back({"unit", "must be the code of a unit"});
  throw_if_any(std::move(faults));
}

void require_not_oneself(const Actor& actor, const Account& account, const AccountChange& change) {
  if (actor.is_system || actor.account != account.id) return;
  if (!change.role && !change.unit && !change.is_disabled) return;
  throw Problem::forbidden("access.own_account",
                           "Nobody changes their own post, unit or standing; ask another "
                           "administrator.");
}

bool ends_sessions(const Account& before, const AccountChange& change) {
  return (change.role && *change.role != before.role) ||
         (change.unit && *change.unit != before.unit) || change.is_disabled.value_or(false);
}

std::string sign_in_name(std::string_view typed) {
  if (is_blank(typed)) return {};
  const auto begin = typed.find_first_not_of(k_blanks);
  return lower(typed.substr(begin, typed.find_last_not_of(k_blanks) + 1 - begin));
}

std::optional<std::string> password_fault(std::string_view password, std::string_view name) {
  if (count_characters(password) < k_password_length_min)
    return "The password must have at least 12 characters.";
  if (password.size() > k_password_bytes_max) return "The password must have at most 256 bytes.";
  if (std::set<char>(password.begin(), password.end()).size() < k_password_letters_min)
    return "The password must have at least five different characters.";
  if (!name.empty() && lower(password).find(lower(name)) != std::string::npos)
    return "The password must not hold the name.";
  return std::nullopt;
}

std::string shortened_name(std::string_view name) {
  std::size_t end = 0;
  for (std::size_t characters = 0; end < name.size(); ++end) {
    if (!is_continuation(name[end]) && ++characters > k_journal_name_length) break;
  }
  std::string result(name.substr(0, end));
  if (end < name.size()) result += "…";
  return result;
}

FailureCount after_failure(const FailureCount& before, const BackoffRule& rule, Instant now) {
  const auto quiet = (now - before.last_failed_at).count_milliseconds();
  const auto leaked = std::max<std::int64_t>(0, quiet / rule.leak_every.count_milliseconds());
  FailureCount after{.failures = std::max<std::int64_t>(0, before.failures - leaked) + 1,
                     .last_failed_at = now,
                     .blocked_until = before.blocked_until};
  const auto excess = after.failures - rule.free_failures;
  if (excess <= 0) return after;
  auto block = rule.first.count_milliseconds();
  for (std::int64_t i = 1; i < excess && block < rule.longest.count_milliseconds(); ++i) block *= 2;
  const auto until =
      now + Duration::milliseconds(std::min(block, rule.longest.count_milliseconds()));
  after.blocked_until = std::max(before.blocked_until, until);
  return after;
}

bool is_blocked(const FailureCount& count, Instant now) { return now < count.blocked_until; }

Instant forget_failures_before(Instant now) { return now - Duration::days(1); }

std::string address_group(std::string_view address) {
  std::string text(address.substr(0, address.find('%')));  // without a zone
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
  constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  std::array<char, INET6_ADDRSTRLEN> out{};
  if (std::equal(mapped.begin(), mapped.end(), bytes.begin())) {
    return inet_ntop(AF_INET, bytes.data() + mapped.size(), out.data(), out.size());
  }
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return std::string(inet_ntop(AF_INET6, bytes.data(), out.data(), out.size())) + "/64";
}

bool is_live(const UserSession& session, Instant last_used_at, const SessionRule& rule,
             Instant now) {
  return now < session.ends_at && now < last_used_at + rule.idle;
}

Instant ends_at(const UserSession& session, const SessionRule& rule, Instant now) {
  return std::min(session.ends_at, now + rule.idle);
}

void require_valid_token(std::string_view name, int days) {
  std::vector<FieldFault> faults;
  if (is_blank(name) || count_characters(name) > k_token_name_length_max)
    faults.push_back({"name", "must have 1 to 80 characters"});
  if (days < 1 || days > k_token_days_max) faults.push_back({"days", "must be 1 to 365"});
  if (faults.empty()) return;
  throw Problem::invalid("access.token", "The token cannot be made like this.", std::move(faults));
}

}  // namespace anlan::access
