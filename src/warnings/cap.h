// Warnings in the Common Alerting Protocol 1.2 (OASIS Standard, 1 July 2010), and a feed of them
// (Atom, RFC 4287). Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "warnings/delivery.h"

namespace anlan::warnings {

/// The text as the content of an XML element or attribute: the five special characters escaped,
/// bytes that are no UTF-8 and characters that XML 1.0 does not have (§2.2) replaced by U+FFFD.
std::string xml_escaped(std::string_view text);

/// The newest state of a warning as an alert document in both languages. `history` holds its
/// notices, the oldest first, and at least one that is not `expired` (an alert lapses by its
/// `expires`). The first message is an Alert, later ones Update, and Cancel when it was closed;
/// these refer to every message before (§3.2.1). Scope is Restricted: warnings are for the unit
/// that is responsible.
std::string cap_alert(std::span<const Announced> history, const DeliverySettings& settings);

/// An Atom feed whose entries point at the alert documents. `updated` where there is no entry.
std::string cap_feed(std::span<const Announced> current, const DeliverySettings& settings,
                     Instant now);

}  // namespace anlan::warnings
