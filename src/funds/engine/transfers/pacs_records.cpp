#include "funds/engine/transfers/pacs_records.h"

#include <algorithm>
#include <array>
#include <utility>

#include "funds/engine/transfers/xml_tokens.h"

namespace anlan::funds {
namespace {

constexpr std::size_t k_depth_max = 32;

/// What an element says, by its path within the transfer; the first that is there counts.
struct Meaning {
  std::string_view path;
  std::string_view column;
  int rank = 0;  // the lower, the better
};

constexpr std::array<Meaning, 15> k_meanings{{
    {"/PmtId/TxId", "id", 0},
    {"/PmtId/EndToEndId", "id", 1},
    {"/PmtId/InstrId", "id", 2},
    {"/AccptncDtTm", "time", 0},
    {"/DbtrAcct/Id/IBAN", "from_account", 0},
    {"/DbtrAcct/Id/Othr/Id", "from_account", 1},
    {"/CdtrAcct/Id/IBAN", "to_account", 0},
    {"/CdtrAcct/Id/Othr/Id", "to_account", 1},
    {"/IntrBkSttlmAmt", "amount", 0},
    {"/PmtTpInf/LclInstrm/Cd", "channel", 0},
    {"/PmtTpInf/LclInstrm/Prtry", "channel", 1},
    {"/CdtrAgt/FinInstnId/BICFI", "counterparty_bank", 0},
    {"/CdtrAgt/FinInstnId/BIC", "counterparty_bank", 1},
    {"/CdtrAgt/FinInstnId/ClrSysMmbId/MmbId", "counterparty_bank", 2},
    {"/IntrBkSttlmAmt@Ccy", "currency", 0},
}};

class PacsRecords final : public RecordReader {
 public:
  PacsRecords(CsvReader::Source source, std::span<const WantedColumn> columns)
      : tokens_(std::move(source)), texts_(columns.size()), ranks_(columns.size()) {
    values_.resize(columns.size());
    for (const auto& column : columns) names_.emplace_back(column.name);
  }

  bool next() override {
    if (is_over_) return false;
    begin();
    for (;;) {
      const auto token = tokens_.next();
      const bool is_transfer = tokens_.name() == "CdtTrfTxInf";
      switch (token) {
        case XmlToken::end:
        case XmlToken::truncated:
          is_over_ = true;
          if (token == XmlToken::end && !is_inside_) return false;
          return finish(RowFault::truncated_line);
        case XmlToken::unreadable:
          if (!is_inside_) line_ = tokens_.line();
          if (!is_inside_) return finish(RowFault::unreadable);
          is_torn_ = true;
          break;
        case XmlToken::start:
          if (is_transfer && is_inside_) {  // the one before never ended
            is_ahead_ = true;
            ahead_line_ = tokens_.line();
            return finish(RowFault::truncated_line);
          }
          if (is_transfer) {
            enter(tokens_.line());
          } else {
            open();
          }
          break;
        case XmlToken::finish:
          if (is_transfer && is_inside_) return finish(std::nullopt);
          close();
          break;
        case XmlToken::text: take(tokens_.text()); break;
        case XmlToken::empty: break;
      }
    }
  }

  std::string row() const override {
    std::string text;
    for (const auto value : values_) {
      if (!text.empty()) text += ',';
      append_csv_field(text, value);
    }
    return text;
  }

 private:
  void begin() {
    is_inside_ = is_torn_ = false;
    path_.clear();
    lengths_.clear();
    for (auto& text : texts_) text.clear();
    std::ranges::fill(ranks_, INT8_MAX);
    fault_.reset();
    line_ = tokens_.line();
    if (std::exchange(is_ahead_, false)) enter(ahead_line_);
  }

  void enter(std::int64_t line) {
    is_inside_ = true;
    line_ = line;
    path_.clear();
    lengths_.clear();
  }

  void open() {
    if (lengths_.size() == k_depth_max) {
      is_torn_ = true;
      return;
    }
    lengths_.push_back(path_.size());
    path_ += '/';
    path_ += tokens_.name();
    is_creation_ = !is_inside_ && tokens_.name() == "CreDtTm";
    if (const auto currency = tokens_.attribute("Ccy"); is_inside_ && !currency.empty()) {
      keep(path_ + "@Ccy", currency);
    }
  }

  void close() {
    is_creation_ = false;
    if (lengths_.empty()) return;
    const bool is_ours = std::string_view(path_).substr(lengths_.back() + 1) == tokens_.name();
    if (!is_ours) is_torn_ = true;
    path_.resize(lengths_.back());
    lengths_.pop_back();
  }

  void take(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return;
    text = text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
    if (is_creation_) {
      created_ = text;
    } else if (is_inside_) {
      keep(path_, text);
    }
  }

  void keep(std::string_view path, std::string_view text) {
    const auto meaning = std::ranges::find(k_meanings, path, &Meaning::path);
    if (meaning == k_meanings.end()) return;
    const auto column = std::ranges::find(names_, meaning->column);
    if (column == names_.end()) return;
    const auto place = static_cast<std::size_t>(column - names_.begin());
    if (meaning->rank >= ranks_[place]) return;
    ranks_[place] = static_cast<std::int8_t>(meaning->rank);
    texts_[place] = text;
  }

  bool finish(std::optional<RowFault> fault) {
    fault_ = fault ? fault : is_torn_ ? std::optional(RowFault::unreadable) : std::nullopt;
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      if (texts_[i].empty() && names_[i] == "time") texts_[i] = created_;
      values_[i] = texts_[i];
    }
    return true;
  }

  XmlTokens tokens_;
  std::vector<std::string> names_;
  std::vector<std::string> texts_;
  std::vector<std::int8_t> ranks_;
  std::string path_;                  // within the transfer, or the message
  std::vector<std::size_t> lengths_;  // of path_ before each element
  std::string created_;
  bool is_creation_ = false;
  bool is_inside_ = false;
  bool is_torn_ = false;
  bool is_ahead_ = false;
  bool is_over_ = false;
  std::int64_t ahead_line_ = 0;
};

}  // namespace

std::unique_ptr<RecordReader> read_pacs_records(CsvReader::Source source,
                                                std::span<const WantedColumn> columns) {
  return std::make_unique<PacsRecords>(std::move(source), columns);
}

}  // namespace anlan::funds
