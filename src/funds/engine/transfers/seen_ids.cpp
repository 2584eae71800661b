#include "funds/engine/transfers/seen_ids.h"

#include <bit>
#include <utility>

#include "funds/engine/transfers/text_hash.h"

namespace anlan::funds {
namespace {

constexpr std::size_t k_slots_at_first = 1 << 10;

}  // namespace

SeenIds::SeenIds(std::size_t ids_min) : ids_min_(ids_min) {}

const SeenIds::Print* SeenIds::Generation::find(std::uint64_t id) const {
  if (slots.empty()) return nullptr;
  const auto mask = slots.size() - 1;
  for (auto at = id & mask; slots[at].id != 0; at = (at + 1) & mask) {
    if (slots[at].id == id) return &slots[at];
  }
  return nullptr;
}

void SeenIds::Generation::add(Print print) {
  const auto place = [this](Print one) {
    const auto mask = slots.size() - 1;
    auto at = one.id & mask;
    while (slots[at].id != 0) at = (at + 1) & mask;
    slots[at] = one;
  };
  if (slots.empty()) slots.resize(k_slots_at_first);
  if (++count * 2 > slots.size()) {
    const auto before = std::exchange(slots, std::vector<Print>(slots.size() * 2));
    for (const auto& one : before) {
      if (one.id != 0) place(one);
    }
  }
  place(print);
}

SeenIds::Answer SeenIds::meet(std::string_view id, std::uint64_t content) {
  const auto hash = text_hash(id) | 1;  // never the mark of a free slot
  const auto* known = young_.find(hash);
  if (known == nullptr) known = old_.find(hash);
  if (known != nullptr) {
    return known->content == content ? Answer::is_repeated : Answer::is_different;
  }
  if (young_.count == ids_min_) {
    old_ = std::move(young_);
    young_ = {};
  }
  young_.add({hash, content});
  return Answer::is_new;
}

void SeenIds::save(StateWriter& writer) const {
  writer.put(std::uint64_t{ids_min_});
  for (const auto* generation : {&young_, &old_}) {
    writer.put(std::uint64_t{generation->count});
    writer.put_all(std::span<const Print>(generation->slots));
  }
}

void SeenIds::restore(StateReader& reader) {
  if (reader.get<std::uint64_t>() != ids_min_) StateReader::refuse();
  for (auto* generation : {&young_, &old_}) {
    generation->count = reader.get<std::uint64_t>();
    generation->slots = reader.get_all<Print>();
    const auto slots = generation->slots.size();
    const bool is_sound = slots == 0 ? generation->count == 0
                                     : std::has_single_bit(slots) && generation->count * 2 <= slots;
    if (!is_sound) StateReader::refuse();
  }
}

}  // namespace anlan::funds
