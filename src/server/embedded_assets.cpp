#include "server/embedded_assets.h"

#include <fmt/format.h>

#include <algorithm>

#include "server/static_files.h"

namespace anlan::server {

std::optional<Asset> EmbeddedAssets::find(std::string_view name) const {
  const auto files = embedded_files();
  const auto found = std::ranges::lower_bound(files, name, {}, &EmbeddedFile::name);
  if (found == files.end() || found->name != name) return std::nullopt;
  Asset asset;
  asset.lasting_bytes = embedded_bytes().substr(found->offset, found->length);
  asset.is_gzipped = found->is_gzipped;
  asset.media_type = media_type_of(name);
  asset.etag = fmt::format("\"{}\"", found->hash);
  asset.is_immutable = found->is_immutable;
  return asset;
}

}  // namespace anlan::server
