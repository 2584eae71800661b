#include "server/static_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <system_error>
#include <utility>

#include "base/problem.h"
#include "base/utf8.h"
#include "server/compress.h"
#include "server/text.h"

namespace anlan::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_asset_bytes_max = 64 * 1024 * 1024;  // a page's file has a few MB
constexpr std::string_view k_index = "index.html";
// A year, the most that caches keep anything.
constexpr std::string_view k_immutable = "public, max-age=31536000, immutable";
// May be kept, but must be asked for each time: the next release has other names in it.
constexpr std::string_view k_revalidate = "no-cache";

constexpr std::string_view k_no_page =
    "Anlan is running, but the web page is not built into this program.\n"
    "Build it with `make page` and then the program, or serve a folder with --web-dir.\n";

constexpr std::array<std::pair<std::string_view, std::string_view>, 16> k_media_types = {{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".geojson", "application/geo+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".pbf", "application/x-protobuf"},
    {".txt", "text/plain; charset=utf-8"},
}};

/// The name of a file from a path of the page; empty where the path cannot be one.
std::optional<std::string> name_of(std::string_view path) {
  auto name = percent_decoded(path.substr(1), false);
  if (!name || !is_utf8(*name)) return std::nullopt;
  std::string_view rest = *name;
  while (!rest.empty()) {
    const auto slash = rest.find('/');
    const auto part = rest.substr(0, slash);
    // A part that begins with a dot is hidden, this folder, or the one above.
    if (part.empty() || part.front() == '.') return std::nullopt;
    rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  }
  if (name->find('\\') != std::string::npos) return std::nullopt;
  return name;
}

bool has_ending(std::string_view name) {
  const auto slash = name.rfind('/');
  const auto last = slash == std::string_view::npos ? name : name.substr(slash + 1);
  return last.find('.') != std::string_view::npos;
}

bool is_within(const fs::path& file, const fs::path& folder) {
  const auto [end, ignored] = std::ranges::mismatch(folder, file);
  return end == folder.end();
}

std::optional<std::string> bytes_of(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error || size > k_asset_bytes_max) return std::nullopt;
  std::ifstream in(file, std::ios::binary);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(size));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

Response response_of(const Request& request, Asset asset) {
  Response response;
  response.set_header("Content-Type", std::string(asset.media_type));
  response.set_header("ETag", asset.etag);
  response.set_header("Cache-Control",
                      std::string(asset.is_immutable ? k_immutable : k_revalidate));
  response.body = std::move(asset.bytes);
  response.lasting_body = asset.lasting_bytes;
  if (!asset.is_gzipped) return response;
  response.set_header("Vary", "Accept-Encoding");
  const auto accepted = request.header("Accept-Encoding");
  if (accepted && list_names(*accepted, "gzip")) {
    response.set_header("Content-Encoding", "gzip");
    return response;
  }
  auto plain = gunzipped(response.payload(), k_asset_bytes_max);
  if (!plain) throw Problem::unavailable("page.broken", "The page in this program is broken.");
  response.body = *std::move(plain);
  response.lasting_body = {};
  return response;
}

Response page_response(const Request& request, const AssetSource& assets) {
  const auto name = name_of(request.path);
  const bool is_of_the_program = request.path == "/v1" || request.path.starts_with("/v1/");
  if (!name || is_of_the_program) {
    throw Problem::not_found("request.no_such_path", "There is no such path.");
  }
  if (!name->empty()) {
    if (auto asset = assets.find(*name)) return response_of(request, *std::move(asset));
    if (has_ending(*name)) throw Problem::not_found("page.no_such_file", "There is no such file.");
  }
  // A path of the page's own routes, such as /warnings/7.
  if (auto index = assets.find(k_index)) return response_of(request, *std::move(index));
  return Response::text(std::string(k_no_page));
}

}  // namespace

std::string_view media_type_of(std::string_view name) {
  for (const auto& [ending, media_type] : k_media_types) {
    if (name.ends_with(ending)) return media_type;
  }
  return "application/octet-stream";
}

FolderAssets::FolderAssets(const fs::path& folder) {
  std::error_code error;
  folder_ = fs::canonical(folder, error);
  if (error || !fs::is_regular_file(folder_ / k_index, error)) {
    throw Problem::invalid("page.no_index",
                           fmt::format("{} holds no {}.", folder.string(), k_index));
  }
}

std::optional<Asset> FolderAssets::find(std::string_view name) const {
  std::error_code error;
  const auto file = fs::canonical(folder_ / fs::path(name), error);
  if (error || !is_within(file, folder_) || !fs::is_regular_file(file, error)) return std::nullopt;
  auto bytes = bytes_of(file);
  if (!bytes) return std::nullopt;
  Asset asset;
  const auto changed = fs::last_write_time(file, error).time_since_epoch().count();
  asset.etag = fmt::format("\"{:x}-{:x}\"", bytes->size(), changed);
  asset.bytes = *std::move(bytes);
  asset.media_type = media_type_of(name);
  return asset;
}

void serve_page(Router& router, const AssetSource& assets) {
  router.set_fallback([&assets](const Request& request) { return page_response(request, assets); });
}

}  // namespace anlan::server
