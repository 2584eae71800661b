// Delivery in SQL. No rules here, and no rights.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/session.h"
#include "warnings/delivery.h"

namespace anlan::warnings {

/// Empty if there is no such unit.
UnitPath path_of_unit(store::Session& session, const UnitCode& unit);
/// Its code in both languages where the unit has no name, or is not there.
Bilingual name_of_unit(store::Session& session, const std::string& code);

/// False if the notice is there already.
bool insert_notice(store::Transaction& transaction, const Announced& announced);
/// Of the newest notice of a warning; empty if there is none.
std::optional<Severity> latest_severity(store::Session& session, const Id& warning);
std::optional<Announced> find_notice(store::Session& session, const Id& id);
/// All notices of a warning, the oldest first.
std::vector<Announced> notices_of(store::Session& session, const Id& warning);
/// The newest notice of each warning in scope that is valid after `now`, or was sent after
/// `sent_after`; the newest first.
std::vector<Announced> latest_notices(store::Session& session, const UnitPath& scope, Instant now,
                                      Instant sent_after, int limit);

/// Adds the item, or renews its words; brings it up again, unread, where `is_news`.
void put_inbox_item(store::Transaction& transaction, const InboxItem& item, const UnitPath& unit,
                    bool is_news);
/// Newest first; items before `fresh_since` count as read.
InboxPage list_inbox(store::Session& session, const UnitPath& scope, const Id& account,
                     const std::vector<std::string>& kinds, Instant fresh_since, bool unread_only,
                     const std::optional<InboxCursor>& after, int limit);
/// The unit that an item is addressed to, and its kind of subject.
struct InboxAddress {
  UnitPath unit;
  std::string subject_kind;
};
std::optional<InboxAddress> inbox_address(store::Session& session, const Id& item);
void mark_inbox_item_read(store::Transaction& transaction, const Id& item, const Id& account,
                          Instant now);
/// How far the journal has been read for the inbox.
std::int64_t inbox_progress(store::Session& session);
void set_inbox_progress(store::Transaction& transaction, std::int64_t sequence);

void insert_webhook(store::Transaction& transaction, const Webhook& webhook,
                    std::span<const std::uint8_t> sealed_secret, std::string_view added_by,
                    Instant now);
std::optional<Webhook> find_webhook(store::Session& session, const Id& id);
std::vector<std::uint8_t> sealed_secret_of(store::Session& session, const Id& webhook);
std::vector<Webhook> list_webhooks(store::Session& session, const UnitPath& scope);

/// False if the address has the unit already.
bool insert_mail_subscription(store::Transaction& transaction, const MailSubscription& mail,
                              std::string_view added_by, Instant now);
std::optional<MailSubscription> find_mail_subscription(store::Session& session, const Id& id);
std::vector<MailSubscription> list_mail_subscriptions(store::Session& session,
                                                      const UnitPath& scope);

/// Those of the channel whose unit is `unit` or above it.
std::vector<Id> subscriptions_for(store::Session& session, ChannelKind channel,
                                  const UnitPath& unit);
/// With what still waits for it.
void remove_subscription(store::Transaction& transaction, ChannelKind channel, const Id& id);
void note_sent(store::Transaction& transaction, ChannelKind channel, const Id& subscription,
               Instant now);
void note_failed(store::Transaction& transaction, ChannelKind channel, const Id& subscription,
                 std::string_view reason, Instant now);

void insert_dispatch(store::Transaction& transaction, const Id& id, const Id& notice,
                     ChannelKind channel, const Id& subscription, Instant now);
/// Takes what is due: counts the attempt, and puts the next one off until `lease_until`, so that
/// nobody else sends it meanwhile, and that it is sent again if this program dies. The oldest
/// first.
std::vector<Dispatch> claim_dispatches(store::Transaction& transaction, ChannelKind channel,
                                       Instant now, Instant lease_until, int limit);
bool has_due(store::Session& session, ChannelKind channel, Instant now);
void end_dispatch(store::Transaction& transaction, const Id& id, Instant now);
void retry_dispatch(store::Transaction& transaction, const Id& id, Instant next_attempt_at,
                    std::string_view reason);
void give_up_dispatch(store::Transaction& transaction, const Id& id, std::string_view reason);

/// How many rows of the outbox wait, were sent, or were given up.
struct OutboxCount {
  std::int64_t waiting = 0;
  std::int64_t sent = 0;
  std::int64_t dead = 0;
};
OutboxCount count_outbox(store::Session& session);

}  // namespace anlan::warnings
