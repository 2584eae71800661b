#include "cli/delivery_commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>

#include "access/service.h"
#include "base/problem.h"
#include "cli/application.h"

namespace anlan::cli {
namespace {

struct Subscriber {
  std::string target;  ///< an URL or an address
  std::string unit;
};

access::Actor console(Application& application) {
  return access::console_actor(application.database());
}

UnitPath unit_of(Application& application, const std::string& text) {
  const auto code = UnitCode::parse(text);
  auto path = code ? application.delivery().find_unit(*code) : UnitPath();
  if (path.empty()) throw Problem::not_found("units.unknown", "There is no unit of this code.");
  return path;
}

Id id_of(const std::string& text) {
  const auto id = Id::parse(text);
  if (!id) throw Problem::invalid("delivery.id", "This is not the id of a subscription.");
  return *id;
}

std::string state_of(const warnings::SendingState& sending) {
  if (sending.failing_since) {
    return fmt::format("failing since {}: {}", sending.failing_since->to_string(),
                       sending.last_problem);
  }
  return sending.last_sent_at ? "sent " + sending.last_sent_at->to_string() : "not used yet";
}

void add_webhook(Application& application, const Subscriber& wanted) {
  const auto made = application.delivery().add_webhook(console(application), wanted.target,
                                                       unit_of(application, wanted.unit));
  fmt::print("{}\t{}\n", made.webhook.id.to_string(), made.secret);
}

void list_webhooks(Application& application) {
  for (const auto& webhook : application.delivery().webhooks(console(application))) {
    fmt::print("{}\t{}\t{}\t{}\n", webhook.id.to_string(), webhook.unit.unit().text(), webhook.url,
               state_of(webhook.sending));
  }
}

void add_mail(Application& application, const Subscriber& wanted) {
  const auto made = application.delivery().add_mail_subscription(
      console(application), wanted.target, unit_of(application, wanted.unit));
  fmt::print("{}\n", made.id.to_string());
}

void list_mail(Application& application) {
  for (const auto& mail : application.delivery().mail_subscriptions(console(application))) {
    fmt::print("{}\t{}\t{}\t{}\n", mail.id.to_string(), mail.unit.unit().text(), mail.address,
               state_of(mail.sending));
  }
}

/// The three commands that every kind of subscription has.
struct Group {
  const char* name;
  const char* description;
  const char* target;
  std::function<void(const Subscriber&)> add;
  std::function<void()> list;
  std::function<void(const Id&)> remove;
};

void add_group(CLI::App& app, const Group& group) {
  auto* commands = app.add_subcommand(group.name, group.description);
  commands->require_subcommand(1);
  auto wanted = std::make_shared<Subscriber>();  // shared: CLI11 copies the callback
  auto* add = commands->add_subcommand("add", "Tell it of the warnings of a unit and its subtree");
  add->add_option("target", wanted->target, group.target)->required();
  add->add_option("--unit", wanted->unit, "The unit")->required();
  add->callback([wanted, work = group.add] { work(*wanted); });
  commands->add_subcommand("list", "Print id, unit, target, and how sending goes")
      ->callback(group.list);
  auto id = std::make_shared<std::string>();
  auto* remove = commands->add_subcommand("remove", "Tell it nothing more");
  remove->add_option("id", *id, "As the list names it")->required();
  remove->callback([id, work = group.remove] { work(id_of(*id)); });
}

}  // namespace

void add_delivery_commands(CLI::App& app, Application& application) {
  add_group(app, {.name = "webhooks",
                  .description = "Programs that are told of warnings (docs/delivery.md)",
                  .target = "Its address, https://...",
                  .add = [&](const Subscriber& wanted) { add_webhook(application, wanted); },
                  .list = [&] { list_webhooks(application); },
                  .remove =
                      [&](const Id& id) {
                        application.delivery().remove_webhook(console(application), id);
                      }});
  add_group(app, {.name = "mail",
                  .description = "People who are told of warnings by e-mail",
                  .target = "The e-mail address",
                  .add = [&](const Subscriber& wanted) { add_mail(application, wanted); },
                  .list = [&] { list_mail(application); },
                  .remove =
                      [&](const Id& id) {
                        application.delivery().remove_mail_subscription(console(application), id);
                      }});
}

}  // namespace anlan::cli
