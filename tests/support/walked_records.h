// One record of each kind in one unit, for the walk over every route.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <thread>

#include "base/csv.h"
#include "cli/application.h"

namespace anlan::tests {

/// Ids as text, all in one unit.
struct WalkedRecords {
  UnitPath unit;
  std::string account, token, job, import, incident, analysis, run, warning, inbox_item, task,
      photo, webhook, mail;
};

inline access::Actor walked_person(access::Role role, const UnitPath& scope) {
  const auto name = std::string("walked ") + std::string(to_string(role));
  return {.account = Id::named("walk", name), .name = name, .role = role, .scope = scope};
}

/// A picture of one white point.
inline std::span<const std::uint8_t> smallest_picture() {
  static constexpr std::array<std::uint8_t, 67> png{
      0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48,
      0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00,
      0x00, 0x3A, 0x7E, 0x9B, 0x55, 0x00, 0x00, 0x00, 0x0A, 0x49, 0x44, 0x41, 0x54, 0x78,
      0xDA, 0x63, 0xF8, 0x0F, 0x00, 0x01, 0x01, 0x01, 0x00, 0x1C, 0xB0, 0x8C, 0x99, 0x00,
      0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82};
  return png;
}

class UnwatchedProgress final : public store::JobProgress {
 public:
  void report(double) override {}
  bool is_cancelled() const override { return false; }
};

inline std::string wait_for_job(store::JobBoard& jobs, const access::Actor& owner) {
  const auto id = jobs.start("import", "Walked", owner.journal_name(), owner.scope,
                             [](store::JobProgress&) { return std::string("{}"); });
  while (jobs.find(id)->state == store::JobState::running) std::this_thread::yield();
  return id.to_string();
}

/// Makes one record of each kind in the unit, which must hold enough incidents for a warning.
inline WalkedRecords make_walked_records(cli::Application& application, const UnitPath& unit,
                                         const warnings::AnalysisSettings& settings) {
  using access::Role;
  const auto root = access::console_actor(application.database());
  const auto analyst = walked_person(Role::analyst, unit);
  const auto chief = walked_person(Role::station_chief, unit);
  const auto officer = walked_person(Role::station_officer, unit);
  WalkedRecords records{.unit = unit};
  const auto account = application.accounts().add(
      root,
      {.name = "walked", .display_name = "Walked", .role = Role::mediator, .unit = unit.unit()});
  records.account = account.account.id.to_string();
  records.token = application.tokens()
                      .make(access::actor_of(account.account), {.name = "walked"})
                      .token.id.to_string();
  records.job = wait_for_job(application.jobs(), analyst);
  const std::string rows = "id,kind,occurred_from,unit\nbad,no.kind,2026-03-01,nowhere\n";
  UnwatchedProgress progress;
  records.import =
      application.incidents()
          .import_file(analyst, application.incidents().profiles().find("plain"),
                       {.name = "walked.csv", .source = csv_source(rows), .bytes = rows.size()},
                       progress)
          .id.to_string();
  records.incident =
      application.incidents().list(analyst, {.unit = unit.unit()}).items.at(0).id.to_string();
  auto& warnings = application.warnings();
  const auto analysis = warnings.add_analysis(analyst, settings);
  records.analysis = analysis.id.to_string();
  records.run = warnings.detect(analyst, analysis.id, std::nullopt).id.to_string();
  records.warning = warnings.list(chief, {}, {}, 1).items.at(0).id.to_string();
  records.inbox_item = application.delivery().inbox(chief, false, {}, 1).items.at(0).id.to_string();
  const auto task = application.tasks()
                        .order(chief, {.template_kind = "patrol", .unit = unit, .basis = "Walked"})
                        .task.id;
  records.task = task.to_string();
  records.photo = application.tasks().add_photo(officer, task, smallest_picture()).id.to_string();
  const auto administrator = walked_person(Role::administrator, unit);
  records.webhook = application.delivery()
                        .add_webhook(administrator, "https://hooks.example.org/walked", unit)
                        .webhook.id.to_string();
  records.mail = application.delivery()
                     .add_mail_subscription(administrator, "walked@example.org", unit)
                     .id.to_string();
  return records;
}

}  // namespace anlan::tests
