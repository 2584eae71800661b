#include "geometry/wkb.h"

#include <bit>
#include <cstring>

namespace anlan::geometry {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they are");

constexpr std::uint8_t k_little_endian = 1;
constexpr std::uint32_t k_polygon = 3;
constexpr std::uint32_t k_multipolygon = 6;
constexpr std::size_t k_ring_bytes_min = 4;
constexpr std::size_t k_polygon_bytes_min = 9;

class Writer {
 public:
  explicit Writer(std::size_t bytes) { bytes_.reserve(bytes); }
  template <class Number>
  void put(Number number) {
    const auto at = bytes_.size();
    bytes_.resize(at + sizeof number);
    std::memcpy(bytes_.data() + at, &number, sizeof number);
  }
  void put_head(std::uint32_t type, std::size_t count) {
    put(k_little_endian);
    put(type);
    put(static_cast<std::uint32_t>(count));
  }
  void put_ring(const Ring& ring) {
    put(static_cast<std::uint32_t>(ring.empty() ? 0 : ring.size() + 1));
    for (const auto& corner : ring) put(corner);
    if (!ring.empty()) put(ring.front());
  }
  std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  std::vector<std::uint8_t> bytes_;
};

class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  template <class Number>
  bool get(Number& number) {
    if (bytes_.size() < sizeof number) return false;
    std::memcpy(&number, bytes_.data(), sizeof number);
    bytes_ = bytes_.subspan(sizeof number);
    return true;
  }
  /// A count of things of at least so many bytes each: no more than what is left can hold.
  bool get_count(std::uint32_t& count, std::size_t bytes_each) {
    return get(count) && count <= bytes_.size() / bytes_each;
  }
  bool get_head(std::uint32_t type, std::uint32_t& count, std::size_t bytes_each) {
    std::uint8_t order = 0;
    std::uint32_t found = 0;
    return get(order) && order == k_little_endian && get(found) && found == type &&
           get_count(count, bytes_each);
  }
  bool get_ring(Ring& ring) {
    std::uint32_t count = 0;
    if (!get_count(count, sizeof(Position)) || count == 1) return false;
    ring.resize(count);
    for (auto& corner : ring) {
      if (!get(corner) || !is_on_globe(corner)) return false;
    }
    if (!ring.empty()) ring.pop_back();
    return true;
  }
  bool is_at_end() const { return bytes_.empty(); }

 private:
  std::span<const std::uint8_t> bytes_;
};

}  // namespace

std::vector<std::uint8_t> wkb(const MultiPolygon& area) {
  Writer writer(16 + corner_count(area) * (sizeof(Position) + 1));
  writer.put_head(k_multipolygon, area.size());
  for (const auto& polygon : area) {
    writer.put_head(k_polygon, polygon.holes.size() + 1);
    writer.put_ring(polygon.outer);
    for (const auto& hole : polygon.holes) writer.put_ring(hole);
  }
  return writer.take();
}

std::optional<MultiPolygon> read_wkb(std::span<const std::uint8_t> bytes) {
  Reader reader(bytes);
  std::uint32_t polygons = 0;
  if (!reader.get_head(k_multipolygon, polygons, k_polygon_bytes_min)) return std::nullopt;
  MultiPolygon area(polygons);
  for (auto& polygon : area) {
    std::uint32_t rings = 0;
    if (!reader.get_head(k_polygon, rings, k_ring_bytes_min) || rings == 0) return std::nullopt;
    if (!reader.get_ring(polygon.outer)) return std::nullopt;
    polygon.holes.resize(rings - 1);
    for (auto& hole : polygon.holes) {
      if (!reader.get_ring(hole)) return std::nullopt;
    }
  }
  if (!reader.is_at_end()) return std::nullopt;
  return area;
}

}  // namespace anlan::geometry
