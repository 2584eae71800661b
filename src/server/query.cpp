#include "server/query.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <utility>

namespace anlan::server {
namespace {

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::string> QueryReader::text(std::string_view name, std::size_t length_max) {
  const auto value = request_.query(name);
  if (!value) return std::nullopt;
  if (value->empty() || value->size() > length_max) {
    refuse(name, fmt::format("must have 1 to {} bytes", length_max));
    return std::nullopt;
  }
  return std::string(*value);
}

std::optional<std::int64_t> QueryReader::integer(std::string_view name, std::int64_t least,
                                                 std::int64_t greatest) {
  const auto text = request_.query(name);
  if (!text) return std::nullopt;
  const auto value = parse_number<std::int64_t>(*text);
  if (value && *value >= least && *value <= greatest) return value;
  refuse(name, fmt::format("must be a whole number from {} to {}", least, greatest));
  return std::nullopt;
}

std::optional<double> QueryReader::number(std::string_view name, double least, double greatest) {
  const auto text = request_.query(name);
  if (!text) return std::nullopt;
  const auto value = parse_number<double>(*text);
  if (value && *value >= least && *value <= greatest) return value;  // not true of a NaN
  refuse(name, fmt::format("must be a number from {} to {}", least, greatest));
  return std::nullopt;
}

std::optional<bool> QueryReader::boolean(std::string_view name) {
  const auto text = request_.query(name);
  if (!text) return std::nullopt;
  if (*text == "true") return true;
  if (*text == "false") return false;
  refuse(name, "must be true or false");
  return std::nullopt;
}

std::optional<Id> QueryReader::id(std::string_view name) {
  const auto text = request_.query(name);
  if (!text) return std::nullopt;
  auto value = Id::parse(*text);
  if (!value) refuse(name, "must be an id (UUID)");
  return value;
}

std::optional<Day> QueryReader::day(std::string_view name) {
  const auto text = request_.query(name);
  if (!text) return std::nullopt;
  auto value = Day::parse(*text);
  if (!value) refuse(name, "must be a day, such as 2026-02-03");
  return value;
}

std::optional<Instant> QueryReader::instant(std::string_view name) {
  const auto text = request_.query(name);
  if (!text) return std::nullopt;
  auto value = Instant::parse(*text);
  if (!value) refuse(name, "must be a time with its zone, such as 2026-02-03T04:05:06Z");
  return value;
}

std::optional<UnitCode> QueryReader::unit_code(std::string_view name) {
  const auto text = request_.query(name);
  if (!text) return std::nullopt;
  auto value = UnitCode::parse(*text);
  if (!value) refuse(name, "must be a unit's code");
  return value;
}

std::vector<std::string> QueryReader::list(std::string_view name, std::size_t count_max) {
  const auto text = request_.query(name);
  if (!text) return {};
  std::vector<std::string> parts;
  std::string_view rest = *text;
  while (true) {
    const auto comma = rest.find(',');
    const auto part = rest.substr(0, comma);
    if (part.empty() || parts.size() == count_max) {
      refuse(name, fmt::format("must be 1 to {} values, separated by commas", count_max));
      return {};
    }
    parts.emplace_back(part);
    if (comma == std::string_view::npos) return parts;
    rest.remove_prefix(comma + 1);
  }
}

void QueryReader::refuse(std::string_view name, std::string fault) {
  faults_.push_back({std::string(name), std::move(fault)});
}

void QueryReader::finish() const {
  if (faults_.empty()) return;
  throw Problem::invalid("request.query", "A field of the query cannot be understood.", faults_);
}

}  // namespace anlan::server
