#include "research/demonstration.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/check.h"
#include "research/scenario_files.h"

namespace anlan::research {
namespace {

constexpr int k_weeks = 13;
constexpr std::int32_t k_morning = 7 * 3'600'000;  // when the records of the day before are in

class Quiet final : public store::JobProgress {
 public:
  void report(double) override {}
  bool is_cancelled() const override { return false; }
};

class Play {
 public:
  Play(const Scenario& scenario, const ScenarioSettings& settings, const DemonstrationParts& parts)
      : scenario_(scenario),
        settings_(settings),
        parts_(parts),
        program_(access::Actor::system("demonstration", parts.places.root())),
        county_(scenario.county.units[2].code) {}

  std::vector<SignIn> run(const std::function<void(std::string_view)>& say) {
    const auto first_day = settings_.until - 7 * k_weeks;
    go_to(first_day + 1, 0);
    say("accounts for every post");
    add_accounts();
    say("the records up to three months ago");
    import_until(first_day);
    add_analyses();
    for (int week = 1; week <= k_weeks; ++week) {
      const auto last_day = first_day + 7 * week;
      say(fmt::format("the week up to {}: records, detection, tasks", last_day.to_string()));
      go_to(last_day + 1, 0);
      import_until(last_day);
      detect(last_day, week + 1 >= k_weeks);
      sweep();
      if (week < k_weeks) work_through(last_day + 1);
    }
    leave_work_for_today();
    return std::move(sign_ins_);
  }

 private:
  void go_to(Day day, std::int32_t minutes) {
    parts_.clock.set(settings_.zone.at(day, k_morning) + Duration::minutes(minutes));
  }

  void add_account(std::string name, access::Role role, const UnitCode& unit, std::string display) {
    auto made = parts_.accounts.add(program_, {.name = std::move(name),
                                               .display_name = std::move(display),
                                               .role = role,
                                               .unit = unit,
                                               .must_change_password = false});
    sign_ins_.push_back({made.account.name, made.password, role, unit, made.account.display_name});
    accounts_.push_back(std::move(made.account));
  }

  void add_accounts() {
    using enum access::Role;
    add_account("admin", administrator, scenario_.county.units[0].code, "系统管理员 Administrator");
    add_account("commander", commander, county_, "县局指挥长 Commander");
    add_account("analyst", analyst, county_, "县局研判员 Analyst");
    add_account("auditor", auditor, county_, "督察 Auditor");
    for (std::size_t i = 0; i < scenario_.county.station_units.size(); ++i) {
      const auto& station = scenario_.county.units[scenario_.county.station_units[i]];
      add_account(fmt::format("chief{:02}", i + 1), station_chief, station.code,
                  fmt::format("{}所长", station.name_zh));
      add_account(fmt::format("officer{:02}", i + 1), station_officer, station.code,
                  fmt::format("{}民警", station.name_zh));
    }
  }

  access::Actor actor(access::Role role, const UnitPath& unit) const {
    const auto found = std::ranges::find_if(accounts_, [&](const access::Account& account) {
      return account.role == role && account.unit_path == unit;
    });
    CHECK(found != accounts_.end());
    return access::actor_of(*found);
  }

  /// The incidents after the last import, up to and with this day.
  void import_until(Day day) {
    Scenario part;
    for (; imported_ < scenario_.incidents.size() &&
           settings_.zone.day_of(scenario_.incidents[imported_].from) <= day;
         ++imported_) {
      part.incidents.push_back(scenario_.incidents[imported_]);
    }
    const auto csv = incidents_csv(part);
    Quiet quiet;
    parts_.incidents.import_file(actor(access::Role::analyst, parts_.places.path_of(county_)),
                                 parts_.incidents.profiles().find("plain"),
                                 {.name = fmt::format("incidents-{}.csv", day.to_string()),
                                  .source = csv_source(csv),
                                  .bytes = csv.size()},
                                 quiet);
  }

  Id add_analysis(warnings::AnalysisSettings settings) {
    settings.unit = county_;
    settings.alert = {.recurrence_days = 100};
    settings.schedule = {.mode = warnings::ScheduleMode::daily, .minute_of_day = 6 * 60 + 30};
    return parts_.warnings
        .add_analysis(actor(access::Role::analyst, parts_.places.path_of(county_)),
                      std::move(settings))
        .id;
  }

  void add_scan(const char* en, const char* zh, std::string kind) {
    scans_.push_back(add_analysis(
        {.name = {en, zh},
         .kinds = {std::move(kind)},
         .method_settings = R"({"study_days":365,"window_days":28,"replicates":999,"seed":1})"}));
  }

  /// Of another method. What it raises waits for people: the scans already order work in the same
  /// places.
  void add_other(const char* en, const char* zh, warnings::Method method, std::string kind,
                 std::string method_settings) {
    others_.push_back(add_analysis({.name = {en, zh},
                                    .method = method,
                                    .kinds = {std::move(kind)},
                                    .method_settings = std::move(method_settings),
                                    .tasks = warnings::TaskMode::by_hand}));
  }

