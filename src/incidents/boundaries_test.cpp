// What docs/boundaries.md promises of this slice's tables and kinds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "incidents/counts.h"
#include "incidents/forbidden.h"
#include "tests/support/incidents_fixture.h"

namespace anlan::incidents {
namespace {

class BoundariesTest : public tests::IncidentsFixture {};

TEST_F(BoundariesTest, NoTableOfIncidentsHasAColumnForAnAttributeOfPeople) {
  const auto columns = database.read([](store::Session& session) {
    std::vector<std::string> names;
    auto rows = session.query(
        "SELECT c.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c WHERE t.type = "
        "'table' AND t.name LIKE 'incident%'");
    while (rows.next()) names.push_back(rows.text(0));
    return names;
  });
  EXPECT_THAT(columns, ::testing::Contains("occurred_from"));
  for (const auto& name : columns) {
    EXPECT_FALSE(forbidden_attribute(name)) << name;
    for (const auto* person : {"victim", "suspect", "offender", "person", "name_of", "identity"}) {
      EXPECT_EQ(name.find(person), std::string::npos) << name;
    }
  }
}

TEST_F(BoundariesTest, NoKindIsAPetitionAComplaintOrALawsuit) {
  for (const auto& kind : incidents.kinds().kinds()) {
    for (const auto* word : {"petition", "complaint", "lawsuit", "appeal"}) {
      EXPECT_EQ(kind.code.find(word), std::string::npos) << kind.code;
    }
    for (const auto* word : {"信访", "上访", "投诉", "诉讼"}) {
      EXPECT_EQ(kind.name.zh.find(word), std::string::npos) << kind.code;
    }
  }
}

TEST_F(BoundariesTest, NoTableKeepsMediationNotesOrPetitions) {
  const auto names = database.read([](store::Session& session) {
    std::vector<std::string> found;
    auto rows = session.query(
        "SELECT t.name || '.' || c.name FROM sqlite_master AS t "
        "JOIN pragma_table_info(t.name) AS c WHERE t.type = 'table'");
    while (rows.next()) found.push_back(rows.text(0));
    return found;
  });
  EXPECT_THAT(names, ::testing::Contains("incident.occurred_from"));
  for (const auto& name : names) {
    for (const auto* word : {"mediation", "petition", "complaint", "lawsuit", "grievance"})
      EXPECT_EQ(name.find(word), std::string::npos) << name;
  }
}

TEST_F(BoundariesTest, NothingIsCountedByOfficer) {
  for (const auto* key : {"day", "week", "month", "hour", "weekday", "kind", "unit"})
    EXPECT_TRUE(count_by_from(key)) << key;
  for (const auto* key : {"officer", "account", "owner", "person", "name", "actor", "by"})
    EXPECT_FALSE(count_by_from(key)) << key;
  EXPECT_EQ(number("SELECT count(*) FROM pragma_table_info('incident') WHERE name LIKE '%officer%' "
                   "OR name LIKE '%account%' OR name LIKE '%handle%' OR name LIKE '%owner%'"),
            0);
}

TEST_F(BoundariesTest, NoProfileThatIsShippedReadsAnAttributeOfPeople) {
  for (const auto& profile : incidents.profiles().profiles()) {
    for (const auto& column : profile.all_columns()) {
      EXPECT_FALSE(forbidden_attribute(column.name)) << profile.name << ": " << column.name;
    }
  }
}

}  // namespace
}  // namespace anlan::incidents
