// StateWriter, StateReader: a state as bytes on this kind of machine, with a print at the end.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/csv.h"
#include "base/problem.h"
#include "funds/engine/transfers/text_hash.h"

namespace anlan::funds {

class StateWriter {
 public:
  using Sink = std::function<void(std::span<const char>)>;
  explicit StateWriter(Sink sink) : sink_(std::move(sink)) {}

  template <class Value>
    requires std::is_trivially_copyable_v<Value>
  void put(const Value& value) {
    put_bytes({reinterpret_cast<const char*>(&value), sizeof value});
  }
  template <class Value>
    requires std::is_trivially_copyable_v<Value>
  void put_all(std::span<const Value> values) {
    put(std::uint64_t{values.size()});
    put_bytes({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
  }
  void put_text(std::string_view text) { put_all(std::span(text.data(), text.size())); }
  void put_bytes(std::span<const char> bytes) {
    print_ = text_hash({bytes.data(), bytes.size()}, print_);
    sink_(bytes);
  }
  /// To be called last.
  void end() {
    const auto print = print_;
    put(print);
  }

 private:
  Sink sink_;
  std::uint64_t print_ = 0;
};

/// Reads what a StateWriter wrote, in the same pieces. What it gives is to be trusted only after
/// end(). Everything throws Problem (invalid, funds.state) where the state is not whole.
class StateReader {
 public:
  explicit StateReader(CsvReader::Source source) : source_(std::move(source)) {}

  template <class Value>
    requires std::is_trivially_copyable_v<Value>
  Value get() {
    Value value{};
    get_bytes({reinterpret_cast<char*>(&value), sizeof value});
    return value;
  }
  /// A piece at a time, so that a wrong length takes no more memory than there are bytes.
  template <class Value>
    requires std::is_trivially_copyable_v<Value>
  std::vector<Value> get_all() {
    constexpr std::uint64_t k_piece = 1 << 20;
    auto left = get<std::uint64_t>();
    std::vector<Value> values;
    std::uint64_t print = print_;
    while (left > 0) {
      const auto count = std::min(left, k_piece);
      const auto begin = values.size();
      values.resize(begin + count);
      read_exactly({reinterpret_cast<char*>(values.data() + begin), count * sizeof(Value)});
      left -= count;
    }
    print_ = text_hash(
        {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value)}, print);
    return values;
  }
  std::string get_text() {
    const auto bytes = get_all<char>();
    return {bytes.begin(), bytes.end()};
  }
  void get_bytes(std::span<char> room) {
    read_exactly(room);
    print_ = text_hash({room.data(), room.size()}, print_);
  }
  void end() {
    const auto print = print_;
    if (get<std::uint64_t>() != print) refuse();
  }
  [[noreturn]] static void refuse() {
    throw Problem::invalid("funds.state",
                           "The saved state is not whole, or of other settings; start anew.");
  }

 private:
  void read_exactly(std::span<char> room) {
    while (!room.empty()) {
      const auto count = source_(room);
      if (count == 0) refuse();
      room = room.subspan(count);
    }
  }

  CsvReader::Source source_;
  std::uint64_t print_ = 0;
};

}  // namespace anlan::funds
