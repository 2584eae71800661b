#include "funds/engine/transfers/record_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/problem.h"
#include "funds/engine/transfers/json_line.h"

namespace anlan::funds {
namespace {

constexpr std::size_t k_peeked_bytes = 4096;
constexpr std::size_t k_line_bytes_max = 1 << 16;
constexpr std::size_t k_block_bytes = 1 << 18;
constexpr std::size_t k_absent = SIZE_MAX;

class CsvRecords final : public RecordReader {
 public:
  CsvRecords(CsvReader::Source source, char delimiter, std::span<const WantedColumn> columns)
      : reader_(std::move(source), delimiter, {.record_bytes = k_line_bytes_max}),
        delimiter_(delimiter) {
    values_.resize(columns.size());
    if (!reader_.next()) {
      throw Problem::invalid("funds.columns", "The file is empty; its first line names columns.");
    }
    const auto header = reader_.fields();
    width_ = header.size();
    std::vector<FieldFault> missing;
    for (const auto& column : columns) {
      const auto found =
          column.name.empty() ? header.end() : std::ranges::find(header, column.name);
      places_.push_back(found == header.end() ? k_absent
                                              : static_cast<std::size_t>(found - header.begin()));
      if (found == header.end() && column.is_needed) {
        missing.push_back({std::string(column.name), "is not in the first line"});
      }
    }
    if (!missing.empty()) {
      throw Problem::invalid("funds.columns", "The file lacks a column that is needed.",
                             std::move(missing));
    }
  }

  bool next() override {
    if (!reader_.next()) return false;
    line_ = reader_.line();
    fault_.reset();
    const auto fields = reader_.fields();
    if (!reader_.fault().empty() || fields.size() > width_) fault_ = RowFault::unreadable;
    if (!fault_ && fields.size() < width_) fault_ = RowFault::truncated_line;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      values_[i] = places_[i] < fields.size() ? fields[places_[i]] : std::string_view();
    }
    return true;
  }

  std::string row() const override {
    std::string text;
    for (const auto field : reader_.fields()) {
      if (!text.empty()) text += delimiter_;
      append_csv_field(text, field, delimiter_);
    }
    return text;
  }

 private:
  CsvReader reader_;
  char delimiter_;
  std::size_t width_ = 0;
  std::vector<std::size_t> places_;
};

/// Lines of a text, a block at a time; of one that is too long, the first bytes.
class Lines {
 public:
  explicit Lines(CsvReader::Source source) : source_(std::move(source)), buffer_(k_block_bytes) {}

  bool next() {
    is_too_long_ = false;
    std::size_t searched = 0;
    for (;;) {
      const auto* start = buffer_.data() + begin_;
      const void* found = std::memchr(start + searched, '\n', end_ - begin_ - searched);
      if (found != nullptr) {
        const auto length = static_cast<std::size_t>(static_cast<const char*>(found) - start);
        line_ = {start, std::min(length, k_line_bytes_max)};
        is_too_long_ = is_too_long_ || length > k_line_bytes_max;
        begin_ += length + 1;
        return true;
      }
      searched = end_ - begin_;
      if (searched > k_line_bytes_max) {  // keep its beginning, pass over the rest
        is_too_long_ = true;
        end_ = begin_ + k_line_bytes_max;
        searched = k_line_bytes_max;
      }
      if (refill()) continue;
      line_ = {buffer_.data() + begin_, end_ - begin_};
      begin_ = end_;
      return !line_.empty();
    }
  }
  std::string_view line() const { return line_; }
  bool is_too_long() const { return is_too_long_; }

 private:
  bool refill() {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    const auto count = source_(std::span(buffer_).subspan(end_));
    end_ += count;
    return count > 0;
  }

  CsvReader::Source source_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::string_view line_;
  bool is_too_long_ = false;
};

class JsonRecords final : public RecordReader {
 public:
  JsonRecords(CsvReader::Source source, std::span<const WantedColumn> columns)
      : lines_(std::move(source)) {
    values_.resize(columns.size());
    for (const auto& column : columns) names_.emplace_back(column.name);
  }

  bool next() override {
    std::string_view text;
    do {
      if (!lines_.next()) return false;
      ++line_;
      text = lines_.line();
      if (line_ == 1 && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    } while (text.find_first_not_of(" \t\r") == std::string_view::npos);
    fault_.reset();
    std::ranges::fill(values_, std::string_view());
    const auto fault = lines_.is_too_long() ? JsonLineFault::unreadable : json_.parse(text);
    if (fault != JsonLineFault::none) {
      fault_ = fault == JsonLineFault::truncated ? RowFault::truncated_line : RowFault::unreadable;
      return true;
    }
    for (const auto& member : json_.members()) {
      const auto found = std::ranges::find(names_, member.name);
      if (found == names_.end() || member.name.empty()) continue;
      values_[static_cast<std::size_t>(found - names_.begin())] = member.value;
    }
    return true;
  }

  std::string row() const override { return std::string(lines_.line()); }

 private:
  Lines lines_;
  JsonLine json_;
  std::vector<std::string> names_;
};

}  // namespace

PeekedSource::PeekedSource(CsvReader::Source source)
    : first_(k_peeked_bytes, '\0'), source_(std::move(source)) {
  std::size_t count = 0;
  while (count < first_.size()) {
    const auto more = source_(std::span(first_).subspan(count));
    if (more == 0) break;
    count += more;
    if (std::string_view(first_).substr(0, count).find('\n') != std::string_view::npos) break;
  }
  first_.resize(count);
}

std::string_view PeekedSource::first_line() const {
  return std::string_view(first_).substr(0, first_.find('\n'));
}

/// That is not blank; '\0' if there is none.
char PeekedSource::first_letter() const {
  std::string_view text(first_);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto at = text.find_first_not_of(" \t\r\n");
  return at == std::string_view::npos ? '\0' : text[at];
}

CsvReader::Source PeekedSource::release() {
  return [first = std::move(first_), given = std::size_t{0},
          source = std::move(source_)](std::span<char> room) mutable {
    if (given == first.size()) return source(room);
    const auto count = std::min(room.size(), first.size() - given);
    std::memcpy(room.data(), first.data() + given, count);
    given += count;
    return count;
  };
}

std::unique_ptr<RecordReader> read_csv_records(CsvReader::Source source, char delimiter,
                                               std::span<const WantedColumn> columns) {
  return std::make_unique<CsvRecords>(std::move(source), delimiter, columns);
}

std::unique_ptr<RecordReader> read_json_records(CsvReader::Source source,
                                                std::span<const WantedColumn> columns) {
  return std::make_unique<JsonRecords>(std::move(source), columns);
}

}  // namespace anlan::funds
