// Warnings: reading them, and what people do with them.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "access/policy.h"
#include "base/problem.h"
#include "warnings/notices.h"
#include "warnings/rules.h"
#include "warnings/service.h"
#include "warnings/words.h"

namespace anlan::warnings {

using access::Actor;
using access::Permission;
using store::Session;
using store::Transaction;

namespace {

constexpr int k_page_max = 200;
constexpr std::size_t k_map_max = 2000;
constexpr double k_task_radius_max = 50'000;  // metres; a task has no wider place

/// Whatever the program orders because of a warning, so that the station may accept it.
Actor program(const UnitPath& unit) { return Actor::system("warnings", unit); }

constexpr std::string_view k_between_codes = ", ";

/// "patrol, visit" as order_tasks writes it.
std::vector<std::string_view> split_codes(std::string_view text) {
  std::vector<std::string_view> codes;
  while (!text.empty()) {
    const auto end = std::min(text.find(k_between_codes), text.size());
    codes.push_back(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + k_between_codes.size()));
  }
  return codes;
}

tasks::Origin origin_of(const Warning& warning) {
  return {.kind = "warning", .id = warning.id.to_string()};
}

std::string detail_of(const Warning& warning) {
  const auto& e = warning.evidence;
  const boost::json::object detail{{"severity", to_string(warning.severity)},
                                   {"analysis", warning.analysis.to_string()},
                                   {"observed", e.observed},
                                   {"observed_in_unit", e.observed_in_unit},
                                   {"expected", e.expected},
                                   {"valid_until", warning.valid_until.to_string()},
                                   {"version", warning.version}};
  return boost::json::serialize(detail);
}

}  // namespace

Warning Warnings::require_warning(Session& session, const Actor& actor, const Id& id) const {
  auto warning = find_warning(session, id);
  access::require_visible(actor, Permission::warnings_read, warning ? warning->unit : UnitPath());
  return std::move(*warning);
}

WarningPage Warnings::list(const Actor& actor, const WarningFilter& filter,
                           const std::optional<WarningCursor>& after, int limit) const {
  access::require(actor, Permission::warnings_read, actor.scope);
  if (!filter.within.empty())
    access::require_visible(actor, Permission::warnings_read, filter.within);
  if (limit < 1 || limit > k_page_max) {
    throw Problem::invalid("warnings.limit", "A page holds 1 to 200 warnings.",
                           {{"limit", "must be from 1 to 200"}});
  }
  return parts_.database.read(
      [&](Session& session) { return list_warnings(session, actor.scope, filter, after, limit); });
}

std::vector<Warning> Warnings::for_map(const Actor& actor, const MapFilter& filter) const {
  const auto& scheme = parts_.incidents.kinds();
  const auto wanted = scheme.expand(filter.kinds);
  const auto is_wanted = [&](const Warning& warning) {
    if (filter.kinds.empty()) return true;
    const auto kinds = scheme.expand(warning.kinds);
    return std::ranges::find_first_of(kinds, wanted) != kinds.end();
  };
  std::vector<Warning> shown;
  std::optional<WarningCursor> after;
  do {
    auto page = list(actor, filter.list, after, k_page_max);
    for (auto& warning : page.items) {
      if (is_wanted(warning)) shown.push_back(std::move(warning));
    }
    after = page.next;
  } while (after && shown.size() < k_map_max);
  return shown;
}

Warning Warnings::find(const Actor& actor, const Id& id) const {
  return parts_.database.read(
      [&](Session& session) { return require_warning(session, actor, id); });
}

WarningRecord Warnings::record(const Actor& actor, const Id& id) const {
  return parts_.database.read([&](Session& session) {
    auto warning = require_warning(session, actor, id);
    auto finding = find_finding(session, warning.finding);
    auto timeline = timeline_of(session, id);
    for (auto& entry : timeline) {
      if (entry.kind != EntryKind::tasks_ordered) continue;
      for (const auto code : split_codes(entry.text)) entry.measures.push_back(measure_name(code));
    }
    auto measures = measures_of(session, warning);
    return WarningRecord{.warning = std::move(warning),
                         .finding = std::move(finding.value()),
                         .measures = std::move(measures),
                         .timeline = std::move(timeline)};
  });
}

std::vector<incidents::Incident> Warnings::evidence(const Actor& actor, const Id& id) {
  return parts_.database.write([&](Transaction& transaction) {
    const auto warning = require_warning(transaction, actor, id);
    access::require(actor, Permission::incidents_read, actor.scope);
    const auto ids = incidents_of(transaction, warning.finding);
    auto incidents = parts_.incidents.find_within(transaction, actor, ids);
    note(transaction, actor, "read", "finding", warning.finding, warning.unit,
         "warning " + id.to_string(), fmt::format(R"({{"incidents":{}}})", incidents.size()));
    return incidents;
  });
}

Warning Warnings::acknowledge(const Actor& actor, const Id& id) {
  return parts_.database.write([&](Transaction& transaction) {
    auto warning = require_warning(transaction, actor, id);
    access::require(actor, Permission::warnings_handle, warning.unit);
    warning = acknowledged(std::move(warning), parts_.clock.now());
    save(transaction, warning);
    enter(transaction, actor, warning, EntryKind::acknowledged);
    const auto analysis = find_analysis(transaction, warning.analysis);
    if (analysis && analysis->settings.tasks == TaskMode::on_acknowledgement)
      order_tasks(transaction, warning);
    return warning;
  });
}

