#include "warnings/delivery_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/problem.h"
#include "tests/support/delivered_county.h"

namespace anlan::warnings {
namespace {

using access::Actor;
using access::Role;
using store::Session;
using store::Transaction;

using DeliveryTest = DeliveredCounty;

TEST_F(DeliveryTest, ReachesTheInboxesOfTheUnitAndThoseAbove) {
  announce(notice("a"));
  for (const auto& actor : {chief, commander}) {
    const auto inbox = delivery.inbox(actor, false, {}, 10);
    ASSERT_EQ(inbox.items.size(), 1U);
    EXPECT_EQ(inbox.items[0].title.zh, "凉亭片区入室盗窃");
    EXPECT_EQ(inbox.items[0].subject, Id::named("warning", "a").to_string());
    EXPECT_FALSE(inbox.items[0].is_read);
    EXPECT_EQ(inbox.unread, 1);
  }
  auto nobody = chief;
  nobody.scope = {};
  for (const auto& actor : {stranger, administrator, nobody}) {
    EXPECT_TRUE(delivery.inbox(actor, false, {}, 10).items.empty());
  }
}

TEST_F(DeliveryTest, ReadMarksAreOnesOwn) {
  announce(notice("a"));
  announce(notice("b"));
  const auto item = delivery.inbox(chief, false, {}, 10).items[0].id;
  auto reader = chief;
  reader.is_read_only = true;
  EXPECT_EQ(code_of([&] { delivery.mark_read(reader, item); }), "access.forbidden");
  EXPECT_EQ(delivery.inbox(chief, false, {}, 10).unread, 2);
  delivery.mark_read(chief, item);
  delivery.mark_read(chief, item);
  EXPECT_EQ(delivery.inbox(chief, false, {}, 10).unread, 1);
  EXPECT_EQ(delivery.inbox(chief, false, {}, 10).items.size(), 2U);
  EXPECT_EQ(delivery.inbox(chief, true, {}, 10).items.size(), 1U);
  EXPECT_EQ(delivery.inbox(commander, true, {}, 10).unread, 2);
  EXPECT_EQ(code_of([&] { delivery.mark_read(stranger, item); }), "access.not_found");
  EXPECT_EQ(code_of([&] { delivery.mark_read(chief, Id::named("x", "y")); }), "access.not_found");
  clock.set(clock.now() + Duration::days(31));
  EXPECT_EQ(delivery.inbox(commander, false, {}, 10).unread, 0);
}

TEST_F(DeliveryTest, AnUpdateRenewsTheItemAndIsNewsOnlyIfItIsWorse) {
  announce(notice("a"));
  const auto item = delivery.inbox(chief, false, {}, 10).items[0];
  delivery.mark_read(chief, item.id);
  clock.set(clock.now() + Duration::days(1));
  auto update = notice("a", 2, NoticeChange::updated);
  update.title.en = "Burglaries in Liangting go on";
  announce(update);
  auto inbox = delivery.inbox(chief, false, {}, 10);
  ASSERT_EQ(inbox.items.size(), 1U);
  EXPECT_EQ(inbox.items[0].title.en, "Burglaries in Liangting go on");
  EXPECT_TRUE(inbox.items[0].is_read);
  EXPECT_EQ(inbox.items[0].at, item.at);

  update.sequence = 3;
  update.severity = Severity::high;
  announce(update);
  inbox = delivery.inbox(chief, false, {}, 10);
  EXPECT_FALSE(inbox.items[0].is_read);
  EXPECT_EQ(inbox.items[0].at, clock.now());
}

TEST_F(DeliveryTest, PagesHaveNoGapAndNoRepeat) {
  for (int i = 0; i < 23; ++i) announce(notice(std::to_string(i)));
  std::vector<Id> seen;
  std::optional<InboxCursor> after;
  do {
    const auto page = delivery.inbox(chief, false, after, 5);
    EXPECT_EQ(page.unread, 23);
    for (const auto& item : page.items) seen.push_back(item.id);
    after = page.next ? InboxCursor::parse(page.next->to_string()) : std::nullopt;
    ASSERT_EQ(after.has_value(), page.next.has_value());
  } while (after);
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(seen.size(), 23U);
  EXPECT_EQ(std::adjacent_find(seen.begin(), seen.end()), seen.end());
}

TEST_F(DeliveryTest, GoesToTheSubscriptionsOfTheUnitAndThoseAbove) {
  delivery.add_webhook(administrator, "https://hooks.example.org/county", county);
  delivery.add_webhook(administrator, "https://hooks.example.org/other", other_station);
  delivery.add_mail_subscription(administrator, "duty@example.org", station);
  announce(notice("a"));
  EXPECT_EQ(delivery.outbox().waiting, 2);
  announce(notice("a"));  // told twice
  EXPECT_EQ(delivery.outbox().waiting, 2);
  announce(notice("a", 2, NoticeChange::updated));  // not worth a mail
  EXPECT_EQ(delivery.outbox().waiting, 3);
}

TEST_F(DeliveryTest, WithoutAMailServerNothingWaitsForOne) {
  delivery.add_mail_subscription(administrator, "duty@example.org", station);
  Delivery without{{database, journal, clock, ids, seal}, {}};
  database.write([&](Transaction& transaction) { without.announce(transaction, notice("a")); });
  EXPECT_EQ(delivery.outbox().waiting, 0);
}

TEST_F(DeliveryTest, WhatWasRolledBackIsNotTold) {
  delivery.add_webhook(administrator, "https://hooks.example.org/county", county);
  EXPECT_THROW(database.write([&](Transaction& transaction) {
    delivery.announce(transaction, notice("a"));
    throw Problem::conflict("test", "No.");
  }),
               Problem);
  EXPECT_EQ(delivery.outbox().waiting, 0);
  EXPECT_TRUE(delivery.inbox(chief, false, {}, 10).items.empty());
}

TEST_F(DeliveryTest, SubscriptionsAreForThoseWhoManageThemThere) {
  const auto url = "https://hooks.example.org/";
  EXPECT_EQ(code_of([&] { delivery.add_webhook(chief, url, station); }), "access.forbidden");
  EXPECT_EQ(code_of([&] { delivery.add_webhook(administrator, url, province); }),
            "access.forbidden");
  EXPECT_EQ(code_of([&] { delivery.add_mail_subscription(commander, "a@b.org", county); }),
            "access.forbidden");
  EXPECT_EQ(code_of([&] { delivery.webhooks(chief); }), "access.forbidden");
  EXPECT_EQ(code_of([&] { delivery.mail_subscriptions(chief); }), "access.forbidden");

  const auto made = delivery.add_webhook(administrator, url, station);
  EXPECT_THAT(made.secret, testing::MatchesRegex("whsec_[A-Za-z0-9+/]{43}="));
  const auto other = person("admin2", Role::administrator, other_station);
  EXPECT_TRUE(delivery.webhooks(other).empty());
  EXPECT_EQ(code_of([&] { delivery.remove_webhook(other, made.webhook.id); }), "access.not_found");
  EXPECT_EQ(delivery.webhooks(administrator).size(), 1U);
  announce(notice("a"));
  delivery.remove_webhook(administrator, made.webhook.id);
  EXPECT_TRUE(delivery.webhooks(administrator).empty());
  EXPECT_EQ(delivery.outbox().waiting, 0);
  EXPECT_EQ(code_of([&] { delivery.remove_webhook(administrator, made.webhook.id); }),
            "access.not_found");
}

TEST_F(DeliveryTest, AnAddressIsToldOnceOfAUnit) {
  const auto made = delivery.add_mail_subscription(administrator, "duty@example.org", county);
  EXPECT_EQ(
      code_of([&] { delivery.add_mail_subscription(administrator, "duty@example.org", county); }),
      "delivery.address_known");
  EXPECT_EQ(delivery.mail_subscriptions(administrator).size(), 1U);
  delivery.remove_mail_subscription(administrator, made.id);
  EXPECT_TRUE(delivery.mail_subscriptions(administrator).empty());
}

TEST_F(DeliveryTest, SecretsAreNotReadableInTheDatabase) {
  const auto made = delivery.add_webhook(administrator, "https://hooks.example.org/", county);
  const auto sealed =
      database.read([&](Session& session) { return sealed_secret_of(session, made.webhook.id); });
  EXPECT_EQ(std::string(sealed.begin(), sealed.end()).find("whsec_"), std::string::npos);
  EXPECT_EQ(store::Seal::open(folder.path() / "delivery.key").open_sealed(sealed), made.secret);
  tests::TemporaryFolder elsewhere;
  EXPECT_EQ(
      code_of([&] { store::Seal::open(elsewhere.path() / "delivery.key").open_sealed(sealed); }),
      "seal.key");
  auto changed = sealed;
  changed.back() ^= 1;
  EXPECT_EQ(code_of([&] { seal.open_sealed(changed); }), "seal.key");
}

TEST_F(DeliveryTest, TheFeedShowsTheNewestOfWhatIsValid) {
  announce(notice("a"));
  announce(notice("b"));
  announce(notice("b", 2, NoticeChange::updated));
  announce(notice("c"));
  announce(notice("c", 2, NoticeChange::closed));
  announce(notice("d"));
  announce(notice("d", 2, NoticeChange::expired));
  const auto ids_at = [&](const Actor& actor) {
    std::vector<Id> found;
    for (const auto& announced : delivery.current(actor)) found.push_back(announced.id);
    return found;
  };
  EXPECT_THAT(ids_at(chief),
              testing::UnorderedElementsAre(
                  Id::named("notice", Id::named("warning", "a").to_string() + "/1"),
                  Id::named("notice", Id::named("warning", "b").to_string() + "/2"),
                  Id::named("notice", Id::named("warning", "c").to_string() + "/2")));
  EXPECT_TRUE(ids_at(stranger).empty());
  EXPECT_EQ(code_of([&] { delivery.current(administrator); }), "access.forbidden");
  clock.set(clock.now() + Duration::days(8));
  EXPECT_TRUE(ids_at(chief).empty());
  EXPECT_EQ(delivery.history(chief, Id::named("warning", "b")).size(), 2U);
  EXPECT_EQ(code_of([&] { delivery.history(stranger, Id::named("warning", "b")); }),
            "access.not_found");
  EXPECT_EQ(code_of([&] { delivery.history(chief, Id::named("warning", "x")); }),
            "access.not_found");
}

TEST_F(DeliveryTest, EscalatedTasksReachTheUnitThatIsTold) {
  database.write([&](Transaction& transaction) {
    journal.append(transaction, {.at = clock.now(),
                                 .actor = "system:tasks",
                                 .action = "task.escalated",
                                 .subject_kind = "task",
                                 .subject = Id::named("task", "1").to_string(),
                                 .unit = county,
                                 .detail = R"({"template":"patrol","unit":"S1","level":1})"});
    transaction.execute(
        "UPDATE unit SET name_en = 'East Gate', name_zh = '东门派出所' WHERE code = 'S1'");
  });
  const auto program = Actor::system("delivery", province);
  EXPECT_EQ(delivery.take_in_escalations(program), 1);
  EXPECT_EQ(delivery.take_in_escalations(program), 0);
  const auto inbox = delivery.inbox(commander, false, {}, 10);
  ASSERT_EQ(inbox.items.size(), 1U);
  EXPECT_EQ(inbox.items[0].subject_kind, "task");
  EXPECT_EQ(inbox.items[0].title.en, "Overdue: Patrol, East Gate");
  EXPECT_EQ(inbox.items[0].title.zh, "东门派出所任务逾期：巡逻");
  delivery.mark_read(commander, inbox.items[0].id);
  EXPECT_TRUE(delivery.inbox(chief, false, {}, 10).items.empty());
  EXPECT_EQ(code_of([&] { delivery.take_in_escalations(chief); }), "delivery.sweep");
}

}  // namespace
}  // namespace anlan::warnings
