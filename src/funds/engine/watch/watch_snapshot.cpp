// Saving and going on: the state as bytes, with a print of its settings.
#include <fmt/format.h>

#include <algorithm>

#include "funds/engine/transfers/text_hash.h"
#include "funds/engine/watch/watch.h"

namespace anlan::funds {
namespace {

constexpr std::uint64_t k_format = 0x31574E4C4E41;  // "ANLNW1"

std::uint64_t print_of(const WatchSettings& settings) {
  const auto& s = settings.structure;
  return text_hash(fmt::format("{} {} {} {} {} {} {} {} {} {}", settings.amount_min,
                               settings.zone_seconds, settings.log_bits, settings.message_odds,
                               settings.call_odds, settings.visit_odds, s.hops_max, s.seconds,
                               s.looked_at, s.steps_max));
}

}  // namespace

void Watch::save(StateWriter& writer) const {
  writer.put(k_format);
  writer.put(print_of(settings_));
  writer.put(first_second_);
  writer.put(log_.size());
  const auto kept = std::min<std::uint64_t>(log_.size(), log_.entries().size());
  writer.put_all(std::span(log_.entries()).first(kept));
  writer.put(std::uint64_t{accounts_.blocks().size()});
  for (const auto& block : accounts_.blocks()) {
    writer.put_bytes(
        {reinterpret_cast<const char*>(block.get()), HotAccounts::k_block * sizeof(HotAccount)});
  }
}

void Watch::restore(StateReader& reader) {
  const bool is_ours =
      reader.get<std::uint64_t>() == k_format && reader.get<std::uint64_t>() == print_of(settings_);
  if (!is_ours) StateReader::refuse();
  Watch fresh(settings_);
  fresh.first_second_ = reader.get<std::uint32_t>();
  const auto observed = reader.get<std::uint64_t>();
  fresh.log_.set_size(observed);
  const auto entries = reader.get_all<TransferLog::Entry>();
  if (entries.size() != std::min<std::uint64_t>(observed, fresh.log_.entries().size())) {
    StateReader::refuse();
  }
  std::ranges::copy(entries, fresh.log_.entries().begin());
  constexpr std::uint64_t k_blocks_max = (1ULL << 32) / HotAccounts::k_block;
  const auto blocks = reader.get<std::uint64_t>();
  if (blocks > k_blocks_max) StateReader::refuse();
  for (std::uint64_t i = 0; i < blocks; ++i) {
    fresh.accounts_.reach(static_cast<AccountIndex>(i * HotAccounts::k_block));
    reader.get_bytes({reinterpret_cast<char*>(fresh.accounts_.blocks()[i].get()),
                      HotAccounts::k_block * sizeof(HotAccount)});
  }
  *this = std::move(fresh);
}

}  // namespace anlan::funds
