#include "incidents/tile_encoding.h"

#include <array>
#include <cstdint>
#include <protozero/pbf_writer.hpp>
#include <unordered_map>
#include <vector>

namespace anlan::incidents {
namespace {

// Numbers of the fields, as vector_tile.proto gives them.
enum Field : protozero::pbf_tag_type {
  tile_layer = 3,
  layer_name = 1,
  layer_feature = 2,
  layer_key = 3,
  layer_value = 4,
  layer_extent = 5,
  layer_version = 15,
  feature_tags = 2,
  feature_type = 3,
  feature_geometry = 4,
  value_string = 1,
  value_unsigned = 5,
};
enum Key : std::uint32_t { count_key, id_key, kind_key };

constexpr std::uint32_t k_move_to_one = 1 | 1 << 3;  // a command and how often it comes
constexpr int k_point = 1;

/// The layer's values, each written once and named by its number.
class Values {
 public:
  explicit Values(std::string& bytes) : writer_(bytes) {}

  std::uint32_t of_count(std::uint32_t count) {
    const auto [found, is_new] = counts_.try_emplace(count, size_);
    if (is_new) {
      protozero::pbf_writer value(writer_, layer_value);
      value.add_uint64(value_unsigned, count);
      ++size_;
    }
    return found->second;
  }
  std::uint32_t of_kind(std::uint8_t number, const std::string& code) {
    if (kinds_[number] == 0) kinds_[number] = of_text(code) + 1;
    return kinds_[number] - 1;
  }
  std::uint32_t of_text(const std::string& text) {
    protozero::pbf_writer value(writer_, layer_value);
    value.add_string(value_string, text);
    return size_++;
  }

 private:
  protozero::pbf_writer writer_;
  std::unordered_map<std::uint32_t, std::uint32_t> counts_;
  std::array<std::uint32_t, 256> kinds_{};
  std::uint32_t size_ = 0;
};

void add_feature(protozero::pbf_writer& layer, const Columns& columns, const Cell& cell,
                 Values& values) {
  protozero::pbf_writer feature(layer, layer_feature);
  std::array<std::uint32_t, 6> tags{count_key, values.of_count(cell.count)};
  std::size_t used = 2;
  if (cell.count == 1) {
    const auto kind = columns.kind_number(cell.row);
    tags[used++] = id_key;
    tags[used++] = values.of_text(columns.ids[cell.row].to_string());
    tags[used++] = kind_key;
    tags[used++] = values.of_kind(kind, columns.kinds[kind]);
  }
  feature.add_packed_uint32(feature_tags, tags.begin(), tags.begin() + used);
  feature.add_enum(feature_type, k_point);
  // A step from the tile's corner, in zigzag: twice the number where it is not negative.
  const std::array<std::uint32_t, 3> geometry{k_move_to_one, cell.x * 2, cell.y * 2};
  feature.add_packed_uint32(feature_geometry, geometry.begin(), geometry.end());
}

}  // namespace

std::string encode_tile(const Columns& columns, std::span<const Cell> cells) {
  std::string tile;
  if (cells.empty()) return tile;
  std::string value_bytes;
  Values values(value_bytes);
  std::string layer_bytes;
  protozero::pbf_writer layer(layer_bytes);
  layer.add_uint32(layer_version, 2);
  layer.add_string(layer_name, "incidents");
  for (const auto& cell : cells) add_feature(layer, columns, cell, values);
  for (const auto* key : {"count", "id", "kind"}) layer.add_string(layer_key, key);
  layer.add_uint32(layer_extent, k_tile_extent);
  layer_bytes += value_bytes;
  protozero::pbf_writer(tile).add_message(tile_layer, layer_bytes);
  return tile;
}

}  // namespace anlan::incidents
