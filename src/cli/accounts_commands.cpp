#include "cli/accounts_commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/problem.h"
#include "cli/application.h"
#include "cli/secret_prompt.h"

namespace anlan::cli {
namespace {

constexpr int k_page = 200;

struct AddOptions {
  std::string name;
  std::string display_name;
  std::string role;
  std::string unit;
  std::string language = "zh";
  bool ask = false;
  bool keep = false;
};

struct NameOptions {
  std::string name;
  bool ask = false;
};

UnitCode unit_code(const std::string& text) {
  auto code = UnitCode::parse(text);
  if (!code) throw Problem::invalid("units.code", "This is not the code of a unit.");
  return *code;
}

std::string ask_for_password() {
  auto password = read_secret("New password");
  if (read_secret("The same again") != password)
    throw Problem::invalid("access.password", "The two passwords differ.");
  return password;
}

access::Actor console(Application& application) {
  auto actor = access::console_actor(application.database());
  if (actor.scope.empty())
    throw Problem::conflict("units.none", "There are no units yet; import them first.");
  return actor;
}

void print(const access::AccountWithPassword& made) {
  fmt::print("{}\t{}\n", made.account.name, made.password);
}

void add(Application& application, const AddOptions& options) {
  const auto actor = console(application);
  const access::NewAccount wanted{
      .name = options.name,
      .display_name = options.display_name.empty() ? options.name : options.display_name,
      .role = access::role_from(options.role).value(),
      .unit = unit_code(options.unit),
      .language = access::language_from(options.language).value(),
      .must_change_password = !options.ask && !options.keep};
  if (options.ask) {
    application.accounts().add(actor, wanted, ask_for_password());
  } else {
    print(application.accounts().add(actor, wanted));
  }
}

void list(Application& application, const std::string& unit) {
  std::optional<UnitCode> within;
  if (!unit.empty()) within = unit_code(unit);
  const auto actor = console(application);
  std::string cursor;
  do {
    const auto page = application.accounts().list(actor, within, cursor, k_page);
    for (const auto& account : page.items) {
      fmt::print("{}\t{}\t{}\t{}\t{}\n", account.name, account.display_name,
                 access::to_string(account.role), account.unit.text(),
                 account.is_disabled ? "disabled" : "enabled");
    }
    cursor = page.next_cursor;
  } while (!cursor.empty());
}

void set_disabled(Application& application, const std::string& name, bool is_disabled) {
  const auto actor = console(application);
  auto& accounts = application.accounts();
  accounts.change(actor, accounts.find_by_name(actor, name).id, {.is_disabled = is_disabled});
}

void set_password(Application& application, const NameOptions& options) {
  const auto actor = console(application);
  auto& accounts = application.accounts();
  const auto id = accounts.find_by_name(actor, options.name).id;
  if (options.ask) {
    accounts.set_password(actor, id, ask_for_password());
  } else {
    print(accounts.reset_password(actor, id));
  }
}

std::vector<std::string> role_names() {
  std::vector<std::string> names;
  for (const auto role : access::all_roles()) names.emplace_back(access::to_string(role));
  return names;
}

void add_add_command(CLI::App& accounts, Application& application) {
  auto options = std::make_shared<AddOptions>();  // shared: CLI11 copies the callback
  auto* command = accounts.add_subcommand(
      "add", "Make an account; prints its name and a random password, once");
  command->add_option("name", options->name, "For signing in: 2 to 40 of a-z 0-9 . _ -")
      ->required();
  command->add_option("--role", options->role, "The post")
      ->required()
      ->check(CLI::IsMember(role_names()));
  command->add_option("--unit", options->unit, "The unit whose subtree it is for")->required();
  command->add_option("--display-name", options->display_name, "As colleagues write it");
  command->add_option("--language", options->language, "Of its pages")
      ->capture_default_str()
      ->check(CLI::IsMember({"en", "zh"}));
  command->add_flag("--ask", options->ask, "Ask for the password instead");
  command->add_flag("--keep", options->keep,
                    "The random password need not be changed at the first sign-in");
  command->callback([&application, options] { add(application, *options); });
}

void add_name_command(CLI::App& accounts, const char* name, const char* description,
                      std::function<void(const NameOptions&)> work) {
  auto options = std::make_shared<NameOptions>();
  auto* command = accounts.add_subcommand(name, description);
  command->add_option("name", options->name, "Whose")->required();
  if (std::string_view(name) == "password")
    command->add_flag("--ask", options->ask, "Ask for the password instead");
  command->callback([options, work = std::move(work)] { work(*options); });
}

}  // namespace

void add_accounts_commands(CLI::App& app, Application& application) {
  auto* accounts = app.add_subcommand("accounts", "Who may sign in");
  accounts->require_subcommand(1);
  add_add_command(*accounts, application);

  auto unit = std::make_shared<std::string>();
  auto* list_command = accounts->add_subcommand("list", "Print name, display name, role, unit");
  list_command->add_option("--unit", *unit, "A unit and its subtree");
  list_command->callback([&application, unit] { list(application, *unit); });

  add_name_command(*accounts, "disable", "Let somebody in no more; ends all they hold open",
                   [&application](const NameOptions& options) {
                     set_disabled(application, options.name, true);
                   });
  add_name_command(*accounts, "enable", "Let somebody in again",
                   [&application](const NameOptions& options) {
                     set_disabled(application, options.name, false);
                   });
  add_name_command(
      *accounts, "password", "Give a new random password, printed once; ends all they hold open",
      [&application](const NameOptions& options) { set_password(application, options); });
}

}  // namespace anlan::cli
