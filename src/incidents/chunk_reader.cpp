#include "incidents/chunk_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/problem.h"
#include "base/utf8.h"
#include "incidents/repository.h"
#include "incidents/text.h"

namespace anlan::incidents {
namespace {

constexpr std::uint32_t k_lines_max = std::numeric_limits<std::uint32_t>::max();

geometry::Position to_the_centimetre(const geometry::Position& place) {
  return {.longitude = from_e7(to_e7(place.longitude)), .latitude = from_e7(to_e7(place.latitude))};
}

}  // namespace

ChunkReader::ChunkReader(const Profile& profile, const KindScheme& scheme, const Zone& region,
                         UnitRules units, CsvReader::Source source)
    : profile_(profile),
      mapper_(profile, scheme, region),
      units_(std::move(units)),
      projection_(geometry::Projection::from(profile.crs)),
      csv_(utf8_source(profile.encoding, std::move(source)), profile.delimiter) {
  for (std::size_t i = 0; i < units_.units.size(); ++i) {
    unit_numbers_.emplace(units_.units[i].code.text(), static_cast<std::int32_t>(i));
    is_in_scope_.push_back(units_.scope.contains(units_.units[i].path));
  }
  const auto own = unit_numbers_.find(units_.scope.unit().text());
  if (own == unit_numbers_.end()) {
    throw Problem::conflict("incidents.no_units",
                            "There is no unit to import for; import the units first.");
  }
  own_unit_ = own->second;
  for (const auto& kind : scheme.kinds()) {
    kind_numbers_.emplace(kind.code, static_cast<std::uint8_t>(kind_numbers_.size()));
  }
  if (!csv_.next()) {
    throw Problem::invalid("incidents.empty_file", "The file is empty.",
                           {{"file", "holds no line"}});
  }
  if (!csv_.fault().empty()) {
    throw Problem::invalid("incidents.header",
                           fmt::format("The file's first line cannot be read: {}.", csv_.fault()));
  }
  if (mapper_.is_header(csv_.fields())) {
    mapper_.bind(csv_.fields());
  } else {
    mapper_.bind_to_profile();
    has_record_ = true;
  }
}

void ChunkReader::refuse(Draft& draft, Fault fault, Chunk& chunk) {
  draft.is_good = false;
  chunk.faults.push_back({.line = draft.line,
                          .column = std::move(fault.column),
                          .reason = std::move(fault.reason),
                          .content = valid_utf8(draft.content)});
}

void ChunkReader::read_record(Draft& draft, Chunk& chunk) {
  draft.line = csv_.line();
  draft.is_good = true;
  if (!csv_.fault().empty()) {
    mapper_.copy_content(csv_.fields(), draft.content);
    return refuse(draft, {"", std::string(csv_.fault())}, chunk);
  }
  if (auto fault = mapper_.read(csv_.fields(), draft)) refuse(draft, std::move(*fault), chunk);
}

std::size_t ChunkReader::read_stretch(Chunk& chunk) {
  std::size_t count = 0;
  for (; count < k_stretch; ++count) {
    if (!has_record_ && !csv_.next()) break;
    has_record_ = false;
    read_record(drafts_[count], chunk);
  }
  rows_ += static_cast<std::int64_t>(count);
  if (rows_ > k_rows_max || csv_.bytes_read() > k_file_bytes_max || csv_.line() >= k_lines_max) {
    throw Problem::too_large("incidents.file_too_large",
                             fmt::format("The file has more than {} rows or {} bytes; cut it.",
                                         k_rows_max, k_file_bytes_max));
  }
  place(count, chunk);
  find_units(count, chunk);
  for (std::size_t i = 0; i < count; ++i) {
    auto& draft = drafts_[i];
    if (!draft.is_good) continue;
    if (auto fault = check_and_name(draft)) {
      refuse(draft, std::move(*fault), chunk);
    } else {
      pack(draft, chunk);
    }
  }
  return count;
}

bool ChunkReader::next(Chunk& chunk) {
  chunk.rows.clear();
  chunk.names.clear();
  chunk.faults.clear();
  chunk.rows_read = 0;
  chunk.outside = 0;
  while (chunk.rows.size() + k_stretch <= Chunk::k_rows && chunk.faults.size() <= k_bad_rows_max) {
    const auto count = read_stretch(chunk);
    chunk.rows_read += static_cast<std::int64_t>(count);
    if (count < k_stretch) break;
  }
  chunk.bytes_read = csv_.bytes_read();
  std::ranges::sort(chunk.rows, {}, &ImportRow::id);
  std::ranges::sort(chunk.faults, {}, &RowFault::line);
  return chunk.rows_read > 0;
}

void ChunkReader::pack(const Draft& draft, Chunk& chunk) {
  const auto& incident = draft.incident;
  const auto ms = [](const std::optional<Instant>& time) {
    return time ? time->unix_milliseconds() : ImportRow::k_no_time;
  };
  ImportRow row{.id = incident.id,
                .from_ms = incident.occurred_from.unix_milliseconds(),
                .to_ms = incident.occurred_to.unix_milliseconds(),
                .reported_ms = ms(incident.reported_at),
                .status_ms = ms(incident.status_at),
                .digest = draft.digest,
                .radius_metres = static_cast<std::int32_t>(incident.place_radius.value()),
                .unit = static_cast<std::uint32_t>(draft.unit),
                .name_offset = static_cast<std::uint32_t>(chunk.names.size()),
                .name_length = static_cast<std::uint16_t>(incident.external_id.size()),
                .kind = kind_numbers_.at(incident.kind),
                .precision = incident.place_precision,
                .known_by = incident.known_by,
                .status = incident.status};
  if (incident.position) {
    row.longitude_e7 = to_e7(incident.position->longitude);
    row.latitude_e7 = to_e7(incident.position->latitude);
  }
  chunk.names += incident.external_id;
  chunk.rows.push_back(row);
  if (draft.is_outside) ++chunk.outside;
}

void ChunkReader::place(std::size_t count, Chunk& chunk) {
  places_.clear();
  placed_rows_.clear();
  for (std::size_t i = 0; i < count; ++i) {
    drafts_[i].incident.position.reset();
    if (!drafts_[i].is_good || !drafts_[i].has_place) continue;
    places_.push_back(drafts_[i].place);
    placed_rows_.push_back(i);
  }
  projection_.to_positions(places_);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const auto row = placed_rows_[i];
    const auto& position = places_[i];
    const bool is_on_globe =
        std::abs(position.longitude) <= 180 && std::abs(position.latitude) <= 90;
    if (!is_on_globe) {  // also for what is not a number
      refuse(drafts_[row], {profile_.x.front().name, "the place is not on the globe"}, chunk);
      continue;
    }
    places_[kept] = to_the_centimetre(position);
    placed_rows_[kept] = row;
    drafts_[row].incident.position = places_[kept++];
  }
  places_.resize(kept);
  placed_rows_.resize(kept);
}

