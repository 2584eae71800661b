// What a mail says: a message of RFC 5322 and MIME, in both languages. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/instant.h"
#include "warnings/delivery.h"

namespace anlan::warnings {

/// The whole message, lines ended by CR LF. The text comes in Chinese and in English, one part
/// each; everything that people wrote is base64, so that nothing of it can become a header. The
/// Message-ID is made of the dispatch: sent twice, a mail program shows it once. `address` must
/// have passed checked_address().
std::string mail_message(const Dispatch& dispatch, std::string_view address,
                         const DeliverySettings& settings, const Zone& zone, Instant now);

/// Encoded words of RFC 2047, folded (UTF-8, base64, never split within a character); control
/// characters become spaces.
std::string encoded_header(std::string_view text);

}  // namespace anlan::warnings
