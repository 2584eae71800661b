#include "geometry/orientation.h"

#include <array>
#include <cstddef>

namespace anlan::geometry {
namespace {

/// A sum of doubles without rounding: parts that do not overlap, the least first (Shewchuk 1997,
/// theorem 10, GROW-EXPANSION).
class ExactSum {
 public:
  void add(double value) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      const double sum = value + parts_[i];
      const double virtual_part = sum - value;
      const double rest = (value - (sum - virtual_part)) + (parts_[i] - virtual_part);
      if (rest != 0) parts_[kept++] = rest;
      value = sum;
    }
    if (value != 0) parts_[kept++] = value;
    count_ = kept;
  }
  void add_product(double a, double b) {
    const double product = a * b;
    add(std::fma(a, b, -product));
    add(product);
  }
  int sign() const {
    if (count_ == 0) return 0;
    return parts_[count_ - 1] > 0 ? 1 : -1;
  }

 private:
  std::array<double, 12> parts_{};  // two of each of six products
  std::size_t count_ = 0;
};

}  // namespace

int exact_orientation(double ax, double ay, double bx, double by, double px, double py) {
  ExactSum sum;
  sum.add_product(ax, by);
  sum.add_product(-ay, bx);
  sum.add_product(bx, py);
  sum.add_product(-by, px);
  sum.add_product(px, ay);
  sum.add_product(-py, ax);
  return sum.sign();
}

}  // namespace anlan::geometry
