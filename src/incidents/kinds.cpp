#include "incidents/kinds.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/problem.h"
#include "base/toml.h"
#include "incidents/embedded.h"

namespace anlan::incidents {
namespace {

constexpr std::size_t k_kinds_max = 250;  // the columns in memory keep a kind in one byte
constexpr std::size_t k_code_length_max = 40;

Problem fault_of(std::string_view code, std::string_view fault) {
  return Problem::invalid("incidents.kinds",
                          fmt::format("The incident kind \"{}\" is wrong: {}.", code, fault));
}

std::string code_of(const toml::value& table) {
  if (!table.is_table() || !table.contains("code") || !table.at("code").is_string()) {
    throw fault_of("", "it needs a code");
  }
  const std::string code = table.at("code").as_string().str;
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (code.empty() || code.size() > k_code_length_max || !std::ranges::all_of(code, is_plain)) {
    throw fault_of(code, "a code is 1 to 40 of a-z 0-9 _");
  }
  return code;
}

std::string text_of(const toml::value& names, std::string_view code, const char* language) {
  if (!names.is_table() || !names.contains(language) || !names.at(language).is_string() ||
      names.at(language).as_string().str.empty()) {
    throw fault_of(code, fmt::format("its name needs {}", language));
  }
  return names.at(language).as_string().str;
}

Bilingual name_of(const toml::value& table, std::string_view code) {
  if (!table.contains("name")) throw fault_of(code, "it needs a name");
  return {.en = text_of(table.at("name"), code, "en"), .zh = text_of(table.at("name"), code, "zh")};
}

void add_class(const toml::value& table, std::vector<Kind>& kinds) {
  const auto class_code = code_of(table);
  const auto class_name = name_of(table, class_code);
  if (!table.contains("kind") || !table.at("kind").is_array()) {
    throw fault_of(class_code, "a class needs its kinds");
  }
  for (const auto& row : table.at("kind").as_array()) {
    const auto code = fmt::format("{}.{}", class_code, code_of(row));
    kinds.push_back({.code = code,
                     .class_code = class_code,
                     .class_name = class_name,
                     .name = name_of(row, code)});
  }
}

}  // namespace

KindScheme KindScheme::parse(std::string_view text) {
  KindScheme scheme;
  try {
    const auto root = parse_toml(text, "incident kinds");
    if (!root.contains("class") || !root.at("class").is_array()) {
      throw Problem::invalid("incidents.kinds", "The incident kinds hold no [[class]].");
    }
    for (const auto& table : root.at("class").as_array()) add_class(table, scheme.kinds_);
  } catch (const toml::exception& error) {
    throw Problem::invalid("incidents.kinds",
                           fmt::format("The incident kinds are not TOML: {}", error.what()));
  }
  if (scheme.kinds_.size() > k_kinds_max) {
    throw Problem::too_large("incidents.kinds",
                             fmt::format("There are more than {} incident kinds.", k_kinds_max));
  }
  std::ranges::sort(scheme.kinds_, {}, &Kind::code);
  const auto twice = std::ranges::adjacent_find(scheme.kinds_, {}, &Kind::code);
  if (twice != scheme.kinds_.end()) throw fault_of(twice->code, "it stands there twice");
  return scheme;
}

KindScheme KindScheme::standard() { return parse(embedded_kinds()); }

const Kind* KindScheme::find(std::string_view code) const {
  const auto found = std::ranges::lower_bound(kinds_, code, {}, &Kind::code);
  return found != kinds_.end() && found->code == code ? &*found : nullptr;
}

std::vector<std::string> KindScheme::expand(std::span<const std::string> kinds_or_classes) const {
  std::vector<std::string> codes;
  for (const auto& asked : kinds_or_classes) {
    const auto before = codes.size();
    for (const auto& kind : kinds_) {
      if (kind.code == asked || kind.class_code == asked) codes.push_back(kind.code);
    }
    if (codes.size() == before) {
      throw Problem::invalid("incidents.unknown_kind",
                             fmt::format("There is no incident kind or class \"{}\".", asked),
                             {{"kind", "is not in the scheme"}});
    }
  }
  std::ranges::sort(codes);
  const auto repeated = std::ranges::unique(codes);
  codes.erase(repeated.begin(), repeated.end());
  return codes;
}

}  // namespace anlan::incidents
