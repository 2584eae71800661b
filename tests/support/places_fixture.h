// For tests: a database with a tree of units, brought in as users bring it in.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/instant.h"
#include "places/service.h"
#include "store/database.h"
#include "store/journal.h"
#include "tests/support/temporary_folder.h"

namespace anlan::places {

inline UnitCode code(std::string_view text) { return *UnitCode::parse(text); }
inline UnitPath path(std::string_view text) { return *UnitPath::parse(text); }

/// County c, stations s1 and s2 in it, village s1v in s1.
constexpr std::string_view k_county = R"(level,code,name_en,name_zh,parent
county,c,Lin River,林江县,
station,s1,East Gate,东门派出所,c
station,s2,West Gate,西门派出所,c
village,s1v,Upper Village,上村,s1
)";

class PlacesTest : public testing::Test {
 protected:
  ImportReport import(std::string_view table, bool skip_bad = false) {
    return places.import_table(console, CsvReader(csv_source(table)), skip_bad);
  }
  access::Actor actor(access::Role role, std::string_view scope) {
    return {.account = ids.next(), .name = "somebody", .role = role, .scope = path(scope)};
  }
  std::int64_t number(std::string_view sql) {
    return database.read([&](store::Session& session) {
      auto rows = session.query(sql);
      return rows.next() ? rows.integer(0) : -1;
    });
  }

  tests::TemporaryFolder folder;
  FixedClock clock{*Instant::parse("2026-01-05T01:00:00Z")};
  IdSource ids{clock, 7};
  store::Database database = store::Database::open(folder.path() / "anlan.db", clock);
  store::Journal journal = store::Journal::open(folder.path());
  Places places{database, journal, clock, Zone::named("Asia/Shanghai")};
  access::Actor console = access::Actor::system("cli", path("c/"));
};

}  // namespace anlan::places
