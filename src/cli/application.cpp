#include "cli/application.h"

#include <fmt/format.h>
#include <sodium.h>

#include <system_error>
#include <toml.hpp>

#include "base/problem.h"
#include "cli/background.h"
#include "tasks/account_owners.h"

namespace anlan::cli {
namespace {

constexpr unsigned k_job_threads = 1;  // one long job at a time leaves a core for the page

const SystemClock k_system_clock;

std::filesystem::path ready_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    throw Problem::unavailable("data.folder", fmt::format("The data folder {} cannot be made: {}.",
                                                          folder.string(), error.message()));
  }
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  return folder;
}

Settings read_settings(const std::filesystem::path& file) {
  Settings settings;
  if (!std::filesystem::exists(file)) return settings;
  try {
    const auto table = toml::parse(file);
    settings.zone = toml::find_or(table, "zone", settings.zone);
    settings.is_demonstration = toml::find_or(table, "is_demonstration", settings.is_demonstration);
  } catch (const std::exception& error) {
    throw Problem::invalid("settings.malformed",
                           fmt::format("{} cannot be read: {}", file.string(), error.what()));
  }
  return settings;
}

std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  randombytes_buf(&seed, sizeof seed);
  return seed;
}

}  // namespace

struct Application::Parts {
  const Clock& clock;
  std::filesystem::path folder;
  Settings settings;
  Zone zone;
  IdSource ids{clock, random_seed()};
  store::Database database;
  store::Journal journal;
  access::PasswordHasher hasher;
  access::Accounts accounts;
  access::Tokens tokens;
  access::JournalReader journal_reader;
  places::Places places;
  tasks::AccountOwners owners;
  tasks::PhotoStore photos;
  tasks::Tasks tasks;
  incidents::Incidents incidents;
  std::optional<access::LastUse> last_use;  // with a thread, for a server only
  std::optional<access::Sessions> sessions;
  std::optional<access::RequestAuthenticator> authenticator;
  std::optional<store::JobBoard> jobs;  // only a server has one: making it ends the jobs of another
  std::optional<access::EventFeed> event_feed;
  std::optional<Background> background;

  Parts(const std::filesystem::path& path, const Clock& given_clock)
      : clock(given_clock),
        folder(ready_folder(path)),
        settings(read_settings(folder / "settings.toml")),
        zone(Zone::named(settings.zone)),
        database(store::Database::open(folder / "anlan.db", clock)),
        journal(store::Journal::open(folder)),
        accounts(database, journal, clock, ids, hasher),
        tokens(database, journal, clock, ids),
        journal_reader(database, journal, clock),
        places(database, journal, clock, zone),
        owners(accounts),
        photos(tasks::PhotoStore::open(folder / "photos")),
        tasks({database, journal, clock, ids, owners, photos}, zone),
        incidents(database, journal, clock, ids, zone, places) {}
};

Application::Application() : clock_(&k_system_clock) {}
Application::~Application() = default;

Application::Parts& Application::parts() {
  if (!parts_) parts_ = std::make_unique<Parts>(data_folder_, *clock_);
  return *parts_;
}

IdSource& Application::ids() { return parts().ids; }
const Settings& Application::settings() { return parts().settings; }
Zone Application::zone() { return parts().zone; }
store::Database& Application::database() { return parts().database; }
store::Journal& Application::journal() { return parts().journal; }

access::Accounts& Application::accounts() { return parts().accounts; }
access::Tokens& Application::tokens() { return parts().tokens; }
access::JournalReader& Application::journal_reader() { return parts().journal_reader; }

places::Places& Application::places() { return parts().places; }
tasks::Tasks& Application::tasks() { return parts().tasks; }
incidents::Incidents& Application::incidents() { return parts().incidents; }

access::Sessions& Application::sessions() {
  auto& p = parts();
  if (!p.sessions) {
    p.last_use.emplace(p.database);
    p.sessions.emplace(p.database, p.journal, p.clock, p.ids, p.hasher, *p.last_use);
  }
  return *p.sessions;
}

store::JobBoard& Application::jobs() {
  auto& p = parts();
  if (!p.jobs) p.jobs.emplace(p.database, p.clock, p.ids, k_job_threads);
  return *p.jobs;
}

server::Authenticator& Application::authenticator() {
  auto& p = parts();
  if (!p.authenticator) p.authenticator.emplace(sessions());
  return *p.authenticator;
}

access::EventFeed& Application::event_feed() {
  auto& p = parts();
  if (!p.event_feed) p.event_feed.emplace(p.journal, jobs(), p.journal_reader);
  return *p.event_feed;
}

void Application::start_background_work() {
  std::vector<Chore> chores;
  parts().background.emplace(std::move(chores));
}

void Application::stop_background_work() { parts().background.reset(); }

}  // namespace anlan::cli
