#include "places/units_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include "base/expected.h"
#include "base/problem.h"
#include "places/rules.h"
#include "server/text.h"

namespace anlan::places {
namespace {

enum Column : std::size_t { code, level, parent, name, name_en, name_zh, valid_from, valid_until };
constexpr std::array<std::string_view, 8> k_column_names{
    "code", "level", "parent", "name", "name_en", "name_zh", "valid_from", "valid_until"};
constexpr auto k_absent = static_cast<std::size_t>(-1);

/// Where each of our columns stands in the table.
class Header {
 public:
  explicit Header(std::span<const std::string_view> fields) {
    positions_.fill(k_absent);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      for (std::size_t column = 0; column < k_column_names.size(); ++column) {
        if (!server::same_but_for_case(server::trimmed(fields[i]), k_column_names[column]))
          continue;
        if (positions_[column] != k_absent) {
          throw Problem::invalid("units.header",
                                 fmt::format("Two columns are named {}.", k_column_names[column]));
        }
        positions_[column] = i;
      }
    }
    width_ = fields.size();
  }
  bool has(Column column) const { return positions_[column] != k_absent; }
  std::size_t width() const { return width_; }
  std::string_view field(std::span<const std::string_view> fields, Column column) const {
    const auto position = positions_[column];
    return position < fields.size() ? server::trimmed(fields[position]) : std::string_view();
  }

 private:
  std::array<std::size_t, k_column_names.size()> positions_;
  std::size_t width_ = 0;
};

/// One record on its way to a row; the first fault is kept.
class RowReader {
 public:
  RowReader(const Header& header, std::span<const std::string_view> fields, std::int64_t line)
      : header_(header), fields_(fields) {
    row_.line = line;
  }

  Expected<UnitRow, RowFault> read() {
    if (fields_.size() != header_.width()) {
      refuse("", fmt::format("It has {} columns, not {}.", fields_.size(), header_.width()));
    }
    read_code();
    read_level();
    read_parent();
    row_.name_en = read_name(name_en);
    row_.name_zh = read_name(name_zh);
    auto either = read_name(name);
    auto& named = is_chinese(either) ? row_.name_zh : row_.name_en;
    if (named.empty()) named = std::move(either);
    row_.valid_from = read_day(valid_from);
    row_.valid_until = read_day(valid_until);
    if (fault_) return Unexpected<RowFault>(std::move(*fault_));
    return std::move(row_);
  }

 private:
  void refuse(std::string_view column, std::string reason) {
    if (!fault_) fault_ = RowFault{row_.line, std::string(column), std::move(reason)};
  }
  std::string_view field(Column column) const { return header_.field(fields_, column); }

  void read_code() {
    const auto parsed = UnitCode::parse(field(code));
    if (!parsed) {
      refuse("code", field(code).empty() ? "It has no code."
                                         : "A code is 1 to 32 of A-Z a-z 0-9 - _ and full stop.");
    }
    row_.code = parsed.value_or(UnitCode());
  }
  void read_level() {
    const auto word = field(level);
    if (word.empty()) return;
    row_.level = level_of_word(word);
    if (!row_.level) {
      refuse("level",
             "A level is province, prefecture, county, station or community, or a word "
             "for one of these.");
    }
  }
  void read_parent() {
    if (!header_.has(parent)) return;
    const auto text = field(parent);
    const auto parsed = UnitCode::parse(text);
    if (!text.empty() && !parsed) refuse("parent", "This is not the code of a unit.");
    row_.parent = parsed.value_or(UnitCode());
  }
  std::string read_name(Column column) {
    const auto text = field(column);
    if (const auto fault = name_fault(text); !fault.empty())
      refuse(k_column_names[column], std::string(fault));
    return std::string(text);
  }
  std::optional<Day> read_day(Column column) {
    const auto text = field(column);
    if (text.empty()) return std::nullopt;
    const auto day = Day::parse(text);
    if (!day) refuse(k_column_names[column], "A day is written 2026-02-03.");
    return day;
  }

  const Header& header_;
  std::span<const std::string_view> fields_;
  UnitRow row_;
  std::optional<RowFault> fault_;
};

/// Tells of rows that say something of the same version as a row before.
void refuse_repeated(ParsedUnits& table) {
  std::unordered_map<std::string, std::int64_t> lines;
  std::erase_if(table.rows, [&](const UnitRow& row) {
    const auto version = fmt::format("{} {}", row.code.text(),
                                     row.valid_from ? row.valid_from->to_string() : std::string());
    const auto [first, is_new] = lines.emplace(version, row.line);
    if (is_new) return false;
    table.faults.push_back(
        {row.line, "code", fmt::format("The same code stands in line {} already.", first->second)});
    return true;
  });
}

}  // namespace

ParsedUnits read_units_table(CsvReader reader) {
  ParsedUnits table;
  if (!reader.next()) throw Problem::invalid("units.header", "The table is empty.");
  if (!reader.fault().empty())
    throw Problem::invalid("units.header", fmt::format("The first line: {}.", reader.fault()));
  const Header header(reader.fields());
  if (!header.has(code)) {
    throw Problem::invalid("units.header",
                           "The first line must name the columns; one of them is code.");
  }
  while (reader.next()) {
    if (++table.row_count > k_units_max)
      throw Problem::too_large("units.too_many", "There are too many units in one table.");
    if (!reader.fault().empty()) {
      table.faults.push_back({reader.line(), "", fmt::format("In this row {}.", reader.fault())});
      continue;
    }
    auto row = RowReader(header, reader.fields(), reader.line()).read();
    if (row) {
      table.rows.push_back(std::move(*row));
    } else {
      table.faults.push_back(std::move(row.error()));
    }
  }
  refuse_repeated(table);
  return table;
}

}  // namespace anlan::places
