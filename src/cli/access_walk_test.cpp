// Every route, for every post and every relation of units: what is not allowed gives nothing away.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fstream>
#include <set>
#include <vector>

#include "access/policy.h"
#include "cli/application.h"
#include "cli/routes.h"
#include "server/dispatcher.h"
#include "tests/support/walked_routes.h"
#include "tests/support/warned_county.h"

namespace anlan::cli {
namespace {

using access::Actor;
using access::Permission;
using access::Role;
using server::Method;
using server::Request;
using server::Response;

/// Lets in the actor that the test has chosen, or nobody.
class ChosenActor final : public server::Authenticator {
 public:
  void choose(Actor actor, bool guards_changes = false) {
    actor_ = std::make_shared<const Actor>(std::move(actor));
    guards_changes_ = guards_changes;
  }
  void choose_nobody() { actor_ = nullptr; }

  std::optional<server::Principal> authenticate(const Request&) override {
    if (!actor_) return std::nullopt;
    return server::Principal{.actor = actor_, .session = "walk", .is_read_only = guards_changes_};
  }
  bool still_holds(const server::Principal&) override { return true; }

 private:
  std::shared_ptr<const Actor> actor_;
  bool guards_changes_ = false;
};

class AccessWalk : public testing::Test, protected tests::WarnedCounty {
 protected:
  AccessWalk() {
    import_units(
        "level,code,name,parent\nprovince,p,Province,\ncounty,c,County,p\n"
        "station,west,West,c\nstation,east,East,c\ncommunity,village,Village,west\n"
        "county,other,Other,p\nstation,far,Far,other\n");
    record_quiet_year(as_of);
    record_cluster(102.52, 25.05, as_of, 12);
    application.set_clock(clock);
    application.set_data_folder(folder.path());
    records = tests::make_walked_records(application, west, settings_of_west());
    add_all_routes(router, application);
    metrics.emplace(router);
    dispatcher.emplace(router, *metrics, &chosen, server::Dispatcher::Rates{1e9, 1e9, 1e9, 1e9});
  }

  warnings::AnalysisSettings settings_of_west() const {
    auto settings = burglary();
    settings.unit = west.unit();
    return settings;
  }

  Response send(const tests::WalkedRoute& row) {
    Request request{.method = row.method, .request_id = "walk"};
    const auto question = row.target.find('?');
    request.path = row.target.substr(0, question);
    for (auto rest = question == std::string::npos ? "" : row.target.substr(question + 1);
         !rest.empty();) {
      const auto pair = rest.substr(0, rest.find('&'));
      const auto equals = pair.find('=');
      request.queries.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
      rest.erase(0, pair.size() + 1);
    }
    if (!row.body.is_null()) {
      request.headers.emplace_back("Content-Type", "application/json");
      request.body = boost::json::serialize(row.body);
    }
    const auto plan = dispatcher->plan(request);
    if (plan.refusal) return *plan.refusal;
    EXPECT_EQ(plan.route->pattern, row.pattern);
    if (!plan.route->upload_handler) return dispatcher->answer(request, *plan.route);
    if (auto refusal = dispatcher->admit(request, *plan.route)) return *refusal;
    const server::UploadedFile file{.path = folder.path() / "upload", .bytes = row.upload.size()};
    std::ofstream(file.path, std::ios::binary) << row.upload;
    return dispatcher->answer_upload(request, *plan.route, file);
  }

  static bool is_allowed(const tests::WalkedRoute& row, const Actor& actor) {
    return std::ranges::all_of(row.permissions, [&](Permission permission) {
      return access::may(actor, permission, row.is_anywhere ? actor.scope : row.place);
    });
  }

  std::vector<tests::WalkedRoute> rows() const {
    auto all = tests::walked_routes(records);
    std::erase_if(all, [this](
                           const tests::WalkedRoute& row) {  // rooms whose routes are not there yet
      return router.find(row.method, row.target.substr(0, row.target.find('?'))).route == nullptr;
    });
    return all;
  }

