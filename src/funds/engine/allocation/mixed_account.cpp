#include "funds/engine/allocation/mixed_account.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "funds/engine/allocation/apportion.h"

namespace anlan::funds {
namespace {

struct Named {
  AllocationRule rule;
  std::string_view name;
};

constexpr std::array<Named, 6> k_named{{
    {AllocationRule::fifo, "fifo"},
    {AllocationRule::lifo, "lifo"},
    {AllocationRule::pari_passu, "pari_passu"},
    {AllocationRule::rolling, "rolling"},
    {AllocationRule::lowest_intermediate_balance, "lowest_intermediate_balance"},
    {AllocationRule::time_stamp, "time_stamp"},
}};

constexpr std::array<AllocationRule, 6> k_rules{AllocationRule::fifo,
                                                AllocationRule::lifo,
                                                AllocationRule::rolling,
                                                AllocationRule::pari_passu,
                                                AllocationRule::lowest_intermediate_balance,
                                                AllocationRule::time_stamp};

/// Adds what is of one party together, in the order of parties, from `begin` on.
void merge(std::vector<Part>& parts, std::size_t begin) {
  const auto first = parts.begin() + static_cast<std::ptrdiff_t>(begin);
  std::sort(first, parts.end(), [](const Part& a, const Part& b) { return a.party < b.party; });
  auto kept = begin;
  for (auto i = begin; i < parts.size(); ++i) {
    if (kept > begin && parts[kept - 1].party == parts[i].party) {
      parts[kept - 1].amount += parts[i].amount;
    } else if (parts[i].amount > 0) {
      parts[kept++] = parts[i];
    }
  }
  parts.resize(kept);
}

}  // namespace

std::span<const AllocationRule> allocation_rules() { return k_rules; }

std::string_view to_string(AllocationRule rule) {
  return k_named[static_cast<std::size_t>(rule)].name;
}

std::optional<AllocationRule> allocation_rule_named(std::string_view name) {
  const auto found = std::ranges::find(k_named, name, &Named::name);
  return found == k_named.end() ? std::nullopt : std::optional(found->rule);
}

bool MixedAccount::has_layers() const {
  return rule_ == AllocationRule::fifo || rule_ == AllocationRule::lifo ||
         rule_ == AllocationRule::time_stamp;
}

void MixedAccount::add(Layer& layer, std::span<const Part> parts) {
  for (const auto& part : parts) {
    CHECK(part.amount >= 0);
    layer.total += part.amount;
  }
  if (parts.size() == 1 && parts[0].amount > 0) {  // most deposits: no sorting
    const auto at = std::ranges::lower_bound(layer.parts, parts[0].party, {}, &Part::party);
    if (at != layer.parts.end() && at->party == parts[0].party) {
      at->amount += parts[0].amount;
    } else {
      layer.parts.insert(at, parts[0]);
    }
    return;
  }
  layer.parts.insert(layer.parts.end(), parts.begin(), parts.end());
  merge(layer.parts, 0);
}

/// Deposits that lie further back than the link interval are linked with nothing.
void MixedAccount::age(Instant now) {
  if (rule_ != AllocationRule::time_stamp) return;
  while (!layers_.empty() && now - layers_.front().time > link_) {
    add(pool_, layers_.front().parts);
    layers_.pop_front();
  }
}

/// Two deposits of one party, one behind the other, are as one where the time plays no part.
bool MixedAccount::joins_last_layer(const Part& part) const {
  if (rule_ != AllocationRule::fifo && rule_ != AllocationRule::lifo) return false;
  return part.amount > 0 && !layers_.empty() && layers_.back().parts.size() == 1 &&
         layers_.back().parts[0].party == part.party;
}

void MixedAccount::deposit(std::span<const Part> parts, Instant time) {
  age(time);
  if (parts.size() == 1 && joins_last_layer(parts[0])) {
    balance_ += parts[0].amount;
    layers_.back().total += parts[0].amount;
    layers_.back().parts[0].amount += parts[0].amount;
    return;
  }
  Layer layer{.time = time};
  add(layer, parts);
  balance_ += layer.total;
  if (layer.total == 0) return;
  if (has_layers()) {
    layers_.push_back(std::move(layer));
  } else {
    add(pool_, layer.parts);
  }
}

/// Takes from each party in proportion. What stays is apportioned, so that nobody's part grows.
void MixedAccount::take(Layer& layer, std::int64_t amount, std::vector<Part>& taken) {
  CHECK(amount <= layer.total);
  layer.total -= amount;
  if (layer.parts.size() == 1) {
    if (amount > 0) taken.push_back({layer.parts[0].party, amount});
    layer.parts[0].amount = layer.total;
    if (layer.total == 0) layer.parts.clear();
    return;
  }
  std::vector<std::int64_t> weights;
  weights.reserve(layer.parts.size());
  for (const auto& part : layer.parts) weights.push_back(part.amount);
  const auto stays = apportion(layer.total, weights);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] > stays[i]) taken.push_back({layer.parts[i].party, weights[i] - stays[i]});
    layer.parts[i].amount = stays[i];
  }
  std::erase_if(layer.parts, [](const Part& part) { return part.amount == 0; });
}

void MixedAccount::take_own(Layer& layer, std::int64_t& amount, std::vector<Part>& taken) {
  if (layer.parts.empty() || layer.parts.back().party != k_own_money) return;
  auto& own = layer.parts.back();
  const auto from_own = std::min(amount, own.amount);
  own.amount -= from_own;
  layer.total -= from_own;
  amount -= from_own;
  if (from_own > 0) taken.push_back({k_own_money, from_own});
  if (own.amount == 0) layer.parts.pop_back();
}

void MixedAccount::take_from_layers(std::int64_t& amount, std::vector<Part>& taken) {
  while (amount > 0 && !layers_.empty()) {
    auto& layer = rule_ == AllocationRule::fifo ? layers_.front() : layers_.back();
    const auto from_layer = std::min(amount, layer.total);
    take(layer, from_layer, taken);
    amount -= from_layer;
    if (layer.total > 0) break;
    if (rule_ == AllocationRule::fifo) {
      layers_.pop_front();
    } else {
      layers_.pop_back();
    }
  }
}

std::int64_t MixedAccount::withdraw(std::int64_t amount, Instant time, std::vector<Part>& taken) {
  CHECK(amount >= 0);
  age(time);
  const auto begin = taken.size();
  const auto covered = std::min(amount, balance_);
  balance_ -= covered;
  auto left = covered;
  take_from_layers(left, taken);
  if (rule_ == AllocationRule::lowest_intermediate_balance) take_own(pool_, left, taken);
  if (left > 0) take(pool_, left, taken);
  merge(taken, begin);
  return amount - covered;
}

std::vector<Part> MixedAccount::parts() const {
  auto all = pool_.parts;
  for (const auto& layer : layers_) all.insert(all.end(), layer.parts.begin(), layer.parts.end());
  merge(all, 0);
  return all;
}

}  // namespace anlan::funds
