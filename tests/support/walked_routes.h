// Every route that leads to a record: what it asks for, and by what sign an answer would tell of
// it.
#pragma once

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "access/policy.h"
#include "server/request.h"
#include "tests/support/walked_records.h"

namespace anlan::tests {

struct WalkedRoute {
  server::Method method;
  std::string pattern;
  std::vector<access::Permission> permissions;  ///< all of them, at `place`
  UnitPath place;
  std::string target;
  std::string sign;  ///< in the answer where the record is told of
  boost::json::value body;
  std::string upload;
  bool is_anywhere = false;   ///< asked of one's own scope, wherever
  bool rules_decide = false;  ///< beyond the policy, the slice's rules may refuse
};

/// Routes that lead to no record of a unit: what everybody may know, and what is one's own.
inline bool is_without_record(std::string_view name) {
  static constexpr std::array names{
      std::string_view("GET /v1/about"), std::string_view("POST /v1/session"),
      std::string_view("GET /v1/session"), std::string_view("DELETE /v1/session"),
      std::string_view("PUT /v1/session/password"), std::string_view("GET /v1/tokens"),
      std::string_view("POST /v1/tokens"), std::string_view("GET /v1/events"),
      std::string_view("GET /v1/incident-kinds"), std::string_view("GET /v1/import-profiles"),
      std::string_view("GET /v1/task-templates"), std::string_view("GET /v1/analysis-methods"),
      // Nobody has one before the warning has lapsed; its scope is
      // tested where warnings lapse (warnings/service_test.cpp).
      std::string_view("GET /v1/warnings/{id}/outcome")};
  return std::ranges::find(names, name) != names.end();
}

inline bool is_open(std::string_view name) {
  return name == "GET /v1/about" || name == "POST /v1/session";
}

/// The table of routes, a part for each slice.
class WalkTable {
 public:
  explicit WalkTable(const WalkedRecords& records)
      : r(records), unit(records.unit.unit().text()), at_unit("?unit=" + unit) {}

  void add_access() {
    using enum access::Permission;
    using boost::json::object;
    list("/v1/accounts", {accounts_manage}, at_unit, r.account);
    row(server::Method::get, "/v1/accounts/{id}", {accounts_manage}, {r.account});
    change(
        server::Method::post, "/v1/accounts", {accounts_manage}, {},
        object{
            {"name", "second"}, {"display_name", "Second"}, {"role", "analyst"}, {"unit", unit}});
    change(server::Method::patch, "/v1/accounts/{id}", {accounts_manage}, {r.account},
           object{{"language", "en"}});
    change(server::Method::post, "/v1/accounts/{id}/password", {accounts_manage}, {r.account},
           nullptr);
    change(server::Method::del, "/v1/tokens/{id}", {accounts_manage}, {r.token}, nullptr, true);
    list("/v1/task-owners", {tasks_order}, at_unit, r.account);
    list("/v1/journal", {journal_read}, at_unit + "&subject_kind=account", r.account);
    list("/v1/journal/verification", {journal_read}, "", "\"holds\"");
    rows.back().is_anywhere = true;
    list("/v1/jobs", {incidents_read}, "", r.job);
    row(server::Method::get, "/v1/jobs/{id}", {incidents_read}, {r.job});
    change(server::Method::del, "/v1/jobs/{id}", {incidents_import}, {r.job}, nullptr);
  }

  void add_places() {
    using enum access::Permission;
    list("/v1/units", {units_read}, at_unit, "\"code\":\"" + unit + '"');
    row(server::Method::get, "/v1/units/{code}", {units_read}, {unit}).sign =
        "\"code\":\"" + unit + '"';
    row(server::Method::get, "/v1/units/{code}/boundary", {units_read}, {unit}).sign =
        "coordinates";
    list("/v1/unit-at", {units_read}, "?longitude=102.52&latitude=25.05&level=station",
         "\"code\":\"" + unit + '"');
    tile("units", {units_read}, unit);
    list("/v1/layers/units.geojson", {units_read}, at_unit, "\"code\":\"" + unit + '"');
    change(server::Method::post, "/v1/units/imports", {units_write}, {}, nullptr);
    rows.back().target += "?file_name=units.csv";
    rows.back().upload = "level,code,name,parent\nstation," + unit + ",Renamed,c\n";
    rows.back().sign = "\"rows\"";
  }

