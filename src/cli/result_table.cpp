#include "cli/result_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <cmath>
#include <functional>

#include "base/check.h"
#include "base/csv.h"
#include "base/utf8.h"

namespace anlan::cli {
namespace {

template <class... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};

std::string printable(const std::string& text) {
  auto valid = valid_utf8(text);
  for (char& c : valid)
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = '?';
  return valid;
}

// Text.

std::string number_text(double value, int decimals) {
  if (!std::isfinite(value)) return "-";
  return decimals < 0 ? fmt::format("{:.{}g}", value, -decimals)
                      : fmt::format("{:.{}f}", value, decimals);
}

std::string text_of(const Cell& cell, int decimals) {
  return std::visit(
      Match{[](std::monostate) { return std::string("-"); },
            [](std::int64_t n) { return std::to_string(n); },
            [&](double n) { return number_text(n, decimals); },
            [&](float n) { return number_text(static_cast<double>(n), decimals); },
            [](bool is) { return std::string(is ? "yes" : "no"); },
            [](const std::string& text) { return printable(text); },
            [](const NumberRange& r) { return fmt::format("[{}, {})", r.from, r.below); },
            [](const DayRange& r) {
              return fmt::format("[{}, {})", r.from.to_string(), r.below.to_string());
            },
            [](const TextRange& r) { return printable(fmt::format("[{}, {})", r.from, r.below)); }},
      cell);
}

bool is_number(const Cell& cell) {
  return std::holds_alternative<std::int64_t>(cell) || std::holds_alternative<double>(cell) ||
         std::holds_alternative<float>(cell);
}

/// Columns of a terminal; Chinese characters and their punctuation take two.
std::size_t width_of(const std::string& text) {
  std::size_t width = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80) continue;
    width += byte >= 0xE3 && byte < 0xF0 ? 2 : 1;
  }
  return width;
}

std::string padded(const std::string& text, std::size_t width, bool is_right) {
  const std::string blanks(width - std::min(width, width_of(text)), ' ');
  return is_right ? blanks + text : text + blanks;
}

/// One column of the text, ready to be laid beside the others.
struct TextColumn {
  std::string title;
  std::vector<std::string> cells;
  bool is_right = false;
  std::size_t width = 0;
};

std::vector<TextColumn> text_columns(const ResultTable& table) {
  std::vector<std::size_t> shown;
  if (table.rows_in_text) {
    shown = *table.rows_in_text;
  } else {
    for (std::size_t i = 0; i < table.rows.size(); ++i) shown.push_back(i);
  }
  std::vector<TextColumn> columns;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const auto& name = table.columns[c];
    if (name.title.empty()) continue;
    auto& column = columns.emplace_back(TextColumn{.title = name.title});
    column.width = width_of(name.title);
    for (const auto row : shown) {
      const auto& cell = table.rows[row][c];
      column.is_right = column.is_right || is_number(cell);
      column.cells.push_back(text_of(cell, name.decimals));
      column.width = std::max(column.width, width_of(column.cells.back()));
    }
  }
  return columns;
}

void append_line(std::string& text, const std::vector<TextColumn>& columns,
                 const std::function<std::string(const TextColumn&)>& cell) {
  std::string line;
  for (const auto& column : columns)
    line += (line.empty() ? "" : "  ") + padded(cell(column), column.width, column.is_right);
  line.erase(line.find_last_not_of(' ') + 1);
  text += line + '\n';
}

std::string as_text(const ResultTable& table) {
  std::string text = table.title + '\n';
  std::size_t width = 0;
  for (const auto& fact : table.facts) width = std::max(width, width_of(fact.name.title));
  for (const auto& [name, value] : table.facts) {
    if (name.title.empty()) continue;
    text +=
        fmt::format("  {}  {}\n", padded(name.title, width, false), text_of(value, name.decimals));
  }
  const auto columns = text_columns(table);
  if (!table.rows_in_text_title.empty()) text += '\n' + table.rows_in_text_title + '\n';
  if (!columns.empty() && !columns.front().cells.empty()) {
    text += '\n';
    append_line(text, columns, [](const TextColumn& c) { return c.title; });
    for (std::size_t row = 0; row < columns.front().cells.size(); ++row)
      append_line(text, columns, [row](const TextColumn& c) { return c.cells[row]; });
  }
  if (!table.notes.empty()) text += '\n';
  for (const auto& note : table.notes) text += note + '\n';
  return text;
}

// JSON.

std::string json_string(const std::string& text) {
  return boost::json::serialize(boost::json::string(printable(text)));
}

template <class Number>
std::string json_number(Number value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "null";
}

