// Delivery: the only door to inboxes, subscriptions, the outbox and the CAP feed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/actor.h"
#include "base/id.h"
#include "base/instant.h"
#include "store/database.h"
#include "store/journal.h"
#include "store/seal.h"
#include "tasks/templates.h"
#include "warnings/delivery.h"
#include "warnings/delivery_repository.h"
#include "warnings/notice.h"

namespace anlan::warnings {

/// What the service is made of; all of it must outlive the service.
struct DeliveryParts {
  store::Database& database;
  store::Journal& journal;
  const Clock& clock;
  IdSource& ids;
  const store::Seal& seal;
};

/// Every use case asks the policy first and writes changes to the journal, in one transaction. Safe
/// to share between threads.
class Delivery {
 public:
  /// Throws Problem (invalid, "delivery.address") if the sender is not a plain address. The
  /// templates name the tasks that inboxes tell of.
  Delivery(const DeliveryParts& parts, DeliverySettings settings,
           tasks::TemplateBook templates = tasks::TemplateBook::standard());

  const DeliverySettings& settings() const { return settings_; }
  const Clock& clock() const { return parts_.clock; }

  /// Tells a change of a warning: to the inboxes of its unit and those above, and into the outbox
  /// for every subscription of theirs. For the warnings service, in the transaction of the change;
  /// what is committed is delivered, whatever happens to the program. Mail is only for where the
  /// settings name a mail server. Announcing a change again
  /// does nothing.
  void announce(store::Transaction& transaction, const Notice& notice);

  /// The inbox of an account: what is addressed to its unit and the units below, of the kinds that
  /// it may read. At most `limit` (1 to 200) items, the newest first.
  InboxPage inbox(const access::Actor& actor, bool unread_only,
                  const std::optional<InboxCursor>& after, int limit) const;
  void mark_read(const access::Actor& actor, const Id& item);
  /// Puts escalated tasks into the inboxes of the units that are told, as the journal names them.
  /// Done by the program on its schedule; returns how many.
  std::int64_t take_in_escalations(const access::Actor& actor);

  /// With a fresh secret, which is shown only now. Throws Problem (invalid, "delivery.url").
  /// Journal: webhook.added.
  WebhookWithSecret add_webhook(const access::Actor& actor, std::string_view url,
                                const UnitPath& unit);
  std::vector<Webhook> webhooks(const access::Actor& actor) const;
  /// What still waits for it is not sent. Journal: webhook.removed.
  void remove_webhook(const access::Actor& actor, const Id& webhook);

  /// Throws Problem (invalid, "delivery.address"), (conflict, "delivery.address_known"). Journal:
  /// mail_subscription.added.
  MailSubscription add_mail_subscription(const access::Actor& actor, std::string_view address,
                                         const UnitPath& unit);
  std::vector<MailSubscription> mail_subscriptions(const access::Actor& actor) const;
  /// Journal: mail_subscription.removed.
  void remove_mail_subscription(const access::Actor& actor, const Id& subscription);

  /// What the CAP feed shows: the newest notice of each warning in scope that is valid, or was
  /// closed within a week.
  std::vector<Announced> current(const access::Actor& actor) const;
  /// All notices of a warning, the oldest first.
  std::vector<Announced> history(const access::Actor& actor, const Id& warning) const;

  OutboxCount outbox() const;

  /// Empty if there is no unit of that code. Asks for no rights: whatever is done with the path
  /// does.
  UnitPath find_unit(const UnitCode& code) const;

 private:
  void note(store::Transaction& transaction, const access::Actor& actor, std::string_view action,
            std::string_view kind, const Id& subject, const UnitPath& unit);
  Bilingual overdue_title(store::Session& session, std::string_view journal_detail) const;

  DeliveryParts parts_;
  DeliverySettings settings_;
  tasks::TemplateBook templates_;
};

}  // namespace anlan::warnings
