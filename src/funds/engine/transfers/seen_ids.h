// SeenIds: have we had a transfer of this id, and did it say the same?
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "funds/engine/transfers/state_bytes.h"

namespace anlan::funds {

/// Remembers at least the last `ids_min` ids, and at most twice as many, as 64-bit prints of id and
/// content: two generations, of which the older is dropped when the younger is full. Two ids of one
/// print among n are met with probability n^2 / 2^65: 4 in a million among 12 million.
class SeenIds {
 public:
  enum class Answer : std::uint8_t { is_new, is_repeated, is_different };

  explicit SeenIds(std::size_t ids_min);

  /// Looks the id up, and remembers it if it is new.
  Answer meet(std::string_view id, std::uint64_t content);

  void save(StateWriter& writer) const;
  /// Throws Problem (invalid, funds.state).
  void restore(StateReader& reader);

 private:
  struct Print {
    std::uint64_t id = 0;  // 0 is free
    std::uint64_t content = 0;
  };
  struct Generation {
    std::vector<Print> slots;
    std::size_t count = 0;

    const Print* find(std::uint64_t id) const;
    void add(Print print);
  };

  std::size_t ids_min_;
  Generation young_;
  Generation old_;
};

}  // namespace anlan::funds
