// Application: the data folder and every service, put together once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "access/event_feed.h"
#include "access/journal_reader.h"
#include "access/request_authenticator.h"
#include "access/service.h"
#include "access/sessions.h"
#include "access/tokens.h"
#include "base/id.h"
#include "base/instant.h"
#include "cli/settings.h"
#include "incidents/service.h"
#include "places/service.h"
#include "store/database.h"
#include "store/jobs.h"
#include "store/journal.h"
#include "tasks/service.h"
#include "warnings/delivery_service.h"
#include "warnings/service.h"

namespace anlan::cli {

/// Opens the data folder when a service is first asked for, so that commands which need none
/// (`anlan scan`) touch nothing. Services are made in the order of the rooms and ended in the
/// reverse.
class Application {
 public:
  Application();
  ~Application();

  /// Where the database, keys, photos and settings are. Must be set before the first service is
  /// used.
  void set_data_folder(std::filesystem::path folder) { data_folder_ = std::move(folder); }
  const std::filesystem::path& data_folder() const { return data_folder_; }

  /// Another clock than the system's, for playing history. Must be set before the first service is
  /// used, and outlive the application.
  void set_clock(const Clock& clock) { clock_ = &clock; }
  const Clock& clock() const { return *clock_; }
  IdSource& ids();
  const Settings& settings();
  Zone zone();
  store::Database& database();
  store::Journal& journal();
  store::JobBoard& jobs();
  access::Accounts& accounts();
  access::Sessions& sessions();
  access::Tokens& tokens();
  access::JournalReader& journal_reader();
  places::Places& places();
  tasks::Tasks& tasks();
  incidents::Incidents& incidents();
  warnings::Delivery& delivery();
  warnings::Warnings& warnings();

  // For a server only.
  server::Authenticator& authenticator();
  access::EventFeed& event_feed();
  /// Schedules, sweeps and deliveries, until stop_background_work().
  void start_background_work();
  void stop_background_work();

 private:
  struct Parts;
  Parts& parts();

  std::filesystem::path data_folder_;
  const Clock* clock_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace anlan::cli
