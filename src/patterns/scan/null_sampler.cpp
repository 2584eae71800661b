#include "patterns/scan/null_sampler.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"

namespace anlan::patterns {
namespace {

std::vector<std::uint32_t> identity(std::size_t size) {
  std::vector<std::uint32_t> order(size);
  std::iota(order.begin(), order.end(), 0U);
  return order;
}

double log_choose(double n, double k) {
  return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

std::vector<double> with_elsewhere(std::span<const double> expected, double elsewhere) {
  std::vector<double> weights(expected.begin(), expected.end());
  weights.push_back(std::max(elsewhere, 0.0));
  return weights;
}

}  // namespace

AliasTable::AliasTable(std::span<const double> weights)
    : keep_(weights.size(), 1), alias_(weights.size(), 0) {
  const double mean =
      std::accumulate(weights.begin(), weights.end(), 0.0) / static_cast<double>(weights.size());
  CHECK(mean > 0);
  std::vector<std::uint32_t> small;
  std::vector<std::uint32_t> large;
  for (std::uint32_t i = 0; i < weights.size(); ++i) {
    keep_[i] = weights[i] / mean;
    (keep_[i] < 1 ? small : large).push_back(i);
  }
  while (!small.empty() && !large.empty()) {
    const std::uint32_t less = small.back();
    const std::uint32_t more = large.back();
    small.pop_back();
    alias_[less] = more;
    keep_[more] -= 1 - keep_[less];
    if (keep_[more] < 1) {
      large.pop_back();
      small.push_back(more);
    }
  }
  for (const std::uint32_t i : large) keep_[i] = 1;  // what rounding has left over
  for (const std::uint32_t i : small) keep_[i] = weights[i] > 0 ? 1 : 0;
}

std::uint64_t hypergeometric(Random& random, std::uint64_t total, std::uint64_t marked,
                             std::uint64_t drawn) {
  CHECK(marked <= total && drawn <= total);
  const std::uint64_t least = marked + drawn > total ? marked + drawn - total : 0;
  const std::uint64_t most = std::min(marked, drawn);
  if (least == most) return least;
  const auto n = static_cast<double>(total);
  const auto m = static_cast<double>(marked);
  const auto d = static_cast<double>(drawn);
  const auto mode =
      std::clamp(static_cast<std::uint64_t>((m + 1) * (d + 1) / (n + 2)), least, most);
  const auto peak = static_cast<double>(mode);
  const double at_mode =
      std::exp(log_choose(m, peak) + log_choose(n - m, d - peak) - log_choose(n, d));
  double left = random.uniform() - at_mode;
  double up = at_mode;
  double down = at_mode;
  std::uint64_t above = mode;
  std::uint64_t below = mode;
  while (left >= 0 && (above < most || below > least)) {
    if (above < most) {
      const auto x = static_cast<double>(above);
      up *= (m - x) * (d - x) / ((x + 1) * (n - m - d + x + 1));
      ++above;
      left -= up;
      if (left < 0) return above;
    }
    if (below > least) {
      const auto x = static_cast<double>(below);
      down *= x * (n - m - d + x) / ((m - x + 1) * (d - x + 1));
      --below;
      left -= down;
      if (left < 0) return below;
    }
  }
  return mode;
}

GivenExpectedSampler::GivenExpectedSampler(std::span<const double> expected, double elsewhere,
                                           std::uint64_t cases)
    : cells_(expected.size()), cases_(cases), alias_(with_elsewhere(expected, elsewhere)) {}

CountScratch GivenExpectedSampler::scratch() const {
  return {std::vector<std::int32_t>(cells_), {}, {}};
}

void GivenExpectedSampler::draw(Random& random, CountScratch& scratch) const {
  std::fill(scratch.counts.begin(), scratch.counts.end(), 0);
  for (std::uint64_t i = 0; i < cases_; ++i) {
    const std::uint32_t cell = alias_.draw(random);
    if (cell < cells_) ++scratch.counts[cell];
  }
}

LabelSampler::LabelSampler(std::vector<std::uint32_t> cell_of, std::uint32_t cases,
                           std::size_t cells)
    : cell_of_(std::move(cell_of)), cases_(cases), cells_(cells) {}

CountScratch LabelSampler::scratch() const {
  return {std::vector<std::int32_t>(cells_), {}, cell_of_};
}

void LabelSampler::draw(Random& random, CountScratch& scratch) const {
  std::fill(scratch.counts.begin(), scratch.counts.end(), 0);
  scratch.order = cell_of_;
  const auto all = static_cast<std::uint32_t>(cell_of_.size());
  for (std::uint32_t i = 0; i < cases_; ++i) {
    std::swap(scratch.order[i], scratch.order[i + random.below(all - i)]);
    if (scratch.order[i] != k_no_cell) ++scratch.counts[scratch.order[i]];
  }
}

MarkSampler::MarkSampler(std::vector<std::uint32_t> cell_of, std::vector<Mark> marks,
                         std::size_t cells)
    : cell_of_(std::move(cell_of)), marks_(std::move(marks)), cells_(cells) {
  for (const Mark& mark : marks_) counts_differ_ |= mark.count != marks_.front().count;
}

CountScratch MarkSampler::scratch() const {
  return {std::vector<std::int32_t>(counts_differ_ ? cells_ : 0), std::vector<double>(cells_),
          identity(marks_.size())};
}

void MarkSampler::draw(Random& random, CountScratch& scratch) const {
  std::fill(scratch.counts.begin(), scratch.counts.end(), 0);
  std::fill(scratch.measures.begin(), scratch.measures.end(), 0.0);
  std::iota(scratch.order.begin(), scratch.order.end(), 0U);
  random.shuffle(std::span(scratch.order));
  for (std::size_t i = 0; i < cell_of_.size(); ++i) {
    if (cell_of_[i] == k_no_cell) continue;
    const Mark& mark = marks_[scratch.order[i]];
    if (counts_differ_) scratch.counts[cell_of_[i]] += mark.count;
    scratch.measures[cell_of_[i]] += mark.measure;
  }
}

DaySampler::DaySampler(std::vector<std::uint32_t> place_of, std::span<const std::uint32_t> slot_of,
                       std::size_t places, std::size_t slots)
    : place_of_(std::move(place_of)), places_(places), slots_(slots) {
  for (const std::uint32_t slot : slot_of)
    if (slot != k_no_cell) scanned_slots_.push_back(slot);
}

CountScratch DaySampler::scratch() const {
  return {std::vector<std::int32_t>(places_ * slots_), {}, place_of_};
}

void DaySampler::draw(Random& random, CountScratch& scratch) const {
  std::fill(scratch.counts.begin(), scratch.counts.end(), 0);
  scratch.order = place_of_;
  const auto all = static_cast<std::uint32_t>(place_of_.size());
  for (std::uint32_t i = 0; i < scanned_slots_.size(); ++i) {
    std::swap(scratch.order[i], scratch.order[i + random.below(all - i)]);
    ++scratch.counts[scratch.order[i] * slots_ + scanned_slots_[i]];
  }
}

}  // namespace anlan::patterns
