#include "incidents/mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/check.h"
#include "base/csv.h"
#include "base/problem.h"
#include "base/utf8.h"
#include "incidents/forbidden.h"
#include "incidents/text.h"

namespace anlan::incidents {
namespace {

constexpr std::size_t k_external_id_bytes_max = 200;  // longer than any record's name we know
constexpr std::size_t k_spellings_max = 20'000;       // of values; those beyond are not kept
constexpr std::size_t k_shown_bytes_max = 60;         // of a cell in a reason

std::optional<double> number_from(std::string_view text) {
  double value = 0;
  const auto* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string names_of(const std::vector<ColumnName>& columns) {
  std::string names;
  for (const auto& column : columns) names += (names.empty() ? "" : ", ") + column.name;
  return names;
}

std::string shown(std::string_view cell) {
  auto text = valid_utf8(cell.substr(0, k_shown_bytes_max));
  if (cell.size() > k_shown_bytes_max) text += "...";
  return text;
}

/// What a kind is called in the file: its code, or its name in either language.
std::map<std::string, std::string, std::less<>> names_of_kinds(const KindScheme& scheme) {
  std::map<std::string, std::string, std::less<>> names;
  for (const auto& kind : scheme.kinds()) {
    names.emplace(kind.code, kind.code);
    names.emplace(lower_case(kind.name.en), kind.code);
    names.emplace(kind.name.zh, kind.code);
  }
  return names;
}

}  // namespace

RowMapper::RowMapper(const Profile& profile, const KindScheme& scheme, const Zone& region)
    : profile_(profile),
      scheme_(scheme),
      clock_(profile.zone.empty() ? region : Zone::named(profile.zone)) {
  const auto check = [&](const std::string& code) {
    if (code.empty() || scheme.find(code)) return;
    throw Problem::invalid("incidents.profile",
                           fmt::format("The import profile {} maps to the kind \"{}\", which is "
                                       "not in the scheme.",
                                       profile.name, code));
  };
  check(profile.kind.value);
  check(profile.kind.otherwise);
  for (const auto& [cell, code] : profile.kind.map) check(code);
}

bool RowMapper::is_header(std::span<const std::string_view> record) const {
  if (profile_.header != HeaderLine::either) return profile_.header == HeaderLine::present;
  const auto holds = [&](const ColumnName& column) {
    return column.is_optional || std::ranges::any_of(record, [&](std::string_view name) {
             return lower_case(trimmed(name)) == lower_case(column.name);
           });
  };
  return std::ranges::all_of(profile_.all_columns(), holds);
}

RowMapper::Places RowMapper::find(const std::vector<ColumnName>& columns,
                                  std::vector<std::string>& faults) const {
  Places places;
  for (const auto& column : columns) {
    const auto wanted = lower_case(column.name);
    const auto is_it = [&](const std::string& name) { return lower_case(name) == wanted; };
    const auto found = std::ranges::find_if(header_, is_it);
    if (found == header_.end()) {
      if (!column.is_optional) faults.push_back(fmt::format("\"{}\" is missing", column.name));
      continue;
    }
    if (std::find_if(found + 1, header_.end(), is_it) != header_.end()) {
      faults.push_back(fmt::format("\"{}\" stands there twice", column.name));
    }
    places.push_back(static_cast<std::size_t>(found - header_.begin()));
  }
  return places;
}

RowMapper::Lookup RowMapper::lookup_of(const Choice& choice,
                                       std::vector<std::string>& faults) const {
  Lookup lookup;
  lookup.choice = &choice;
  lookup.columns = find(choice.columns, faults);
  lookup.values = {choice.map.begin(), choice.map.end()};
  lookup.name = names_of(choice.columns);
  return lookup;
}

void RowMapper::bind(std::span<const std::string_view> header) {
  header_.clear();
  for (const auto name : header) header_.emplace_back(trimmed(name));
  refuse_forbidden(header_);
  std::vector<std::string> faults;
  id_ = find(profile_.id, faults);
  from_ = find(profile_.from, faults);
  to_ = find(profile_.to, faults);
  reported_ = find(profile_.reported, faults);
  x_ = find(profile_.x, faults);
  y_ = find(profile_.y, faults);
  radius_ = find(profile_.radius, faults);
  status_at_ = find(profile_.status_at, faults);
  precision_ = lookup_of(profile_.precision, faults);
  kind_ = lookup_of(profile_.kind, faults);
  known_by_ = lookup_of(profile_.known_by, faults);
  status_ = lookup_of(profile_.status, faults);
  unit_ = lookup_of(profile_.unit, faults);
  all_ = find(profile_.all_columns(), faults);
  if (kind_.values.empty()) kind_.values = names_of_kinds(scheme_);
  std::ranges::sort(faults);
  faults.erase(std::unique(faults.begin(), faults.end()), faults.end());
  if (!faults.empty()) {
    throw Problem::invalid("incidents.missing_columns",
                           fmt::format("The file does not fit the profile {}: {}.", profile_.name,
                                       fmt::join(faults, ", ")),
                           {{"profile", "reads columns that the file does not have"}});
  }
  is_read_.assign(header_.size(), false);
  for (const auto place : all_) is_read_[place] = true;
  header_line_.clear();
  for (const auto& name : header_) {
    if (!header_line_.empty()) header_line_ += ',';
    append_csv_field(header_line_, valid_utf8(name));
  }
}

void RowMapper::bind_to_profile() {
  const std::vector<std::string_view> names(profile_.columns.begin(), profile_.columns.end());
  bind(names);
}

/// The cells, trimmed, with `between` between them; valid until the next call. Empty if all are.
std::string_view RowMapper::joined(const Places& places, std::string_view between) {
  if (places.size() == 1) return trimmed(fields_[places.front()]);
  scratch_.clear();
  bool is_empty = true;
  for (const auto place : places) {
    const auto cell = trimmed(fields_[place]);
    if (place != places.front()) scratch_ += between;
    scratch_ += cell;
    is_empty = is_empty && cell.empty();
  }
  return is_empty ? std::string_view() : std::string_view(scratch_);
}

const std::string* RowMapper::choose(Lookup& lookup, std::optional<Fault>& fault) {
  const auto& choice = *lookup.choice;
  const auto cell = lookup.columns.empty() ? std::string_view() : joined(lookup.columns, "|");
  if (cell.empty()) {
    if (choice.value.empty()) fault = Fault{lookup.name, "it is empty"};
    return &choice.value;
  }
  const auto found = lookup.values.find(cell);
  if (found != lookup.values.end()) return &found->second;
  const auto alike = lookup.values.find(lower_case(cell));
  if (alike != lookup.values.end()) {
    if (lookup.values.size() >= k_spellings_max) return &alike->second;
    return &lookup.values.emplace(cell, alike->second).first->second;  // found at once next time
  }
  if (choice.otherwise.empty()) {
    fault = Fault{lookup.name,
                  fmt::format("\"{}\" is not a value that the profile knows", shown(cell))};
  }
  return &choice.otherwise;
}

std::optional<Span> RowMapper::time_of(const Places& places, const std::vector<ColumnName>& names,
                                       std::optional<Fault>& fault) {
  const auto text = trimmed(places.empty() ? std::string_view() : joined(places, " "));
  if (text.empty()) return std::nullopt;
  for (const auto& format : profile_.formats) {
    if (const auto span = format.read(text, clock_)) return span;
  }
  fault = Fault{names_of(names),
                fmt::format("\"{}\" is not a time as the profile writes it", shown(text))};
  return std::nullopt;
}

std::optional<Fault> RowMapper::read_times(Draft& draft) {
  std::optional<Fault> fault;
  auto& incident = draft.incident;
  const auto from = time_of(from_, profile_.from, fault);
  if (!fault && !from) fault = Fault{names_of(profile_.from), "it is empty"};
  if (fault) return fault;
  const auto to = time_of(to_, profile_.to, fault);
  if (fault) return fault;
  incident.occurred_from = from->from;
  incident.occurred_to = to ? to->to : from->to;
  const auto reported = time_of(reported_, profile_.reported, fault);
  if (fault) return fault;
  incident.reported_at.reset();
  if (reported) incident.reported_at = reported->from;
  const auto status_at = time_of(status_at_, profile_.status_at, fault);
  incident.status_at.reset();
  if (status_at) incident.status_at = status_at->from;
  return fault;
}

std::optional<Fault> RowMapper::read_place(Draft& draft) {
  draft.has_place = false;
  auto& incident = draft.incident;
  incident.place_radius = Metres::of(profile_.radius_metres);
  if (!radius_.empty()) {
    if (const auto cell = joined(radius_, " "); !cell.empty()) {
      const auto radius = number_from(cell);
      if (!radius || *radius < 0 || *radius > 1e6) {
        return Fault{names_of(profile_.radius), "it is not a number of metres"};
      }
      incident.place_radius = Metres::of(std::round(*radius));
    }
  }
  const auto x = x_.empty() ? std::string_view() : joined(x_, " ");
  const auto y = y_.empty() ? std::string_view() : joined(y_, " ");
  if (x.empty() && y.empty()) {
    incident.place_precision = PlacePrecision::unit;
    return std::nullopt;
  }
  const auto east = number_from(x);
  if (!east) return Fault{names_of(profile_.x), fmt::format("\"{}\" is not a number", shown(x))};
  const auto north = number_from(y);
  if (!north) return Fault{names_of(profile_.y), fmt::format("\"{}\" is not a number", shown(y))};
  draft.place = {.longitude = *east, .latitude = *north};
  draft.has_place = true;
  return std::nullopt;
}

std::optional<Fault> RowMapper::read_choices(Draft& draft) {
  std::optional<Fault> fault;
  auto& incident = draft.incident;
  incident.kind = *choose(kind_, fault);
  const auto read = [&](Lookup& lookup, auto parse, auto& value) {
    if (fault) return;
    const auto cell = lookup.columns.empty() ? std::string_view() : joined(lookup.columns, "|");
    const bool is_direct = lookup.values.empty() && !cell.empty();
    const auto parsed = parse(is_direct ? cell : std::string_view(*choose(lookup, fault)));
    if (fault) return;
    if (!parsed) {
      fault = Fault{lookup.name, fmt::format("\"{}\" is not one of its values", shown(cell))};
      return;
    }
    value = *parsed;
  };
  read(precision_, place_precision_from, incident.place_precision);
  read(known_by_, known_by_from, incident.known_by);
  read(status_, status_from, incident.status);
  if (fault) return fault;
  draft.unit_text.clear();
  const auto unit = unit_.columns.empty() ? std::string_view() : joined(unit_.columns, "|");
  if (unit_.values.empty()) {
    draft.unit_text = unit.empty() ? std::string_view(profile_.unit.value) : unit;
  } else if (!unit.empty()) {
    draft.unit_text = *choose(unit_, fault);
  }
  return fault;
}

std::optional<Fault> RowMapper::read_key(Draft& draft) {
  const auto name = id_.empty() ? std::string_view() : joined(id_, "/");
  draft.is_named = !name.empty();
  draft.incident.external_id = name;
  if (draft.is_named) {
    if (name.size() > k_external_id_bytes_max) {
      return Fault{names_of(profile_.id), "it is longer than 200 bytes"};
    }
    if (!is_utf8(name)) return Fault{names_of(profile_.id), "it is not UTF-8"};
    draft.key = name;
    return std::nullopt;
  }
  draft.key.clear();
  for (const auto place : all_) {
    draft.key += trimmed(fields_[place]);
    draft.key += '\x1f';
  }
  return std::nullopt;
}

/// Only where the file was transcoded: its reader marks bad bytes so that they are found here.
std::optional<Fault> RowMapper::find_bad_bytes() const {
  if (profile_.encoding == Encoding::utf8) return std::nullopt;
  for (const auto place : all_) {
    if (fields_[place].find(k_bad_byte) != std::string_view::npos)
      return Fault{header_[place], "it holds bytes that are not GB18030"};
  }
  return std::nullopt;
}

std::optional<Fault> RowMapper::read(std::span<const std::string_view> fields, Draft& draft) {
  fields_ = fields;
  copy_content(fields, draft.content);
  if (fields.size() != header_.size()) {
    return Fault{"", fmt::format("it has {} columns instead of {}", fields.size(), header_.size())};
  }
  if (auto fault = find_bad_bytes()) return fault;
  if (auto fault = read_times(draft)) return fault;
  if (auto fault = read_choices(draft)) return fault;
  if (auto fault = read_place(draft)) return fault;
  return read_key(draft);
}

void RowMapper::copy_content(std::span<const std::string_view> fields, std::string& out) const {
  out.clear();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out += ',';
    if (i < is_read_.size() && is_read_[i]) append_csv_field(out, fields[i]);
  }
}

}  // namespace anlan::incidents
