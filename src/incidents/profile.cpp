#include "incidents/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/problem.h"
#include "base/toml.h"
#include "incidents/embedded.h"
#include "incidents/forbidden.h"

namespace anlan::incidents {
namespace {

constexpr std::size_t k_profile_bytes_max = 1 << 20;  // a map of every local code fits
constexpr std::size_t k_map_rows_max = 10'000;
constexpr std::size_t k_columns_max = 64;  // of one profile; a file may have more

Problem fault_of(std::string_view where, std::string_view fault) {
  return Problem::invalid("incidents.profile",
                          fmt::format("The import profile is wrong: {}: {}.", where, fault));
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return text;
}

ColumnName column_of(std::string text) {
  const bool is_optional = text.ends_with('?');
  if (is_optional) text.pop_back();
  return {.name = std::move(text), .is_optional = is_optional};
}

/// One table of the file; complains of keys that nobody asked for, since those are typing errors.
class Table {
 public:
  Table(const toml::value& value, std::string name) : value_(value), name_(std::move(name)) {
    if (!value.is_table()) throw fault_of(name_, "must be a table");
  }

  const toml::value* find(const char* key) {
    asked_.insert(key);
    return value_.contains(key) ? &value_.at(key) : nullptr;
  }
  std::string text(const char* key, std::string otherwise = {}) {
    const auto* found = find(key);
    if (!found) return otherwise;
    if (!found->is_string()) throw fault_of(where(key), "must be a text");
    return found->as_string().str;
  }
  std::string needed_text(const char* key) {
    auto found = text(key);
    if (found.empty()) throw fault_of(where(key), "is missing");
    return found;
  }
  /// A text, or a list of texts.
  std::vector<std::string> texts(const char* key) {
    const auto* found = find(key);
    if (!found) return {};
    if (found->is_string()) return {found->as_string().str};
    std::vector<std::string> all;
    if (!found->is_array()) throw fault_of(where(key), "must be a text or a list of texts");
    for (const auto& item : found->as_array()) {
      if (!item.is_string()) throw fault_of(where(key), "must be a text or a list of texts");
      all.push_back(item.as_string().str);
    }
    if (all.size() > k_columns_max) throw fault_of(where(key), "is too long");
    return all;
  }
  std::vector<ColumnName> columns(const char* key) {
    std::vector<ColumnName> all;
    for (auto& text : texts(key)) {
      all.push_back(column_of(std::move(text)));
      if (all.back().name.empty()) throw fault_of(where(key), "names an empty column");
    }
    return all;
  }
  double number(const char* key, double otherwise) {
    const auto* found = find(key);
    if (!found) return otherwise;
    if (found->is_integer()) return static_cast<double>(found->as_integer());
    if (found->is_floating()) return found->as_floating();
    throw fault_of(where(key), "must be a number");
  }
  void refuse_others() const {
    for (const auto& [key, ignored] : value_.as_table()) {
      if (!asked_.contains(key)) throw fault_of(where(key), "is not a key of profiles");
    }
  }
  std::string where(std::string_view key) const {
    return name_.empty() ? std::string(key) : fmt::format("{}.{}", name_, key);
  }

