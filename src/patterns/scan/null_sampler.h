// What chance looks like: replicates of counts and measures under the null hypothesis.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "base/random.h"
#include "patterns/scan/count_model.h"

namespace anlan::patterns {

/// A cell that no window reaches.
constexpr std::uint32_t k_no_cell = std::numeric_limits<std::uint32_t>::max();

/// Draws an index in proportion to its weight, in constant time (Walker 1977, Vose 1991).
class AliasTable {
 public:
  /// Needs a positive sum.
  explicit AliasTable(std::span<const double> weights);
  std::uint32_t draw(Random& random) const {
    const std::uint32_t i = random.below(static_cast<std::uint32_t>(keep_.size()));
    return random.uniform() < keep_[i] ? i : alias_[i];
  }

 private:
  std::vector<double> keep_;
  std::vector<std::uint32_t> alias_;
};

/// Marked ones among `drawn` taken from `total` of which `marked` are: exact, by inversion outward
/// from the mode.
std::uint64_t hypergeometric(Random& random, std::uint64_t total, std::uint64_t marked,
                             std::uint64_t drawn);

/// Cases fall into cells in proportion to their expected counts; `elsewhere` is what is expected
/// where no window reaches.
class GivenExpectedSampler final : public CountSampler {
 public:
  GivenExpectedSampler(std::span<const double> expected, double elsewhere, std::uint64_t cases);
  CountScratch scratch() const override;
  void draw(Random& random, CountScratch& scratch) const override;

 private:
  std::size_t cells_;
  std::uint64_t cases_;
  AliasTable alias_;
};

/// Some of the individuals, drawn without replacement, are the cases.
class LabelSampler final : public CountSampler {
 public:
  /// `cell_of` each individual, k_no_cell outside every window.
  LabelSampler(std::vector<std::uint32_t> cell_of, std::uint32_t cases, std::size_t cells);
  CountScratch scratch() const override;
  void draw(Random& random, CountScratch& scratch) const override;

 private:
  std::vector<std::uint32_t> cell_of_;
  std::uint32_t cases_;
  std::size_t cells_;
};

/// What is permuted among individuals: one counts as `count`, and measures `measure`.
struct Mark {
  std::int32_t count = 0;
  double measure = 0;
};

/// Marks are permuted among individuals. Counts are drawn only where the marks differ in them.
class MarkSampler final : public CountSampler {
 public:
  MarkSampler(std::vector<std::uint32_t> cell_of, std::vector<Mark> marks, std::size_t cells);
  CountScratch scratch() const override;
  void draw(Random& random, CountScratch& scratch) const override;

 private:
  std::vector<std::uint32_t> cell_of_;
  std::vector<Mark> marks_;
  std::size_t cells_;
  bool counts_differ_ = false;
};

/// Days are permuted among cases.
class DaySampler final : public CountSampler {
 public:
  /// `slot_of` each case, k_no_cell outside every window.
  DaySampler(std::vector<std::uint32_t> place_of, std::span<const std::uint32_t> slot_of,
             std::size_t places, std::size_t slots);
  CountScratch scratch() const override;
  void draw(Random& random, CountScratch& scratch) const override;

 private:
  std::vector<std::uint32_t> place_of_;
  std::vector<std::uint32_t> scanned_slots_;  // of the cases within some window
  std::size_t places_;
  std::size_t slots_;
};

}  // namespace anlan::patterns