void ChunkReader::find_units(std::size_t count, Chunk& chunk) {
  found_units_.assign(count, -1);
  if (units_.units_at) {
    std::vector<std::int32_t> found(places_.size(), -1);
    units_.units_at(places_, found);
    for (std::size_t i = 0; i < found.size(); ++i) found_units_[placed_rows_[i]] = found[i];
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (!drafts_[i].is_good) continue;
    auto fault = assign_unit(drafts_[i], found_units_[i]);
    if (fault) refuse(drafts_[i], std::move(*fault), chunk);
  }
}

std::optional<Fault> ChunkReader::assign_unit(Draft& draft, std::int32_t unit_at_place) {
  auto& incident = draft.incident;
  draft.is_outside = false;
  if (!draft.unit_text.empty()) {
    const auto found = unit_numbers_.find(draft.unit_text);
    if (found == unit_numbers_.end()) {
      return Fault{"unit", fmt::format("there is no unit \"{}\"",
                                       valid_utf8(draft.unit_text.substr(0, 40)))};
    }
    unit_at_place = found->second;
  }
  if (unit_at_place < 0) {
    draft.unit = own_unit_;
    incident.unit = units_.scope.unit();
    draft.is_outside = draft.has_place && units_.units_at;
    return std::nullopt;
  }
  const auto number = static_cast<std::size_t>(unit_at_place);
  if (!is_in_scope_[number]) {
    return Fault{"unit", fmt::format("the unit {} is not within your scope",
                                     units_.units[number].code.text())};
  }
  draft.unit = unit_at_place;
  incident.unit = units_.units[number].code;
  return std::nullopt;
}

std::optional<Fault> ChunkReader::check_and_name(Draft& draft) {
  auto& incident = draft.incident;
  if (auto fault = fault_of(incident)) return fault;
  incident.source = profile_.source;
  if (draft.is_named) {
    incident.id = id_of(profile_.source, draft.key);
    auto& line = seen_[incident.id];
    if (line != 0) {
      return Fault{profile_.id.front().name, fmt::format("line {} has the same one", line)};
    }
    line = static_cast<std::uint32_t>(draft.line);
  } else {
    incident.id = id_of_content(profile_.source, draft.key, 0);
    const auto times = seen_[incident.id]++;
    if (times > 0) incident.id = id_of_content(profile_.source, draft.key, times);
  }
  draft.digest = digest_of(incident);
  return std::nullopt;
}

}  // namespace anlan::incidents
