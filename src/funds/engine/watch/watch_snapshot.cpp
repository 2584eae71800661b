// Saving and going on: the state as bytes, with a print of its settings and a mark at its end.
#include <fmt/format.h>

#include <cstring>

#include "base/problem.h"
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

struct Header {
  std::uint64_t format = k_format;
  std::uint64_t settings = 0;
  std::uint64_t observed = 0;
  std::uint64_t blocks = 0;
  std::uint64_t first_second = 0;
};

template <class Value>
std::span<const char> bytes_of(const Value* values, std::size_t count) {
  return {reinterpret_cast<const char*>(values), count * sizeof(Value)};
}

/// Reads exactly as much as is asked for.
class Reader {
 public:
  explicit Reader(const CsvReader::Source& source) : source_(source) {}

  template <class Value>
  void read(Value* values, std::size_t count) {
    std::span<char> room(reinterpret_cast<char*>(values), count * sizeof(Value));
    while (!room.empty()) {
      const auto got = source_(room);
      if (got == 0) refuse();
      room = room.subspan(got);
    }
  }
  [[noreturn]] static void refuse() {
    throw Problem::invalid("funds.snapshot",
                           "The saved state is not whole, or of other settings; start anew.");
  }

 private:
  const CsvReader::Source& source_;
};

}  // namespace

void Watch::save(const std::function<void(std::span<const char>)>& sink) const {
  const Header header{.settings = print_of(settings_),
                      .observed = log_.size(),
                      .blocks = accounts_.blocks().size(),
                      .first_second = first_second_};
  sink(bytes_of(&header, 1));
  const auto kept = std::min<std::uint64_t>(log_.size(), log_.entries().size());
  sink(bytes_of(log_.entries().data(), kept));
  for (const auto& block : accounts_.blocks()) sink(bytes_of(block.get(), HotAccounts::k_block));
  const auto end = ~k_format;
  sink(bytes_of(&end, 1));
}

void Watch::restore(const CsvReader::Source& source) {
  Reader reader(source);
  Header header;
  reader.read(&header, 1);
  constexpr std::uint64_t k_blocks_max = (1ULL << 32) / HotAccounts::k_block;
  const bool is_ours = header.format == k_format && header.settings == print_of(settings_) &&
                       header.blocks <= k_blocks_max && header.first_second <= UINT32_MAX;
  if (!is_ours) Reader::refuse();
  Watch fresh(settings_);
  const auto kept = std::min<std::uint64_t>(header.observed, fresh.log_.entries().size());
  reader.read(fresh.log_.entries().data(), kept);
  fresh.log_.set_size(header.observed);
  fresh.first_second_ = static_cast<std::uint32_t>(header.first_second);
  for (std::uint64_t i = 0; i < header.blocks; ++i) {
    fresh.accounts_.reach(static_cast<AccountIndex>(i * HotAccounts::k_block));
    reader.read(fresh.accounts_.blocks().back().get(), HotAccounts::k_block);
  }
  std::uint64_t end = 0;
  reader.read(&end, 1);
  if (end != ~k_format) Reader::refuse();
  *this = std::move(fresh);
}

}  // namespace anlan::funds
