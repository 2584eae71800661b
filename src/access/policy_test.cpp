#include "access/policy.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <string>

#include "base/problem.h"

namespace anlan::access {
namespace {

/// How a place stands to the actor's unit.
struct Relation {
  std::string_view name;
  std::string_view place;
  bool is_in_scope;
};

constexpr std::string_view k_own = "53/5301/530102/";
constexpr std::array k_relations{
    Relation{"own", k_own, true},
    Relation{"child", "53/5301/530102/53010201/", true},
    Relation{"grandchild", "53/5301/530102/53010201/530102010001/", true},
    Relation{"parent", "53/5301/", false},
    Relation{"root", "53/", false},
    Relation{"sibling", "53/5301/530103/", false},
    Relation{"sibling of a longer code", "53/5301/5301020/", false},
    Relation{"child of a sibling", "53/5301/530103/53010301/", false},
    Relation{"foreign", "44/4401/440103/", false},
    Relation{"none", "", false}};

UnitPath place_of(std::string_view text) {
  return text.empty() ? UnitPath() : *UnitPath::parse(text);
}

Actor actor_at(Role role, std::string_view scope) {
  return {.account = Id::named("test", "actor"),
          .name = "actor",
          .role = role,
          .scope = place_of(scope)};
}

TEST(Policy, EveryRoleEveryPermissionEveryRelationOfUnits) {
  for (const auto role : all_roles()) {
    const auto actor = actor_at(role, k_own);
    for (const auto permission : all_permissions()) {
      for (const auto& relation : k_relations) {
        const bool expected = holds(role, permission) && relation.is_in_scope;
        EXPECT_EQ(may(actor, permission, place_of(relation.place)), expected)
            << to_string(role) << " " << to_string(permission) << " " << relation.name;
      }
    }
  }
}

TEST(Policy, WhoHasNoScopeMayNothing) {
  for (const auto role : all_roles()) {
    for (const auto permission : all_permissions()) {
      for (const auto& relation : k_relations) {
        EXPECT_FALSE(may(actor_at(role, ""), permission, place_of(relation.place)));
      }
    }
  }
  EXPECT_FALSE(may(Actor(), Permission::journal_read, place_of("53/")));
}

TEST(Policy, AReadOnlyActorChangesNothing) {
  for (const auto role : all_roles()) {
    auto actor = actor_at(role, k_own);
    actor.is_read_only = true;
    for (const auto permission : all_permissions()) {
      const bool reads = to_string(permission).ends_with("_read");
      EXPECT_EQ(is_to_change(permission), !reads) << to_string(permission);
      EXPECT_EQ(may(actor, permission, place_of(k_own)), reads && holds(role, permission));
    }
  }
}

TEST(Policy, TheProgramItselfHoldsEveryPermissionInItsScopeOnly) {
  const auto actor = Actor::system("cli", place_of(k_own));
  EXPECT_EQ(actor.journal_name(), "system:cli");
  for (const auto permission : all_permissions()) {
    EXPECT_TRUE(may(actor, permission, place_of(k_own)));
    EXPECT_FALSE(may(actor, permission, place_of("53/5301/")));
  }
}

TEST(Policy, EveryPermissionIsHeldBySomebodyAndNobodyHoldsAll) {
  for (const auto permission : all_permissions()) {
    int holders = 0;
    for (const auto role : all_roles()) holders += holds(role, permission) ? 1 : 0;
    EXPECT_GE(holders, 1) << to_string(permission);
    EXPECT_LT(holders,
              static_cast<int>(all_roles().size()) + (to_string(permission) == "units_read"))
        << to_string(permission);
  }
}

TEST(Policy, WhoManagesAccountsReadsNoRecords) {
  for (const auto permission : {Permission::incidents_read, Permission::warnings_read,
                                Permission::tasks_read, Permission::journal_read}) {
    EXPECT_FALSE(holds(Role::administrator, permission)) << to_string(permission);
  }
  for (const auto permission : all_permissions()) {
    EXPECT_FALSE(holds(Role::auditor, permission) && is_to_change(permission))
        << to_string(permission);
  }
}

TEST(Policy, NamesAreReadBack) {
  for (const auto role : all_roles()) EXPECT_EQ(role_from(to_string(role)), role);
  for (const auto permission : all_permissions())
    EXPECT_EQ(permission_from(to_string(permission)), permission);
  EXPECT_FALSE(role_from("Administrator"));
  EXPECT_FALSE(role_from(""));
  EXPECT_FALSE(permission_from("unknown"));
}

TEST(Policy, RefusalsOfReadingDoNotTellThatTheRecordIsThere) {
  const auto officer = actor_at(Role::station_officer, k_own);
  const auto kind_of = [](const auto& work) {
    try {
      work();
    } catch (const Problem& problem) {
      return problem.kind();
    }
    return ProblemKind::unavailable;
  };
  EXPECT_EQ(kind_of([&] {
              require_visible(officer, Permission::incidents_read, place_of("53/5301/530103/"));
            }),
            ProblemKind::not_found);
  EXPECT_EQ(kind_of([&] { require(officer, Permission::tasks_order, place_of(k_own)); }),
            ProblemKind::forbidden);
  EXPECT_NO_THROW(require(officer, Permission::tasks_do, place_of(k_own)));
}

/// Paths of up to five short codes, so that many are inside each other.
rc::Gen<UnitPath> any_path() {
  const auto code = rc::gen::element<std::string>("5", "53", "530", "53-1", "a");
  return rc::gen::map(rc::gen::resize(5, rc::gen::container<std::vector<std::string>>(code)),
                      [](const std::vector<std::string>& codes) {
                        UnitPath path;
                        for (const auto& text : codes) path = path.child(*UnitCode::parse(text));
                        return path;
                      });
}

RC_GTEST_PROP(PolicyProperty, NeverOutsideTheScope, ()) {
  const auto scope = *any_path();
  const auto place = *any_path();
  Actor actor{.role = *rc::gen::elementOf(all_roles()), .scope = scope};
  actor.is_system = *rc::gen::arbitrary<bool>();
  actor.is_read_only = *rc::gen::arbitrary<bool>();
  const auto permission = *rc::gen::elementOf(all_permissions());
  const bool inside = !scope.empty() && place.text().starts_with(scope.text());
  RC_ASSERT(inside || !may(actor, permission, place));
  // The range that lists filter by is the same set.
  if (!scope.empty()) {
    RC_ASSERT(inside == (place >= scope && place.text() < scope.range_end()));
  }
}

}  // namespace
}  // namespace anlan::access
