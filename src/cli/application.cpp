#include "cli/application.h"

#include <fmt/format.h>
#include <sodium.h>

#include <system_error>

#include "base/problem.h"
#include "tasks/account_owners.h"
#include "warnings/delivery_channels.h"
#include "warnings/delivery_worker.h"
#include "warnings/runner.h"
#include "warnings/watch.h"

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
  store::Seal task_seal;
  tasks::Tasks tasks;
  incidents::Incidents incidents;
  store::Seal seal;
  warnings::Delivery delivery;
  warnings::Warnings warnings;
  std::optional<access::LastUse> last_use;  // with a thread, for a server only
  std::optional<access::Sessions> sessions;
  std::optional<access::RequestAuthenticator> authenticator;
  std::optional<store::JobBoard> jobs;  // only a server has one: making it ends the jobs of another
  std::optional<access::EventFeed> event_feed;
  std::optional<warnings::WebhookChannel> webhooks;
  std::optional<warnings::MailChannel> mail;
  std::vector<std::unique_ptr<warnings::DeliveryWorker>> deliveries;
  std::optional<warnings::Runner> runner;
  std::optional<warnings::Watch> watch;

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
        task_seal(store::Seal::open(folder / "tasks.key")),
        tasks({database, journal, clock, ids, owners, photos, places, task_seal}, zone),
        incidents(database, journal, clock, ids, zone, places),
        seal(store::Seal::open(folder / "delivery.key")),
        delivery({database, journal, clock, ids, seal}, settings.delivery),
        warnings({database, journal, clock, ids, places, incidents, tasks, delivery}, zone) {}
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
warnings::Delivery& Application::delivery() { return parts().delivery; }
warnings::Warnings& Application::warnings() { return parts().warnings; }

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
  auto& p = parts();
  p.warnings.fail_unfinished_runs();
  p.tasks.remove_orphan_photos();
  p.webhooks.emplace(p.database, p.clock, p.seal, p.delivery.settings());
  p.mail.emplace(p.database, p.clock, p.zone, p.delivery.settings());
  for (warnings::Channel* channel :
       std::initializer_list<warnings::Channel*>{&*p.webhooks, &*p.mail}) {
    p.deliveries.push_back(
        std::make_unique<warnings::DeliveryWorker>(p.database, p.journal, p.clock, *channel));
    p.deliveries.back()->start();
  }
  p.runner.emplace(warnings::Runner::Parts{.warnings = p.warnings,
                                           .tasks = p.tasks,
                                           .delivery = p.delivery,
                                           .jobs = jobs(),
                                           .clock = p.clock,
                                           .root = [&p] { return p.places.root(); },
                                           .texts_kept_days = p.settings.texts_kept_days});
  p.runner->start();
  p.watch.emplace(warnings::Watch::Parts{.warnings = p.warnings,
                                         .incidents = p.incidents,
                                         .database = p.database,
                                         .journal = p.journal,
                                         .reader = p.journal_reader,
                                         .clock = p.clock,
                                         .root = [&p] { return p.places.root(); }});
  p.watch->start();
}

void Application::stop_background_work() {
  auto& p = parts();
  p.watch.reset();
  p.runner.reset();
  p.deliveries.clear();
}

}  // namespace anlan::cli
