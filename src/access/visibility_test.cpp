#include "access/visibility.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace anlan::access {
namespace {

UnitPath path(std::string_view text) { return *UnitPath::parse(text); }

Actor actor_of(Role role, std::string_view scope = "53/5301/") {
  return {.account = Id::named("test", "actor"), .role = role, .scope = path(scope)};
}

TEST(Visibility, EachPostHearsOfWhatItReads) {
  const auto here = path("53/5301/530102/");
  const auto hears = [&](Role role, std::string_view action) {
    return may_hear_of(actor_of(role), audience_of(action, action.substr(0, action.find('.'))),
                       here);
  };
  EXPECT_TRUE(hears(Role::station_officer, "warning.issued"));
  EXPECT_TRUE(hears(Role::station_officer, "task.ordered"));
  EXPECT_FALSE(hears(Role::station_officer, "analysis.run"));
  EXPECT_FALSE(hears(Role::station_officer, "account.added"));
  EXPECT_FALSE(hears(Role::mediator, "incident.imported"));
  EXPECT_TRUE(hears(Role::administrator, "account.added"));
  EXPECT_FALSE(hears(Role::administrator, "warning.issued"));
  EXPECT_TRUE(hears(Role::auditor, "warning.issued"));
  EXPECT_FALSE(hears(Role::analyst, "something.unknown"));
  EXPECT_TRUE(hears(Role::auditor, "something.unknown"));
}

TEST(Visibility, WhoReadWhatIsForWhoReadsTheJournal) {
  const auto here = path("53/5301/");
  for (const auto* action : {"incident.read", "incident.exported"}) {
    const auto audience = audience_of(action, "incident");
    EXPECT_FALSE(may_hear_of(actor_of(Role::analyst), audience, here));
    EXPECT_TRUE(may_hear_of(actor_of(Role::auditor), audience, here));
  }
}

TEST(Visibility, AJobIsSeenByItsOwnerAndByThoseWhoReadWhatItMakes) {
  const auto here = path("53/5301/530102/");
  const auto owner = actor_of(Role::mediator);
  EXPECT_TRUE(may_see_job(owner, "import", owner.journal_name(), here));
  EXPECT_TRUE(may_cancel_job(owner, "import", owner.journal_name(), here));
  EXPECT_FALSE(may_see_job(owner, "import", "system:detect", here));
  EXPECT_TRUE(may_see_job(actor_of(Role::commander), "import", "x", here));
  EXPECT_FALSE(may_cancel_job(actor_of(Role::commander), "import", "x", here));
  EXPECT_TRUE(may_cancel_job(actor_of(Role::analyst), "analysis", "x", here));
  EXPECT_FALSE(may_see_job(actor_of(Role::analyst), "unknown", "x", here));
  auto reader = owner;
  reader.is_read_only = true;
  EXPECT_FALSE(may_cancel_job(reader, "import", owner.journal_name(), here));
}

RC_GTEST_PROP(VisibilityProperty, NothingIsToldOutsideTheScope, ()) {
  auto actor = actor_of(*rc::gen::elementOf(all_roles()), "53/5301/");
  actor.is_system = *rc::gen::arbitrary<bool>();
  const auto kind = *rc::gen::element<std::string>("unit", "incident", "warning", "task", "account",
                                                   "analysis", "import", "other");
  const auto place = *rc::gen::element<std::string>("53/", "53/5302/", "53/53010/", "44/", "");
  const auto unit = place.empty() ? UnitPath() : path(place);
  RC_ASSERT(!may_hear_of(actor, audience_of(kind + ".changed", kind), unit));
  RC_ASSERT(!may_see_job(actor, kind, actor.journal_name(), unit));
  RC_ASSERT(!may_cancel_job(actor, kind, actor.journal_name(), unit));
}

}  // namespace
}  // namespace anlan::access
