// Static files: the web page, from the binary or from a folder.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "server/router.h"

namespace anlan::server {

/// One file of the page.
struct Asset {
  std::string bytes;               ///< where they were read from disk
  std::string_view lasting_bytes;  ///< where they lie in the binary
  bool is_gzipped = false;
  std::string_view media_type;
  std::string etag;           ///< with its quotation marks
  bool is_immutable = false;  ///< its name holds a hash of its content: may be kept for a year
};

/// Where the page comes from. Called on several threads at once.
class AssetSource {
 public:
  virtual ~AssetSource() = default;
  /// `name` is relative, such as "assets/index-3f2a.js", and already free of "..", empty parts and
  /// bytes that no file name holds.
  virtual std::optional<Asset> find(std::string_view name) const = 0;
};

/// Files of a folder, read at every request (`--web-dir`). What a symbolic link leads out of the
/// folder is not found.
class FolderAssets final : public AssetSource {
 public:
  /// Throws Problem (invalid) where the folder has no index.html.
  explicit FolderAssets(const std::filesystem::path& folder);
  std::optional<Asset> find(std::string_view name) const override;

 private:
  std::filesystem::path folder_;  // canonical
};

/// The page that was built into the binary (cmake/EmbedWeb.cmake); holds nothing where web/dist was
/// absent at build time.
class EmbeddedAssets final : public AssetSource {
 public:
  std::optional<Asset> find(std::string_view name) const override;
};

/// By the name's ending; "application/octet-stream" where it is unknown.
std::string_view media_type_of(std::string_view name);

/// Makes the router answer every other GET with the page: a file by its name, index.html for the
/// paths of the page's own routes, 404 for names with an ending and for /v1. The source must
/// outlive the router.
void serve_page(Router& router, const AssetSource& assets);

}  // namespace anlan::server
