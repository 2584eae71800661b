#include "server/static_files.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/problem.h"
#include "server/compress.h"
#include "server/embedded_assets.h"
#include "tests/support/temporary_folder.h"

namespace anlan::server {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, std::string_view text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

/// What a packed page looks like.
class PackedAssets final : public AssetSource {
 public:
  std::optional<Asset> find(std::string_view name) const override {
    if (name != "index.html" && name != "assets/a-12345678.js") return std::nullopt;
    Asset asset;
    asset.lasting_bytes = packed_;
    asset.is_gzipped = true;
    asset.media_type = media_type_of(name);
    asset.etag = "\"e1\"";
    asset.is_immutable = name != "index.html";
    return asset;
  }

 private:
  std::string packed_ = gzipped("the page");
};

class NoAssets final : public AssetSource {
 public:
  std::optional<Asset> find(std::string_view) const override { return std::nullopt; }
};

Response ask(const AssetSource& assets, std::string path, NamedValues headers = {}) {
  Router router;
  serve_page(router, assets);
  Request request;
  request.path = std::move(path);
  request.headers = std::move(headers);
  return router.fallback()->handler(request);
}

class FolderAssetsTest : public testing::Test {
 protected:
  FolderAssetsTest() {
    write(folder.path() / "dist/index.html", "<html>index</html>");
    write(folder.path() / "dist/assets/app.js", "app");
    write(folder.path() / "dist/assets/a b 安.css", "style");
    write(folder.path() / "dist/.env", "hidden");
    write(folder.path() / "secret.txt", "secret");
    write(folder.path() / "dist-other/secret.txt", "secret");
    fs::create_symlink(folder.path() / "secret.txt", folder.path() / "dist/link.txt");
    fs::create_symlink(folder.path() / "dist-other", folder.path() / "dist/other");
    fs::create_directory(folder.path() / "dist/folder.d");
  }
  tests::TemporaryFolder folder;
};

TEST_F(FolderAssetsTest, ServesFilesAndTheIndexForTheRest) {
  const FolderAssets assets(folder.path() / "dist");
  const auto script = ask(assets, "/assets/app.js");
  EXPECT_EQ(script.payload(), "app");
  EXPECT_EQ(script.header("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(script.header("Cache-Control"), "no-cache");
  EXPECT_TRUE(script.header("ETag"));
  EXPECT_EQ(ask(assets, "/assets/a%20b%20%E5%AE%89.css").payload(), "style");
  for (const auto* path : {"/", "/index.html", "/warnings", "/warnings/7/tasks"}) {
    EXPECT_EQ(ask(assets, path).payload(), "<html>index</html>") << path;
  }
}

TEST_F(FolderAssetsTest, NeverLeavesTheFolder) {
  const FolderAssets assets(folder.path() / "dist");
  for (const auto* path :
       {"/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt",
        "/assets/%2e%2e%2f%2e%2e%2fsecret.txt", "/.env", "/%2eenv", "//etc/passwd.txt",
        "/assets//app.js", "/./index.html", "/..%5csecret.txt", "/link.txt", "/other/secret.txt",
        "/folder.d", "/assets/none.js", "/v1", "/v1/units", "/%c0%ae%c0%ae/secret.txt"}) {
    EXPECT_THROW(ask(assets, path), Problem) << path;
  }
  EXPECT_THROW(FolderAssets(folder.path()), Problem);  // no index.html
  EXPECT_THROW(FolderAssets(folder.path() / "none"), Problem);
}

TEST(PackedAssets, AreSentAsTheyAreOrUnpacked) {
  const PackedAssets assets;
  const auto packed = ask(assets, "/assets/a-12345678.js", {{"accept-encoding", "gzip, br"}});
  EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
  EXPECT_EQ(packed.header("Vary"), "Accept-Encoding");
  EXPECT_EQ(packed.header("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(gunzipped(packed.payload(), 100), "the page");
  const auto plain = ask(assets, "/");
  EXPECT_EQ(plain.header("Content-Encoding"), std::nullopt);
  EXPECT_EQ(plain.header("Cache-Control"), "no-cache");
  EXPECT_EQ(plain.payload(), "the page");
}

TEST(NoAssets, SayThatThereIsNoPage) {
  const NoAssets assets;
  EXPECT_NE(ask(assets, "/").body.find("not built into this program"), std::string::npos);
  EXPECT_THROW(ask(assets, "/assets/app.js"), Problem);
}

TEST(EmbeddedAssets, HoldWhatWasBuilt) {
  const EmbeddedAssets assets;
  EXPECT_EQ(assets.find("index.html").has_value(), !embedded_files().empty());
  EXPECT_FALSE(assets.find("none.js"));
  for (const auto& file : embedded_files()) {
    const auto asset = assets.find(file.name);
    ASSERT_TRUE(asset) << file.name;
    EXPECT_EQ(asset->lasting_bytes.size(), file.length);
    EXPECT_NE(asset->media_type, "application/octet-stream") << file.name;
    if (file.is_gzipped) {
      EXPECT_TRUE(gunzipped(asset->lasting_bytes, 64 << 20)) << file.name;
    }
  }
}

}  // namespace
}  // namespace anlan::server