  void add_incidents() {
    using enum access::Permission;
    list("/v1/incidents", {incidents_read}, at_unit, r.incident);
    row(server::Method::get, "/v1/incidents/{id}", {incidents_read}, {r.incident});
    change(server::Method::post, "/v1/incidents", {incidents_import}, {},
           boost::json::object{{"incidents", boost::json::array{boost::json::object{
                                                 {"kind", "property.burglary_dwelling"},
                                                 {"occurred_from", "2026-03-01T10:00:00Z"},
                                                 {"known_by", "public_report"},
                                                 {"unit", unit},
                                                 {"source", "walked"}}}}});
    list("/v1/incident-counts", {incidents_read}, "?by=unit", "\"key\":\"" + unit + '"');
    tile("incidents", {incidents_read}, "count");  // the name of an attribute
    list("/v1/layers/incidents.geojson", {incidents_read}, at_unit, "\"coordinates\"");
    list("/v1/imports", {incidents_import}, "", r.import);
    row(server::Method::get, "/v1/imports/{id}", {incidents_import}, {r.import});
    row(server::Method::get, "/v1/imports/{id}/rejects", {incidents_import}, {r.import}).sign =
        "bad";
    change(server::Method::post, "/v1/imports", {incidents_import}, {}, nullptr);
    rows.back().target += "?profile=plain&file_name=walked.csv";
    rows.back().upload = "id,kind,occurred_from,unit\nagain,no.kind,2026-03-01," + unit + "\n";
    rows.back().is_anywhere = true;
  }

  void add_warnings() {
    using enum access::Permission;
    using boost::json::object;
    list("/v1/analyses", {analyses_read}, "", r.analysis);
    row(server::Method::get, "/v1/analyses/{id}", {analyses_read}, {r.analysis});
    row(server::Method::get, "/v1/analyses/{id}/runs", {analyses_read}, {r.analysis}).sign = r.run;
    row(server::Method::get, "/v1/analyses/{id}/result", {analyses_read}, {r.analysis}).sign =
        r.run;
    row(server::Method::get, "/v1/runs/{id}", {analyses_read}, {r.run});
    const object settings{{"name", {{"en", "Burglary"}, {"zh", "入室盗窃"}}},
                          {"method", "scan"},
                          {"kinds", {"property.burglary_dwelling"}},
                          {"unit", unit},
                          {"settings", {{"study_days", 60}, {"window_days", 7}, {"replicates", 9}}},
                          {"alert_recurrence_days", 100},
                          {"schedule", {{"mode", "by_hand"}}},
                          {"is_enabled", true}};
    change(server::Method::post, "/v1/analyses", {analyses_write}, {}, settings);
    change(server::Method::put, "/v1/analyses/{id}", {analyses_write}, {r.analysis}, settings);
    change(server::Method::post, "/v1/analyses/{id}/runs", {analyses_write}, {r.analysis},
           object{{"as_of", "2026-03-10"}});
    list("/v1/warnings", {warnings_read}, at_unit, r.warning);
    row(server::Method::get, "/v1/warnings/{id}", {warnings_read}, {r.warning});
    row(server::Method::get, "/v1/warnings/{id}/incidents", {warnings_read, incidents_read},
        {r.warning})
        .sign = "occurred_from";
    row(server::Method::get, "/v1/warnings/{id}/cap", {warnings_read}, {r.warning});
    list("/v1/feeds/cap", {warnings_read}, "", r.warning);
    tile("warnings", {warnings_read}, r.warning);
    list("/v1/layers/warnings.geojson", {warnings_read}, at_unit, r.warning);
    change(server::Method::post, "/v1/warnings/{id}/acknowledgement", {warnings_handle},
           {r.warning}, nullptr);
    change(server::Method::post, "/v1/warnings/{id}/comments", {warnings_handle}, {r.warning},
           object{{"text", "walked"}});
    change(server::Method::post, "/v1/warnings/{id}/tasks", {warnings_read, tasks_order},
           {r.warning}, nullptr);
    change(server::Method::post, "/v1/warnings/{id}/closure", {warnings_handle}, {r.warning},
           object{{"reason", "walked"}});
  }

