#include "incidents/batch_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/problem.h"
#include "incidents/repository.h"
#include "incidents/text.h"

namespace anlan::incidents {
namespace {

constexpr std::uint32_t k_lines_max = std::numeric_limits<std::uint32_t>::max();

geometry::Position to_the_centimetre(const geometry::Position& place) {
  return {.longitude = from_e7(to_e7(place.longitude)), .latitude = from_e7(to_e7(place.latitude))};
}

}  // namespace

BatchReader::BatchReader(const Profile& profile, const KindScheme& scheme, const Zone& region,
                         UnitRules units, CsvReader::Source source)
    : profile_(profile),
      mapper_(profile, scheme, region),
      units_(std::move(units)),
      projection_(geometry::Projection::from(profile.crs)),
      csv_(std::move(source), profile.delimiter) {
  for (std::size_t i = 0; i < units_.units.size(); ++i) {
    unit_numbers_.emplace(units_.units[i].code.text(), static_cast<std::int32_t>(i));
    is_in_scope_.push_back(units_.scope.contains(units_.units[i].path));
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

void BatchReader::refuse(Batch& batch, std::size_t row, Fault fault) {
  batch.is_good[row] = false;
  batch.faults.push_back({.line = batch.drafts[row].line,
                          .column = std::move(fault.column),
                          .reason = std::move(fault.reason),
                          .content = valid_utf8(batch.drafts[row].content)});
}

void BatchReader::read_record(Batch& batch) {
  const auto row = batch.count++;
  auto& draft = batch.drafts[row];
  draft.line = csv_.line();
  batch.is_good[row] = true;
  if (!csv_.fault().empty()) {
    mapper_.copy_content(csv_.fields(), draft.content);
    return refuse(batch, row, {"", std::string(csv_.fault())});
  }
  if (auto fault = mapper_.read(csv_.fields(), draft)) refuse(batch, row, std::move(*fault));
}

bool BatchReader::next(Batch& batch) {
  batch.count = 0;
  batch.faults.clear();
  batch.outside = 0;
  while (batch.count < Batch::k_rows) {
    if (!has_record_ && !csv_.next()) break;
    has_record_ = false;
    read_record(batch);
  }
  batch.rows = static_cast<std::int64_t>(batch.count);
  batch.bytes_read = csv_.bytes_read();
  rows_ += batch.rows;
  if (rows_ > k_rows_max || csv_.bytes_read() > k_file_bytes_max || csv_.line() >= k_lines_max) {
    throw Problem::too_large("incidents.file_too_large",
                             fmt::format("The file has more than {} rows or {} bytes; cut it.",
                                         k_rows_max, k_file_bytes_max));
  }
  place(batch);
  find_units(batch);
  for (std::size_t row = 0; row < batch.count; ++row) {
    if (!batch.is_good[row]) continue;
    if (auto fault = check_and_name(batch.drafts[row])) {
      refuse(batch, row, std::move(*fault));
    } else if (batch.drafts[row].is_outside) {
      ++batch.outside;
    }
  }
  return batch.count > 0;
}

void BatchReader::place(Batch& batch) {
  places_.clear();
  placed_rows_.clear();
  for (std::size_t row = 0; row < batch.count; ++row) {
    batch.drafts[row].incident.position.reset();
    if (!batch.is_good[row] || !batch.drafts[row].has_place) continue;
    places_.push_back(batch.drafts[row].place);
    placed_rows_.push_back(row);
  }
  projection_.to_positions(places_);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const auto row = placed_rows_[i];
    const auto& position = places_[i];
    const bool is_on_globe =
        std::abs(position.longitude) <= 180 && std::abs(position.latitude) <= 90;
    if (!is_on_globe) {  // also for what is not a number
      refuse(batch, row, {profile_.x.front().name, "the place is not on the globe"});
      continue;
    }
    places_[kept] = to_the_centimetre(position);
    placed_rows_[kept] = row;
    batch.drafts[row].incident.position = places_[kept++];
  }
  places_.resize(kept);
  placed_rows_.resize(kept);
}

void BatchReader::find_units(Batch& batch) {
  found_units_.assign(batch.count, -1);
  if (units_.units_at) {
    std::vector<std::int32_t> found(places_.size(), -1);
    units_.units_at(places_, found);
    for (std::size_t i = 0; i < found.size(); ++i) found_units_[placed_rows_[i]] = found[i];
  }
  for (std::size_t row = 0; row < batch.count; ++row) {
    if (!batch.is_good[row]) continue;
    auto fault = assign_unit(batch.drafts[row], found_units_[row]);
    if (fault) refuse(batch, row, std::move(*fault));
  }
}

std::optional<Fault> BatchReader::assign_unit(Draft& draft, std::int32_t unit_at_place) {
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
    incident.unit = units_.scope.unit();
    draft.is_outside = draft.has_place && units_.units_at;
    return std::nullopt;
  }
  const auto number = static_cast<std::size_t>(unit_at_place);
  if (!is_in_scope_[number]) {
    return Fault{"unit", fmt::format("the unit {} is not within your scope",
                                     units_.units[number].code.text())};
  }
  incident.unit = units_.units[number].code;
  return std::nullopt;
}

std::optional<Fault> BatchReader::check_and_name(Draft& draft) {
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
