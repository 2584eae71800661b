// TextColumn: many short texts in one run of bytes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "funds/engine/transfers/state_bytes.h"

namespace anlan::funds {

class TextColumn {
 public:
  void append(std::string_view text) {
    bytes_ += text;
    ends_.push_back(bytes_.size());
  }
  /// Valid until the next append().
  std::string_view operator[](std::size_t row) const {
    CHECK(row < ends_.size());
    const auto begin = row == 0 ? 0 : ends_[row - 1];
    return std::string_view(bytes_).substr(begin, ends_[row] - begin);
  }
  std::size_t size() const { return ends_.size(); }

  void save(StateWriter& writer) const {
    writer.put_text(bytes_);
    writer.put_all(std::span<const std::uint64_t>(ends_));
  }
  void restore(StateReader& reader) {
    bytes_ = reader.get_text();
    ends_ = reader.get_all<std::uint64_t>();
    const bool is_whole = std::ranges::is_sorted(ends_) &&
                          (ends_.empty() ? bytes_.empty() : ends_.back() == bytes_.size());
    if (!is_whole) StateReader::refuse();
  }

 private:
  std::string bytes_;
  std::vector<std::uint64_t> ends_;
};

}  // namespace anlan::funds