TimelineEntry Warnings::comment(const Actor& actor, const Id& id, std::string_view text) {
  check_text("text", text);
  return parts_.database.write([&](Transaction& transaction) {
    const auto warning = require_warning(transaction, actor, id);
    access::require(actor, Permission::warnings_handle, warning.unit);
    enter(transaction, actor, warning, EntryKind::commented, text);
    return timeline_of(transaction, id).back();
  });
}

Warning Warnings::close(const Actor& actor, const Id& id, std::string_view reason) {
  return parts_.database.write([&](Transaction& transaction) {
    auto warning = require_warning(transaction, actor, id);
    access::require(actor, Permission::warnings_handle, warning.unit);
    warning = closed(std::move(warning), reason, parts_.clock.now());
    save(transaction, warning);
    enter(transaction, actor, warning, EntryKind::closed, reason);
    tell(transaction, warning, NoticeChange::closed);
    parts_.tasks.cancel_of_origin(transaction, program(warning.unit), origin_of(warning),
                                  "The warning was closed. 预警已关闭。");
    return warning;
  });
}

std::int64_t Warnings::order_measures(const Actor& actor, const Id& id) {
  return parts_.database.write([&](Transaction& transaction) {
    const auto warning = require_warning(transaction, actor, id);
    access::require(actor, Permission::tasks_order, warning.unit);
    if (!is_live(warning.state)) {
      throw Problem::conflict("warnings.state", "The warning has ended; order a task by itself.");
    }
    return order_tasks(transaction, warning);
  });
}

std::vector<Measure> Warnings::measures_of(Session& session, const Warning& warning) const {
  const auto analysis = find_analysis(session, warning.analysis);
  const auto own = definition_of(analysis.value().settings.method).measures;
  if (own.empty()) return measures_.for_kinds(warning.kinds);
  return measures_.for_kinds(std::vector{std::string(own)});
}

std::int64_t Warnings::order_tasks(Transaction& transaction, const Warning& warning) {
  std::int64_t ordered = 0;
  std::string kinds;
  for (const auto& measure : measures_of(transaction, warning)) {
    const auto* form = parts_.tasks.templates().find(measure.template_kind);
    if (form == nullptr) continue;  // a data folder's own templates may be fewer
    tasks::TaskOrder order{
        .template_kind = measure.template_kind,
        .unit = warning.unit,
        .basis = fmt::format("{} / {}", warning.title.en, warning.title.zh),
        .origin = origin_of(warning),
        .instructions = Bilingual{.en = form->instructions.en + ' ' + measure.reason.en,
                                  .zh = form->instructions.zh + measure.reason.zh},
        .window = tasks::Window{.start = zone_.start_of(warning.valid_from),
                                .end = zone_.start_of(warning.valid_until + 1)}};
    if (warning.area.radius.value() <= k_task_radius_max)
      order.place = tasks::Circle{.centre = warning.area.centre, .radius = warning.area.radius};
    if (!parts_.tasks.order(transaction, program(warning.unit), order).is_new) continue;
    ++ordered;
    if (!kinds.empty()) kinds += k_between_codes;
    kinds += measure.template_kind;
  }
  if (ordered > 0)
    enter(transaction, program(warning.unit), warning, EntryKind::tasks_ordered, kinds);
  return ordered;
}

void Warnings::enter(Transaction& transaction, const Actor& actor, const Warning& warning,
                     EntryKind kind, std::string_view text) const {
  TimelineEntry entry{.at = parts_.clock.now(),
                      .by = actor.journal_name(),
                      .kind = kind,
                      .text = std::string(text),
                      .version = warning.version};
  if (kind == EntryKind::issued || kind == EntryKind::updated) entry.evidence = warning.evidence;
  insert_entry(transaction, warning.id, entry);
  if (kind == EntryKind::tasks_ordered) return;  // the journal has an entry for each task
  note(transaction, actor, to_string(kind), "warning", warning.id, warning.unit, {},
       detail_of(warning));
}

Bilingual Warnings::kind_names(const Warning& warning) const {
  const auto& scheme = parts_.incidents.kinds();
  std::vector<Bilingual> names;
  for (const auto& code : warning.kinds) {
    if (const auto* kind = scheme.find(code)) {
      names.push_back(kind->name);
      continue;
    }
    const auto members = scheme.expand(std::vector{code});
    if (const auto* first = scheme.find(members.front())) names.push_back(first->class_name);
  }
  return joined(names);
}

void Warnings::give_words(const Analysis& analysis, Warning& warning) const {
  const auto& method = definition_of(analysis.settings.method);
  const auto kinds = kind_names(warning);
  warning.title = method.title(warning, kinds);
  warning.description = method.description(warning, kinds);
}

UnitPath Warnings::path_of(const Actor& actor, const UnitCode& code) const {
  auto path = parts_.places.path_of(code);
  access::require_visible(actor, Permission::warnings_read, path);
  return path;
}

Bilingual Warnings::unit_name(const UnitCode& code) const {
  const auto unit = parts_.places.find(code);
  if (unit) return unit->name;
  return {.en = code.text(), .zh = code.text()};
}

Bilingual Warnings::measure_name(std::string_view template_kind) const {
  const auto* form = parts_.tasks.templates().find(template_kind);
  if (form != nullptr) return form->name;
  return {.en = std::string(template_kind), .zh = std::string(template_kind)};
}

void Warnings::tell(Transaction& transaction, const Warning& warning, NoticeChange change) {
  NoticeWords words{.event = kind_names(warning), .unit_name = unit_name(warning.unit.unit())};
  for (const auto& measure : measures_of(transaction, warning))
    words.measures.push_back(measure_name(measure.template_kind));
  parts_.delivery.announce(transaction,
                           notice_of(warning, change, std::move(words), zone_, parts_.clock.now()));
}

}  // namespace anlan::warnings