  void add_analyses() {
    using enum warnings::Method;
    const char* const burglary = "property.burglary_dwelling";
    const char* const bicycles = "property.theft_of_bicycle";
    add_scan("Burglary of dwellings", "入室盗窃", burglary);
    add_scan("Theft of e-bikes and bicycles", "盗窃电动车、自行车", bicycles);
    add_scan("Theft of crops", "盗窃农作物", "property.theft_crops");
    add_other("Burglary: near repeats", "入室盗窃：近重复", near_repeat, burglary,
              R"({"replicates":199})");
    add_other("Bicycles: emerging hot spots", "电动车被盗：新兴热点", hotspots, bicycles,
              R"({"grid_metres":1000,"replicates":199})");
    add_other("Burglary: weekly series", "入室盗窃：周序列", series, burglary,
              R"({"years_back":1})");
    add_other("Burglary: density", "入室盗窃：核密度", density, burglary,
              R"({"grid_metres":500,"bandwidth_metres":1000,"replicates":199})");
    add_other("Burglary: self-exciting model", "入室盗窃：自激点过程", self_exciting, burglary,
              R"({"grid_metres":500,"replicates":199})");
    add_other("Theft of crops: key periods", "盗窃农作物：重点时段", seasons,
              "property.theft_crops", R"({"incidents_min":10,"replicates":999})");
    add_other("Bicycles: forecast", "电动车被盗：网格预测", forecast, bicycles,
              R"({"grid_metres":1000,"bandwidth_metres":2000,"area_share":0.005,"origins":4})");
  }

  /// The scans every week; the other methods as soon as there is little left to play, so that the
  /// demonstration is made in seconds.
  void detect(Day last_day, bool with_others) {
    for (const auto& analysis : scans_) parts_.warnings.detect(program_, analysis, last_day);
    if (!with_others) return;
    for (const auto& analysis : others_) parts_.warnings.detect(program_, analysis, last_day);
  }

  void sweep() {
    parts_.warnings.sweep(program_);
    parts_.tasks.escalate(program_, parts_.clock.now());
  }

  std::vector<warnings::Warning> warnings_in(std::vector<warnings::WarningState> states) const {
    return parts_.warnings
        .list(program_, {.within = program_.scope, .states = std::move(states)}, {}, 200)
        .items;
  }

  /// A station takes up its warnings: acknowledged the same morning, the tasks done in the days
  /// after.
  void work_through(Day day) {
    for (const auto& warning : warnings_in({warnings::WarningState::issued})) {
      go_to(day, 45);
      const auto chief = actor(access::Role::station_chief, warning.unit);
      parts_.warnings.acknowledge(chief, warning.id);
      parts_.warnings.comment(chief, warning.id,
                              "已安排夜间巡逻，并通知村组。Night patrols are set, villages told.");
    }
    for (const auto& task : open_tasks()) {
      const auto officer = actor(access::Role::station_officer, task.unit);
      const auto chief = actor(access::Role::station_chief, task.unit);
      go_to(day, 90);
      parts_.tasks.assign(chief, task.id, {}, officer.account);
      go_to(day + 1, 600);
      parts_.tasks.give_feedback(
          officer, task.id, {},
          {.note = "已按要求完成，走访并提示防范。Done as ordered; households were advised.",
           .done_at = parts_.clock.now(),
           .minutes = task.expected_minutes,
           .is_final = true});
      go_to(day + 2, 60);
      parts_.tasks.accept(chief, task.id, {}, "");
    }
  }

  std::vector<tasks::Task> open_tasks() const {
    return parts_.tasks
        .list(program_, {.within = program_.scope, .states = {tasks::TaskState::open}}, {}, 200)
        .items;
  }

  /// One task is under way and one waits to be accepted, so that every list of the desk has
  /// something.
  void leave_work_for_today() {
    const auto open = open_tasks();
    std::size_t next = 0;
    for (const auto& task : open) {
      if (next == 2) break;
      const auto officer = actor(access::Role::station_officer, task.unit);
      parts_.tasks.assign(actor(access::Role::station_chief, task.unit), task.id, {},
                          officer.account);
      if (next++ == 1) continue;
      parts_.tasks.give_feedback(
          officer, task.id, {},
          {.note = "昨夜巡逻两次，未见异常。Two patrols last night, nothing seen.",
           .done_at = parts_.clock.now(),
           .minutes = 90,
           .is_final = true});
    }
  }

  const Scenario& scenario_;
  const ScenarioSettings& settings_;
  const DemonstrationParts& parts_;
  access::Actor program_;
  UnitCode county_;
  std::vector<access::Account> accounts_;
  std::vector<SignIn> sign_ins_;
  std::vector<Id> scans_;
  std::vector<Id> others_;
  std::size_t imported_ = 0;
};

}  // namespace

std::vector<SignIn> play_demonstration(const Scenario& scenario, const ScenarioSettings& settings,
                                       const DemonstrationParts& parts,
                                       const std::function<void(std::string_view)>& say) {
  return Play(scenario, settings, parts).run(say);
}

}  // namespace anlan::research
