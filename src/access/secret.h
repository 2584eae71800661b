// Secrets: random ones, and what may be kept of them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace anlan::access {

/// What begins every token for programs, so that one left in a file is recognised.
constexpr std::string_view k_token_prefix = "anlan_";

using SecretHash = std::array<std::uint8_t, 32>;

/// 256 random bits of the system, as 43 letters, digits, - and _.
std::string random_secret();

/// BLAKE2b-256. Without salt or delay, for the secret has 256 bits of chance already.
SecretHash hash_of_secret(std::string_view secret);

/// What a page must send along with each change, so that another site cannot send it in the
/// browser's name: derived from the session's secret, and not to be turned back into it.
std::string csrf_token_of(std::string_view session_secret);

/// Four groups of four letters and digits that are not mistaken for each other: 80 bits.
std::string random_password();

}  // namespace anlan::access
