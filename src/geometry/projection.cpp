#include "geometry/projection.h"

#include <fmt/format.h>
#include <proj.h>

#include <cmath>
#include <limits>

#include "base/problem.h"

namespace anlan::geometry {
namespace {

struct DestroyContext {
  void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
};
struct DestroyTransformation {
  void operator()(PJ* transformation) const { proj_destroy(transformation); }
};

// An identity in all but name: no call to PROJ a point.
bool is_wgs84(std::string_view crs) { return crs == "EPSG:4326" || crs == "OGC:CRS84"; }

}  // namespace

struct Projection::Parts {
  std::unique_ptr<PJ_CONTEXT, DestroyContext> context;
  std::unique_ptr<PJ, DestroyTransformation> transformation;  // nothing for WGS 84 itself
};

Projection::Projection(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Projection::Projection(Projection&&) noexcept = default;
Projection& Projection::operator=(Projection&&) noexcept = default;
Projection::~Projection() = default;

Projection Projection::from(std::string_view crs) {
  auto parts = std::make_unique<Parts>();
  if (is_wgs84(crs)) return Projection(std::move(parts));
  parts->context.reset(proj_context_create());
  proj_log_level(parts->context.get(), PJ_LOG_NONE);
  const std::unique_ptr<PJ, DestroyTransformation> given(
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

void Projection::to_positions(std::span<Position> places) const {
  auto* transformation = parts_->transformation.get();
  if (!transformation || places.empty()) return;
  proj_trans_generic(transformation, PJ_FWD, &places.front().longitude, sizeof(Position),
                     places.size(), &places.front().latitude, sizeof(Position), places.size(),
                     nullptr, 0, 0, nullptr, 0, 0);
  for (auto& place : places) {
    if (std::isfinite(place.longitude) && std::isfinite(place.latitude)) continue;
    place = {.longitude = std::numeric_limits<double>::quiet_NaN(),
             .latitude = std::numeric_limits<double>::quiet_NaN()};
  }
}

}  // namespace anlan::geometry
