#include "tasks/templates.h"

#include <fmt/format.h>

#include "base/problem.h"
#include "base/toml.h"
#include "tasks/embedded_templates.h"

namespace anlan::tasks {
namespace {

constexpr std::int64_t k_hours_max = 24 * 366;   // a task that takes longer is a programme
constexpr std::int64_t k_minutes_max = 60 * 24;  // a day of one person's work

Problem fault_of(std::string_view kind, std::string fault) {
  return Problem::invalid("tasks.templates",
                          fmt::format("The task template {:?} is wrong: {}.", kind, fault));
}

std::string text_of(const toml::value& table, const std::string& kind, const char* key) {
  if (!table.contains(key) || !table.at(key).is_string() || table.at(key).as_string().str.empty()) {
    throw fault_of(kind, fmt::format("{} must be a text", key));
  }
  return table.at(key).as_string().str;
}

Bilingual bilingual_of(const toml::value& table, const std::string& kind, const char* key) {
  if (!table.contains(key) || !table.at(key).is_table()) {
    throw fault_of(kind, fmt::format("{} must hold en and zh", key));
  }
  return {.en = text_of(table.at(key), kind, "en"), .zh = text_of(table.at(key), kind, "zh")};
}

std::int64_t number_of(const toml::value& table, const std::string& kind, const char* key,
                       std::int64_t max) {
  if (!table.contains(key) || !table.at(key).is_integer()) {
    throw fault_of(kind, fmt::format("{} must be a whole number", key));
  }
  const auto value = table.at(key).as_integer();
  if (value < 1 || value > max) {
    throw fault_of(kind, fmt::format("{} must be from 1 to {}", key, max));
  }
  return value;
}

TaskTemplate template_of(const toml::value& table) {
  const auto kind = text_of(table, "", "kind");
  const auto hours = [&](const char* key) {
    return Duration::hours(number_of(table, kind, key, k_hours_max));
  };
  return {.kind = kind,
          .name = bilingual_of(table, kind, "name"),
          .instructions = bilingual_of(table, kind, "instructions"),
          .evidence = bilingual_of(table, kind, "evidence"),
          .due_after = hours("due_hours"),
          .expected_minutes =
              static_cast<std::int32_t>(number_of(table, kind, "expected_minutes", k_minutes_max)),
          .escalate_every = hours("escalate_every_hours"),
          .expires_after = hours("expires_after_hours")};
}

}  // namespace

TemplateBook TemplateBook::read(std::string_view text) {
  TemplateBook book;
  try {
    const auto root = parse_toml(text, "task templates");
    if (!root.contains("template") || !root.at("template").is_array()) {
      throw Problem::invalid("tasks.templates", "The task templates hold no [[template]].");
    }
    for (const auto& table : root.at("template").as_array()) {
      auto parsed = template_of(table);
      if (book.find(parsed.kind) != nullptr) throw fault_of(parsed.kind, "it stands there twice");
      book.templates_.push_back(std::move(parsed));
    }
  } catch (const toml::exception& error) {
    throw Problem::invalid("tasks.templates",
                           fmt::format("The task templates are not TOML: {}", error.what()));
  }
  return book;
}

TemplateBook TemplateBook::standard() { return read(embedded_templates()); }

const TaskTemplate* TemplateBook::find(std::string_view kind) const {
  for (const auto& candidate : templates_) {
    if (candidate.kind == kind) return &candidate;
  }
  return nullptr;
}

}  // namespace anlan::tasks