  void add_delivery() {
    using enum access::Permission;
    using boost::json::object;
    list("/v1/inbox", {warnings_read}, "", r.inbox_item);
    change(server::Method::post, "/v1/inbox/{id}/reading", {warnings_read, inbox_write},
           {r.inbox_item}, nullptr);
    list("/v1/webhooks", {delivery_manage}, "", r.webhook);
    change(server::Method::post, "/v1/webhooks", {delivery_manage}, {},
           object{{"url", "https://hooks.example.org/second"}, {"unit", unit}});
    change(server::Method::del, "/v1/webhooks/{id}", {delivery_manage}, {r.webhook}, nullptr, true);
    list("/v1/mail-subscriptions", {delivery_manage}, "", r.mail);
    change(server::Method::post, "/v1/mail-subscriptions", {delivery_manage}, {},
           object{{"address", "second@example.org"}, {"unit", unit}});
    change(server::Method::del, "/v1/mail-subscriptions/{id}", {delivery_manage}, {r.mail}, nullptr,
           true);
  }

  void add_tasks() {
    using enum access::Permission;
    using boost::json::object;
    list("/v1/tasks", {tasks_read}, at_unit, r.task);
    row(server::Method::get, "/v1/tasks/{id}", {tasks_read}, {r.task});
    row(server::Method::get, "/v1/tasks/{id}/photos/{photo}", {tasks_read}, {r.task, r.photo})
        .sign = "IHDR";
    list("/v1/task-load", {tasks_read}, at_unit, "\"unit\":\"" + unit + '"');
    change(server::Method::post, "/v1/tasks", {tasks_order}, {},
           object{{"template", "patrol"}, {"unit", unit}, {"basis", "walked"}});
    change(server::Method::post, "/v1/tasks/{id}/assignment", {tasks_order}, {r.task},
           object{{"owner", r.account}});
    change(server::Method::post, "/v1/tasks/{id}/feedback", {tasks_do}, {r.task},
           object{{"text", "walked"}, {"minutes", 5}, {"is_done", false}}, true);
    change(server::Method::post, "/v1/tasks/{id}/photos", {tasks_do}, {r.task}, nullptr, true);
    const auto picture = smallest_picture();
    rows.back().upload.assign(picture.begin(), picture.end());
    change(server::Method::post, "/v1/tasks/{id}/acceptance", {tasks_accept}, {r.task},
           object{{"accepted", true}}, true);
    change(server::Method::post, "/v1/tasks/{id}/cancellation", {tasks_order}, {r.task},
           object{{"reason", "walked"}}, true);
  }

  std::vector<WalkedRoute> rows;

 private:
  using Permissions = std::vector<access::Permission>;
  using Ids = std::initializer_list<std::string_view>;

  /// The pattern's names are replaced by the ids, in order.
  WalkedRoute& row(server::Method method, std::string pattern, Permissions permissions,
                   Ids ids = {}) {
    auto target = pattern;
    for (const auto id : ids) {
      const auto open = target.find('{');
      target.replace(open, target.find('}') - open + 1, id);
    }
    rows.push_back({.method = method,
                    .pattern = std::move(pattern),
                    .permissions = std::move(permissions),
                    .place = r.unit,
                    .target = std::move(target),
                    .sign = ids.size() == 0 ? unit : std::string(*ids.begin())});
    return rows.back();
  }
  void list(std::string pattern, Permissions permissions, const std::string& query,
            std::string sign) {
    auto& added = row(server::Method::get, std::move(pattern), std::move(permissions));
    added.target += query;
    added.sign = std::move(sign);
  }
  /// A tile that lies in the unit.
  void tile(std::string_view layer, Permissions permissions, std::string sign) {
    row(server::Method::get, std::string("/v1/layers/").append(layer) + "/{z}/{x}/{y}.mvt",
        std::move(permissions), {"14", "12857", "7013"})
        .sign = std::move(sign);
  }
  void change(server::Method method, std::string pattern, Permissions permissions, Ids ids,
              boost::json::value body, bool rules_decide = false) {
    auto& added = row(method, std::move(pattern), std::move(permissions), ids);
    added.body = std::move(body);
    added.rules_decide = rules_decide;
  }

  const WalkedRecords& r;
  std::string unit;
  std::string at_unit;
};

inline std::vector<WalkedRoute> walked_routes(const WalkedRecords& records) {
  WalkTable table(records);
  table.add_access();
  table.add_places();
  table.add_incidents();
  table.add_warnings();
  table.add_delivery();
  table.add_tasks();
  return std::move(table.rows);
}

}  // namespace anlan::tests
