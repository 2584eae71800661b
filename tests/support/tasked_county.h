// A province with one county of two stations, its people and the tasks service, for tests.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "base/problem.h"
#include "store/database.h"
#include "store/journal.h"
#include "tasks/service.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unit_tree.h"

namespace anlan::tasks {

class Directory final : public OwnerDirectory {
 public:
  access::Actor add(std::string_view name, access::Role role, const UnitPath& scope) {
    access::Actor actor{.account = Id::named("account", name),
                        .name = std::string(name),
                        .role = role,
                        .scope = scope};
    accounts_[actor.account] = actor;
    return actor;
  }
  std::optional<access::Actor> find(store::Session&, const Id& account) const override {
    const auto found = accounts_.find(account);
    return found == accounts_.end() ? std::nullopt : std::optional(found->second);
  }
  std::string display_name(store::Session& session, std::string_view name) const override {
    const auto id = Id::parse(name);
    const auto found = id ? find(session, *id) : std::nullopt;
    return found ? "Officer " + found->name : std::string(name);
  }

 private:
  std::map<Id, access::Actor> accounts_;
};

class TaskedCounty : public testing::Test {
 protected:
  using Role = access::Role;

  TaskedCounty() {
    for (const auto& unit : {province, county, station, other_station}) {
      tests::add_unit(database, unit);
    }
  }

  TaskOrder patrol() const {
    return {.template_kind = "patrol", .unit = station, .basis = "Burglaries in Liangting"};
  }
  Task ordered(const access::Actor& actor, const TaskOrder& order) {
    return tasks.order(actor, order).task;
  }
  FeedbackEntry entry(bool is_final = false) const {
    return {
        .note = "Walked the lanes", .done_at = clock.now(), .minutes = 40, .is_final = is_final};
  }
  /// A patrol that the county's analyst ordered and the officer has done.
  Task done() {
    const auto task = ordered(analyst, patrol());
    return tasks.give_feedback(officer, task.id, {}, entry(true));
  }
  /// "action unit" of what the journal holds of a task, in order.
  std::vector<std::string> journaled(const Id& id) const {
    return database.read([&](store::Session& session) {
      std::vector<std::string> actions;
      auto rows = session.query(
          "SELECT action, unit_path FROM journal WHERE subject_kind = 'task' AND subject = ? "
          "ORDER BY sequence",
          id.to_string());
      while (rows.next()) actions.push_back(rows.text(0) + " " + rows.text(1));
      return actions;
    });
  }
  static std::string code_of(const auto& work) {
    try {
      work();
    } catch (const Problem& problem) {
      return problem.code();
    }
    return "";
  }
  /// A picture of one pixel, with a comment that is to go.
  static std::vector<std::uint8_t> jpeg() {
    static constexpr std::string_view text(
        "\xff\xd8\xff\xfe\x00\x06here\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11"
        "\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x12\xff\xd9",
        36);
    return {text.begin(), text.end()};
  }

  UnitPath province = *UnitPath::parse("53/");
  UnitPath county = *UnitPath::parse("53/530102/");
  UnitPath station = *UnitPath::parse("53/530102/S1/");
  UnitPath other_station = *UnitPath::parse("53/530102/S2/");

  tests::TemporaryFolder folder;
  FixedClock clock{*Instant::parse("2026-03-02T00:00:00Z")};  // a Monday, 08:00 in Shanghai
  IdSource ids{clock, 1};
  store::Database database = store::Database::open(folder.path() / "anlan.db", clock);
  store::Journal journal = store::Journal::open(folder.path());
  PhotoStore photos = PhotoStore::open(folder.path() / "photos");
  Directory directory;
  places::Places places{database, journal, clock, Zone::named("Asia/Shanghai")};
  store::Seal seal = store::Seal::open(folder.path() / "tasks.key");
  Tasks tasks{{database, journal, clock, ids, directory, photos, places, seal},
              Zone::named("Asia/Shanghai")};

  access::Actor program = access::Actor::system("detect", province);
  access::Actor analyst = directory.add("analyst", Role::analyst, county);
  access::Actor chief = directory.add("chief", Role::station_chief, station);
  access::Actor officer = directory.add("officer", Role::station_officer, station);
  access::Actor colleague = directory.add("colleague", Role::station_officer, station);
  access::Actor stranger = directory.add("stranger", Role::station_chief, other_station);
};

}  // namespace anlan::tasks