  Application application;
  tests::WalkedRecords records;
  ChosenActor chosen;
  server::Router router;
  std::optional<server::Metrics> metrics;
  std::optional<server::Dispatcher> dispatcher;
};

struct Relation {
  std::string_view name;
  std::string_view unit;
};
/// How the actor's unit stands to `west`, where the records are.
constexpr std::array k_relations{Relation{"own", "p/c/west/"},
                                 Relation{"parent", "p/c/"},
                                 Relation{"root", "p/"},
                                 Relation{"child", "p/c/west/village/"},
                                 Relation{"sibling", "p/c/east/"},
                                 Relation{"foreign county", "p/other/"},
                                 Relation{"foreign station", "p/other/far/"},
                                 Relation{"none", ""}};

std::vector<std::pair<std::string, Actor>> everybody() {
  std::vector<std::pair<std::string, Actor>> actors;
  for (const auto& relation : k_relations) {
    const auto scope = UnitPath::parse(relation.unit).value_or(UnitPath());
    for (const auto role : access::all_roles()) {
      actors.emplace_back(std::string(to_string(role)) + " of unit: " + std::string(relation.name),
                          Actor{.account = Id::named("walk", "nobody's own records"),
                                .name = "walker",
                                .role = role,
                                .scope = scope});
    }
  }
  return actors;
}

bool is_refused(const Response& response) {
  return response.status == 403 || response.status == 404;
}

/// A refusal says why in general words, and nothing else.
void expect_says_nothing(const Response& response, const tests::WalkedRoute& row) {
  const std::string body(response.payload());
  EXPECT_THAT(body, testing::Not(testing::HasSubstr(row.sign)));
  if (response.status < 400) {
    EXPECT_EQ(row.method, Method::get) << "nothing may be changed: " << response.status << body;
    return;
  }
  EXPECT_TRUE(is_refused(response)) << response.status << ' ' << body;
  const std::set<std::string_view> known{"type",   "title",      "status", "code",
                                         "detail", "request_id", "errors"};
  const auto problem = boost::json::parse(body);
  for (const auto& [key, value] : problem.as_object()) EXPECT_TRUE(known.contains(key)) << key;
}

TEST_F(AccessWalk, EveryRouteIsWalkedOrKnownToAskForNoRecord) {
  const auto rows = tests::walked_routes(records);
  for (const auto* route : router.routes()) {
    const auto name = std::string(to_string(route->method)) + ' ' + route->pattern;
    const bool is_walked = std::ranges::any_of(rows, [&](const tests::WalkedRoute& row) {
      return row.method == route->method && row.pattern == route->pattern;
    });
    EXPECT_NE(is_walked, tests::is_without_record(name)) << name << " has no row here, or two";
    EXPECT_EQ(route->guard == server::Guard::open, tests::is_open(name)) << name;
  }
}

TEST_F(AccessWalk, NobodyGetsAnythingWithoutSigningIn) {
  chosen.choose_nobody();
  for (const auto& row : rows()) EXPECT_EQ(send(row).status, 401) << row.target;
}

TEST_F(AccessWalk, WhatIsNotAllowedGivesNothingAwayAndWhatIsAllowedIsAnswered) {
  const auto all = rows();
  for (const auto& [who, actor] : everybody()) {
    chosen.choose(actor);
    for (const auto& row : all) {
      if (is_allowed(row, actor)) continue;
      SCOPED_TRACE(who + ": " + std::string(to_string(row.method)) + ' ' + row.target);
      expect_says_nothing(send(row), row);
    }
  }
  for (const bool changes : {false, true}) {  // first look at everything, then change it
    for (const auto& [who, actor] : everybody()) {
      chosen.choose(actor);
      for (const auto& row : all) {
        if (!is_allowed(row, actor) || server::changes_state(row.method) != changes) continue;
        SCOPED_TRACE(who + ": " + std::string(to_string(row.method)) + ' ' + row.target);
        const auto response = send(row);
        const std::string body(response.payload());
        if (!changes) {
          EXPECT_EQ(response.status, 200) << body;
          EXPECT_THAT(body, testing::HasSubstr(row.sign));
        } else if (!row.rules_decide) {
          EXPECT_FALSE(is_refused(response)) << response.status << ' ' << body;
          EXPECT_NE(response.status, 500) << body;
        }
      }
    }
  }
}

TEST_F(AccessWalk, WhoMayOnlyReadChangesNothing) {
  const auto all = rows();
  for (auto [who, actor] : everybody()) {
    actor.is_read_only = true;
    for (const bool is_past_the_guard : {false, true}) {
      chosen.choose(actor, !is_past_the_guard);
      for (const auto& row : all) {
        if (!server::changes_state(row.method)) continue;
        SCOPED_TRACE(who + ": " + std::string(to_string(row.method)) + ' ' + row.target);
        expect_says_nothing(send(row), row);
      }
    }
  }
}

}  // namespace
}  // namespace anlan::cli
