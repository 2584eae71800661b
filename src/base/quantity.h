// Quantities that cannot be mistaken for each other: metres, seconds, square metres.
#pragma once

#include <compare>

namespace anlan {

/// A number with a unit. Made by name, read by name; quantities of different units neither add nor
/// compare (tests/compile_fail proves it).
template <class Unit>
class Quantity {
 public:
  constexpr Quantity() = default;
  static constexpr Quantity of(double value) { return Quantity(value); }
  constexpr double value() const { return value_; }

  friend constexpr Quantity operator+(Quantity a, Quantity b) {
    return Quantity(a.value_ + b.value_);
  }
  friend constexpr Quantity operator-(Quantity a, Quantity b) {
    return Quantity(a.value_ - b.value_);
  }
  friend constexpr Quantity operator*(Quantity a, double factor) {
    return Quantity(a.value_ * factor);
  }
  friend constexpr Quantity operator*(double factor, Quantity a) {
    return Quantity(a.value_ * factor);
  }
  friend constexpr Quantity operator/(Quantity a, double divisor) {
    return Quantity(a.value_ / divisor);
  }
  friend constexpr double operator/(Quantity a, Quantity b) { return a.value_ / b.value_; }
  friend constexpr auto operator<=>(Quantity, Quantity) = default;

 private:
  explicit constexpr Quantity(double value) : value_(value) {}
  double value_ = 0;
};

using Metres = Quantity<struct MetreUnit>;
using SquareMetres = Quantity<struct SquareMetreUnit>;
using Seconds = Quantity<struct SecondUnit>;

}  // namespace anlan
