#include "warnings/shape.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace anlan::warnings {
namespace {

constexpr double k_earth_radius = 6'371'008.8;  // mean, metres
constexpr double k_radians = std::numbers::pi / 180;

/// Area that two circles of the plane share.
double lens_area(double r, double s, double d) {
  if (d >= r + s) return 0;
  const double least = std::min(r, s);
  if (d <= std::abs(r - s)) return std::numbers::pi * least * least;
  const double a = std::acos(std::clamp((d * d + r * r - s * s) / (2 * d * r), -1.0, 1.0));
  const double b = std::acos(std::clamp((d * d + s * s - r * r) / (2 * d * s), -1.0, 1.0));
  const double kite =
      std::sqrt(std::max(0.0, (-d + r + s) * (d + r - s) * (d - r + s) * (d + r + s)));
  return r * r * a + s * s * b - kite / 2;
}

}  // namespace

Metres distance(const geometry::Position& one, const geometry::Position& other) {
  const double half_dy = (other.latitude - one.latitude) * k_radians / 2;
  const double half_dx = (other.longitude - one.longitude) * k_radians / 2;
  const double h = std::pow(std::sin(half_dy), 2) + std::cos(one.latitude * k_radians) *
                                                        std::cos(other.latitude * k_radians) *
                                                        std::pow(std::sin(half_dx), 2);
  return Metres::of(2 * k_earth_radius * std::asin(std::sqrt(std::min(1.0, h))));
}

double overlap_share(const Circle& one, const Circle& other) {
  const double r = one.radius.value();
  const double s = other.radius.value();
  const double d = distance(one.centre, other.centre).value();
  const double least = std::min(r, s);
  if (least <= 0) return d <= std::max(r, s) ? 1 : 0;
  return std::clamp(lens_area(r, s, d) / (std::numbers::pi * least * least), 0.0, 1.0);
}

}  // namespace anlan::warnings
