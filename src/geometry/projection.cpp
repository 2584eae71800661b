#include "geometry/projection.h"

#include <fmt/format.h>
#include <proj.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "base/check.h"
#include "base/problem.h"

namespace anlan::geometry {
namespace {

struct DestroyContext {
  void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
};
struct DestroyTransformation {
  void operator()(PJ* transformation) const { proj_destroy(transformation); }
};
using Context = std::unique_ptr<PJ_CONTEXT, DestroyContext>;
using Transformation = std::unique_ptr<PJ, DestroyTransformation>;

constexpr double k_degree = std::numbers::pi / 180;
constexpr double k_not_a_number = std::numeric_limits<double>::quiet_NaN();

// An identity in all but name: no call to PROJ a point.
bool is_wgs84(std::string_view crs) { return crs == "EPSG:4326" || crs == "OGC:CRS84"; }

Context quiet_context() {
  Context context(proj_context_create());
  proj_log_level(context.get(), PJ_LOG_NONE);
  return context;
}

/// Turns count pairs in place; `stride` is the size of a pair.
void turn(PJ* transformation, PJ_DIRECTION direction, double* x, double* y, std::size_t count) {
  constexpr auto k_stride = 2 * sizeof(double);
  static_assert(sizeof(Position) == k_stride && sizeof(Point) == k_stride);
  proj_errno_reset(transformation);
  proj_trans_generic(transformation, direction, x, k_stride, count, y, k_stride, count, nullptr, 0,
                     0, nullptr, 0, 0);
}

}  // namespace

struct Projection::Parts {
  Context context;
  Transformation transformation;  // to degrees of WGS 84; nothing for WGS 84 itself
  Transformation plane;           // of local(): from radians of WGS 84 to metres
};

Projection::Projection(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Projection::Projection(Projection&&) noexcept = default;
Projection& Projection::operator=(Projection&&) noexcept = default;
Projection::~Projection() = default;

Projection Projection::from(std::string_view crs) {
  auto parts = std::make_unique<Parts>();
  if (is_wgs84(crs)) return Projection(std::move(parts));
  parts->context = quiet_context();
  const Transformation given(
      proj_create_crs_to_crs(parts->context.get(), std::string(crs).c_str(), "EPSG:4326", nullptr));
  if (given) {
    parts->transformation.reset(
        proj_normalize_for_visualization(parts->context.get(), given.get()));
  }
  if (!parts->transformation) {
    throw Problem::invalid("geometry.unknown_crs",
                           fmt::format("The reference system \"{}\" is not known.", crs),
                           {{"crs", "must be one that PROJ knows, such as EPSG:4490"}});
  }
  return Projection(std::move(parts));
}

Projection Projection::local(const Position& centre) {
  CHECK(is_on_globe(centre));
  auto parts = std::make_unique<Parts>();
  parts->context = quiet_context();
  const auto definition =
      fmt::format("+proj=tmerc +lat_0={} +lon_0={} +k=1 +x_0=0 +y_0=0 +ellps=WGS84",
                  centre.latitude, centre.longitude);
  parts->plane.reset(proj_create(parts->context.get(), definition.c_str()));
  CHECK(parts->plane != nullptr);
  return Projection(std::move(parts));
}

void Projection::to_positions(std::span<Position> places) const {
  if (places.empty()) return;
  auto* x = &places.front().longitude;
  auto* y = &places.front().latitude;
  if (parts_->plane) {
    turn(parts_->plane.get(), PJ_INV, x, y, places.size());
    for (auto& place : places) place = {place.longitude / k_degree, place.latitude / k_degree};
  } else if (parts_->transformation) {
    turn(parts_->transformation.get(), PJ_FWD, x, y, places.size());
  }
  for (auto& place : places) {
    if (std::isfinite(place.longitude) && std::isfinite(place.latitude)) continue;
    place = {.longitude = k_not_a_number, .latitude = k_not_a_number};
  }
}

void Projection::to_positions(std::span<const Point> points, std::span<Position> places) const {
  CHECK(points.size() == places.size());
  for (std::size_t i = 0; i < points.size(); ++i) places[i] = {points[i].x, points[i].y};
  to_positions(places);
}

void Projection::to_points(std::span<const Position> places, std::span<Point> points) const {
  CHECK(places.size() == points.size());
  if (points.empty()) return;
  const double scale = parts_->plane ? k_degree : 1;
  for (std::size_t i = 0; i < places.size(); ++i)
    points[i] = {places[i].longitude * scale, places[i].latitude * scale};
  if (parts_->plane) {
    turn(parts_->plane.get(), PJ_FWD, &points.front().x, &points.front().y, points.size());
  } else if (parts_->transformation) {
    turn(parts_->transformation.get(), PJ_INV, &points.front().x, &points.front().y, points.size());
  }
  for (auto& point : points) {
    if (std::isfinite(point.x) && std::isfinite(point.y)) continue;
    point = {k_not_a_number, k_not_a_number};
  }
}

Position Projection::to_position(const Point& point) const {
  Position place;
  to_positions({&point, 1}, {&place, 1});
  return place;
}

Point Projection::to_point(const Position& place) const {
  Point point;
  to_points({&place, 1}, {&point, 1});
  return point;
}

}  // namespace anlan::geometry