 private:
  const toml::value& value_;
  std::string name_;
  std::set<std::string> asked_;
};

/// A part of the profile, if it is there.
template <class Read>
void read_part(Table& root, const char* key, Read&& read) {
  const auto* found = root.find(key);
  if (!found) return;
  Table part(*found, key);
  read(part);
  part.refuse_others();
}

void read_choice(Table& part, Choice& choice) {
  choice.columns = part.columns("column");
  choice.value = part.text("value", choice.value);
  choice.otherwise = part.text("otherwise");
  if (const auto* map = part.find("map")) {
    if (!map->is_table() || map->as_table().size() > k_map_rows_max) {
      throw fault_of(part.where("map"), "must be a table of up to 10000 texts");
    }
    for (const auto& [cell, value] : map->as_table()) {
      if (!value.is_string()) throw fault_of(part.where("map." + cell), "must be a text");
      choice.map.emplace(lower(cell), value.as_string().str);
    }
  }
}

HeaderLine header_of(const std::string& text) {
  if (text == "present") return HeaderLine::present;
  if (text == "absent") return HeaderLine::absent;
  if (text == "either") return HeaderLine::either;
  throw fault_of("file.header", "must be \"present\", \"absent\" or \"either\"");
}

Encoding encoding_of(std::string_view text) {
  if (text == "utf-8") return Encoding::utf8;
  if (text == "gb18030" || text == "gbk" || text == "gb2312") return Encoding::gb18030;
  throw fault_of("file.encoding", "must be \"utf-8\" or \"gb18030\"");
}

void read_file_part(Table& part, Profile& profile) {
  const auto delimiter = part.text("delimiter", ",");
  if (delimiter.size() != 1 || delimiter == "\"" || delimiter == "\n" || delimiter == "\r") {
    throw fault_of("file.delimiter", "must be one character");
  }
  profile.delimiter = delimiter.front();
  profile.encoding = encoding_of(part.text("encoding", "utf-8"));
  profile.header = header_of(part.text("header", "present"));
  profile.columns = part.texts("columns");
}

void read_occurred_part(Table& part, Profile& profile) {
  profile.from = part.columns("from");
  profile.to = part.columns("to");
  for (const auto& format : part.texts("formats")) {
    profile.formats.push_back(TimeFormat::parse(format));
  }
  profile.zone = part.text("zone");
  if (!profile.zone.empty()) Zone::named(profile.zone);
}

void read_place_part(Table& part, Profile& profile) {
  profile.x = part.columns("x");
  profile.y = part.columns("y");
  profile.crs = part.text("crs", profile.crs);
  profile.radius = part.columns("radius_column");
  profile.radius_metres = part.number("radius_metres", 0);
  if (!(profile.radius_metres >= 0 && profile.radius_metres <= 1e6)) {
    throw fault_of("place.radius_metres", "must be from 0 to 1000000");
  }
  if (profile.x.size() > 1 || profile.x.size() != profile.y.size()) {
    throw fault_of("place", "needs one column x and one column y, or neither");
  }
}

/// Whether every value that the choice may give is one of the enum's names.
template <class Parse>
void check_values(const char* where, const Choice& choice, Parse&& parse) {
  const auto check = [&](const std::string& value) {
    if (!value.empty() && !parse(value)) {
      throw fault_of(where, fmt::format("\"{}\" is not one of its values", value));
    }
  };
  check(choice.value);
  check(choice.otherwise);
  for (const auto& [cell, value] : choice.map) check(value);
}

void check_whole(const Profile& profile) {
  if (profile.from.empty()) throw fault_of("occurred.from", "is missing");
  if (profile.formats.empty()) throw fault_of("occurred.formats", "is missing");
  if (profile.kind.columns.empty() && profile.kind.value.empty()) {
    throw fault_of("kind", "needs a column or a value");
  }
  if (profile.header != HeaderLine::present && profile.columns.empty()) {
    throw fault_of("file.columns", "must name the columns of a file without a header");
  }
  check_values("known_by", profile.known_by, known_by_from);
  check_values("status", profile.status, status_from);
  check_values("place precision", profile.precision, place_precision_from);
  std::vector<std::string> names = profile.columns;
  for (const auto& column : profile.all_columns()) names.push_back(column.name);
  refuse_forbidden(names);
}

Profile profile_from(const toml::value& value) {
  Profile profile;
  profile.precision.value = "exact";
  profile.known_by.value = "public_report";
  profile.status.value = "open";
  Table root(value, "");
  profile.name = root.needed_text("name");
  profile.source = root.needed_text("source");
  read_part(root, "title", [&](Table& part) {
    profile.title = {.en = part.needed_text("en"), .zh = part.needed_text("zh")};
  });
  read_part(root, "file", [&](Table& part) { read_file_part(part, profile); });
  read_part(root, "id", [&](Table& part) { profile.id = part.columns("columns"); });
  read_part(root, "occurred", [&](Table& part) { read_occurred_part(part, profile); });
  read_part(root, "reported", [&](Table& part) { profile.reported = part.columns("at"); });
  read_part(root, "place", [&](Table& part) { read_place_part(part, profile); });
  read_part(root, "precision", [&](Table& part) { read_choice(part, profile.precision); });
  read_part(root, "kind", [&](Table& part) { read_choice(part, profile.kind); });
  read_part(root, "known_by", [&](Table& part) { read_choice(part, profile.known_by); });
  read_part(root, "status", [&](Table& part) {
    read_choice(part, profile.status);
    profile.status_at = part.columns("at");
  });
  read_part(root, "unit", [&](Table& part) { read_choice(part, profile.unit); });
  root.refuse_others();
  check_whole(profile);
  return profile;
}

}  // namespace

Profile Profile::parse(std::string_view text, std::string_view file_name) {
  if (text.size() > k_profile_bytes_max) throw fault_of(file_name, "it is larger than 1 MiB");
  try {
    return profile_from(parse_toml(text, std::string(file_name)));
  } catch (const toml::exception& error) {
    throw fault_of(file_name, fmt::format("it is not TOML: {}", error.what()));
  }
}

std::vector<ColumnName> Profile::all_columns() const {
  std::vector<ColumnName> all;
  for (const auto* list :
       {&id, &from, &to, &reported, &x, &y, &precision.columns, &radius, &kind.columns,
        &known_by.columns, &status.columns, &status_at, &unit.columns}) {
    for (const auto& column : *list) {
      const auto found = std::ranges::find(all, column.name, &ColumnName::name);
      if (found == all.end()) {
        all.push_back(column);
      } else {
        found->is_optional = found->is_optional && column.is_optional;
      }
    }
  }
  return all;
}

ProfileBook ProfileBook::standard() {
  ProfileBook book;
  for (const auto text : embedded_profiles()) book.add(Profile::parse(text, "a profile"));
  return book;
}

void ProfileBook::add(Profile profile) {
  std::erase_if(profiles_, [&](const Profile& old) { return old.name == profile.name; });
  const auto place = std::ranges::lower_bound(profiles_, profile.name, {}, &Profile::name);
  profiles_.insert(place, std::move(profile));
}

void ProfileBook::add_folder(const std::string& folder) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".toml") continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    std::string text(k_profile_bytes_max + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    add(Profile::parse(text, entry.path().string()));
  }
}

const Profile& ProfileBook::find(std::string_view name) const {
  const auto found = std::ranges::find(profiles_, name, &Profile::name);
  if (found != profiles_.end()) return *found;
  std::string names;
  for (const auto& profile : profiles_) names += (names.empty() ? "" : ", ") + profile.name;
  throw Problem::not_found(
      "incidents.unknown_profile",
      fmt::format("There is no import profile \"{}\"; there are: {}.", name, names));
}

}  // namespace anlan::incidents
