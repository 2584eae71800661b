#include "cli/audit_commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdlib>
#include <memory>

#include "base/problem.h"
#include "cli/application.h"

namespace anlan::cli {
namespace {

constexpr std::size_t k_hash_digits = 64;

struct ListOptions {
  std::string unit;
  std::string kind;
  std::string subject;
  int limit = 50;
};

store::JournalHead parse_head(std::string_view text) {
  store::JournalHead head;
  const auto colon = text.find(':');
  const auto* end = text.data() + std::min(colon, text.size());
  const auto [stop, error] = std::from_chars(text.data(), end, head.sequence);
  if (colon != std::string_view::npos) head.hash = text.substr(colon + 1);
  const bool is_hash = head.hash.size() == k_hash_digits &&
                       head.hash.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (error != std::errc() || stop != end || head.sequence < 1 || !is_hash) {
    throw Problem::invalid("audit.head",
                           "A head is written as `anlan audit head` prints it: SEQUENCE:HASH.");
  }
  return head;
}

/// The chain is one, whatever the units.
access::Actor whole_chain_actor() { return access::Actor::system("cli", UnitPath()); }

void verify(Application& application, const std::string& noted) {
  std::optional<store::JournalHead> head;
  if (!noted.empty()) head = parse_head(noted);
  const auto found = application.journal_reader().verify(whole_chain_actor(), head);
  if (found.fault) {
    fmt::print("The journal is broken at entry {}: {}.\n", found.fault->sequence,
               found.fault->reason);
    throw CLI::RuntimeError(EXIT_FAILURE);
  }
  fmt::print("The journal holds: {} entries.\n", found.head.sequence);
}

void print_head(Application& application) {
  const auto head = application.journal_reader().head(whole_chain_actor());
  fmt::print("{}:{}\n", head.sequence, head.hash);
}

void list(Application& application, const ListOptions& options) {
  access::JournalQuery query{
      .subject_kind = options.kind, .subject = options.subject, .limit = options.limit};
  if (!options.unit.empty()) {
    query.unit = UnitCode::parse(options.unit);
    if (!query.unit) throw Problem::invalid("units.code", "This is not the code of a unit.");
  }
  const auto actor = access::console_actor(application.database());
  for (const auto& [sequence, entry, actor_name] :
       application.journal_reader().list(actor, query).items) {
    fmt::print("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", sequence, entry.at.to_string(), actor_name,
               entry.action, entry.subject, entry.unit.text(), entry.purpose, entry.detail);
  }
}

}  // namespace

void add_audit_commands(CLI::App& app, Application& application) {
  auto* audit = app.add_subcommand("audit", "Verify and read the journal");
  audit->require_subcommand(1);

  auto noted = std::make_shared<std::string>();  // shared: CLI11 copies the callbacks
  auto* verify_command = audit->add_subcommand(
      "verify", "Read the whole chain; exit code 1, naming the first bad entry, if it is broken");
  verify_command->add_option("--head", *noted, "An earlier head, as `audit head` printed it");
  verify_command->callback([&application, noted] { verify(application, *noted); });

  auto* head_command = audit->add_subcommand(
      "head", "Print the end of the chain, to be noted where nobody can change it");
  head_command->callback([&application] { print_head(application); });

  auto options = std::make_shared<ListOptions>();
  auto* list_command = audit->add_subcommand(
      "list",
      "Print entries, newest first: sequence, time, actor, action, subject, unit, purpose, "
      "detail, with tabs between");
  list_command->add_option("--unit", options->unit, "A unit and its subtree");
  list_command->add_option("--kind", options->kind, "Of this kind of subject, such as warning");
  list_command->add_option("--subject", options->subject, "Of this subject");
  list_command->add_option("--limit", options->limit, "How many")
      ->capture_default_str()
      ->check(CLI::Range(1, 100'000));
  list_command->callback([&application, options] { list(application, *options); });
}

}  // namespace anlan::cli