void append_member(std::string& out, const std::string& key, const Cell& cell) {
  const auto member = [&](const std::string& name, const std::string& value) {
    if (!out.ends_with('{')) out += ',';
    out += json_string(name) + ':' + value;
  };
  std::visit(Match{[&](std::monostate) { member(key, "null"); },
                   [&](std::int64_t n) { member(key, std::to_string(n)); },
                   [&](double n) { member(key, json_number(n)); },
                   [&](float n) { member(key, json_number(n)); },
                   [&](bool is) { member(key, is ? "true" : "false"); },
                   [&](const std::string& text) { member(key, json_string(text)); },
                   [&](const NumberRange& r) {
                     member(key + "_from", json_number(r.from));
                     member(key + "_below", json_number(r.below));
                   },
                   [&](const DayRange& r) {
                     member(key + "_from", json_string(r.from.to_string()));
                     member(key + "_below", json_string(r.below.to_string()));
                   },
                   [&](const TextRange& r) {
                     member(key + "_from", json_string(r.from));
                     member(key + "_below", json_string(r.below));
                   }},
             cell);
}

std::string json_object(const ResultTable& table, std::size_t row) {
  std::string object = "{";
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    append_member(object, table.columns[c].key, table.rows[row][c]);
  return object + '}';
}

std::string json_summary(const ResultTable& table) {
  std::string object = "{";
  for (const auto& [name, value] : table.facts) append_member(object, name.key, value);
  return object + '}';
}

std::string as_json(const ResultTable& table) {
  std::string text = "{\"summary\":" + json_summary(table) + ",\n\"rows\":[";
  for (std::size_t row = 0; row < table.rows.size(); ++row)
    text += (row == 0 ? "\n" : ",\n") + json_object(table, row);
  return text + "\n]}\n";
}

std::string geometry_of(const Outline& outline) {
  const auto pair = [](const geometry::Point& p) {
    return '[' + json_number(p.x) + ',' + json_number(p.y) + ']';
  };
  if (outline.size() == 1) return R"({"type":"Point","coordinates":)" + pair(outline.front()) + '}';
  std::string ring;
  for (const auto& corner : outline) ring += pair(corner) + ',';
  return R"({"type":"Polygon","coordinates":[[)" + ring + pair(outline.front()) + "]]}";
}

std::string as_geojson(const ResultTable& table) {
  CHECK(table.places.size() == table.rows.size());
  std::string text =
      "{\"type\":\"FeatureCollection\",\"summary\":" + json_summary(table) + ",\n\"features\":[";
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    text += row == 0 ? "\n" : ",\n";
    text += R"({"type":"Feature","geometry":)" + geometry_of(table.places[row]) +
            R"(,"properties":)" + json_object(table, row) + '}';
  }
  return text + "\n]}\n";
}

// CSV.

template <class Number>
std::string csv_number(Number value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "";
}

void append_fields(std::string& line, const Cell& cell) {
  const auto field = [&](const std::string& text) {
    append_csv_field(line, text);
    line += ',';
  };
  std::visit(
      Match{[&](std::monostate) { field(""); }, [&](std::int64_t n) { field(std::to_string(n)); },
            [&](double n) { field(csv_number(n)); }, [&](float n) { field(csv_number(n)); },
            [&](bool is) { field(is ? "true" : "false"); },
            [&](const std::string& text) { field(printable(text)); },
            [&](const NumberRange& r) {
              field(csv_number(r.from));
              field(csv_number(r.below));
            },
            [&](const DayRange& r) {
              field(r.from.to_string());
              field(r.below.to_string());
            },
            [&](const TextRange& r) {
              field(printable(r.from));
              field(printable(r.below));
            }},
      cell);
}

/// Whether the column holds ranges, as its first cell says.
bool is_range(const ResultTable& table, std::size_t column) {
  if (table.rows.empty()) return false;
  const auto& cell = table.rows.front()[column];
  return std::holds_alternative<NumberRange>(cell) || std::holds_alternative<DayRange>(cell) ||
         std::holds_alternative<TextRange>(cell);
}

std::string as_csv(const ResultTable& table) {
  std::string text;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const auto& key = table.columns[c].key;
    text += is_range(table, c) ? key + "_from," + key + "_below," : key + ',';
  }
  if (!text.empty()) text.back() = '\n';
  for (const auto& row : table.rows) {
    for (const auto& cell : row) append_fields(text, cell);
    text.back() = '\n';
  }
  return text;
}

}  // namespace

std::string render(const ResultTable& table, ResultForm form) {
  for (const auto& row : table.rows) CHECK(row.size() == table.columns.size());
  switch (form) {
    case ResultForm::json: return as_json(table);
    case ResultForm::csv: return as_csv(table);
    case ResultForm::geojson: return as_geojson(table);
    case ResultForm::text: break;
  }
  return as_text(table);
}

}  // namespace anlan::cli
