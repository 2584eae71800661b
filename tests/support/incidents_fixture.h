// A small tree of units and the services that an import needs, for the tests of this room.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "incidents/service.h"
#include "tests/support/temporary_folder.h"

namespace anlan::incidents::tests {

inline Instant time(std::string_view text) { return *Instant::parse(text); }
inline UnitCode code(std::string_view text) { return *UnitCode::parse(text); }
inline UnitPath path(std::string_view text) { return *UnitPath::parse(text); }

inline access::Actor actor(access::Role role, std::string_view scope) {
  return {.account = Id::named("account", scope), .role = role, .scope = path(scope)};
}

/// Nobody watches, nobody cancels.
class NoProgress final : public store::JobProgress {
 public:
  void report(double share) override { share_ = share; }
  bool is_cancelled() const override { return false; }
  double share() const { return share_; }

 private:
  double share_ = 0;
};

/// The tree c/ with a and b below it.
class IncidentsFixture : public ::testing::Test {
 public:
  IncidentsFixture() {
    constexpr std::string_view k_units = R"(level,code,name_en,name_zh,parent
county,c,County,县,
station,a,East,东,c
station,b,West,西,c
)";
    places.import_table(access::Actor::system("test", path("c/")), CsvReader(csv_source(k_units)),
                        false);
  }

  static ImportFile text_file(std::string_view text, bool skip_bad = false) {
    return {
        .name = "test.csv", .source = csv_source(text), .bytes = text.size(), .skip_bad = skip_bad};
  }
  ImportReport import_text(std::string_view profile, std::string_view text, bool skip_bad = false) {
    return incidents.import_file(analyst, incidents.profiles().find(profile),
                                 text_file(text, skip_bad), progress);
  }
  std::int64_t number(std::string_view sql) {
    return database.read([&](store::Session& session) {
      auto rows = session.query(sql);
      return rows.next() ? rows.integer(0) : -1;
    });
  }

  ::anlan::tests::TemporaryFolder folder;
  FixedClock clock{time("2026-03-01T00:00:00Z")};
  IdSource ids{clock, 1};
  store::Database database = store::Database::open(folder.path() / "anlan.db", clock);
  store::Journal journal = store::Journal::open(folder.path());
  places::Places places{database, journal, clock, Zone::named("Asia/Shanghai")};
  Incidents incidents{database, journal, clock, ids, Zone::named("Asia/Shanghai"), places};
  access::Actor analyst = actor(access::Role::analyst, "c/");
  access::Actor chief_a = actor(access::Role::station_chief, "c/a/");
  NoProgress progress;
};

/// A source over a file.
inline CsvReader::Source file_source(const std::string& name) {
  auto stream = std::make_shared<std::ifstream>(name, std::ios::binary);
  return [stream](std::span<char> room) {
    stream->read(room.data(), static_cast<std::streamsize>(room.size()));
    return static_cast<std::size_t>(stream->gcount());
  };
}

}  // namespace anlan::incidents::tests
