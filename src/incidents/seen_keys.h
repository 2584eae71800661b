// SeenKeys: which records a file has named already.
#pragma once

#include <cstdint>
#include <vector>

#include "base/id.h"

namespace anlan::incidents {

/// Numbers kept by id, in one array of 24 bytes a slot: a million of them in 48 MB.
class SeenKeys {
 public:
  /// The number kept for the id, to be read and set; 0 where it is new.
  std::uint32_t& operator[](const Id& id) {
    if ((used_ + 1) * 3 > slots_.size() * 2) grow();
    auto& slot = slot_of(id);
    if (!slot.is_used) {
      slot = {.id = id, .number = 0, .is_used = true};
      ++used_;
    }
    return slot.number;
  }

 private:
  struct Slot {
    Id id;
    std::uint32_t number = 0;
    bool is_used = false;
  };

  Slot& slot_of(const Id& id) {
    auto at = std::hash<Id>()(id) & (slots_.size() - 1);
    while (slots_[at].is_used && slots_[at].id != id) at = (at + 1) & (slots_.size() - 1);
    return slots_[at];
  }
  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const auto& slot : old) {
      if (slot.is_used) slot_of(slot.id) = slot;
    }
  }

  std::vector<Slot> slots_ = std::vector<Slot>(1024);
  std::size_t used_ = 0;
};

}  // namespace anlan::incidents
