#include "tasks/photo_store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/problem.h"
#include "tests/support/temporary_folder.h"

namespace anlan::tasks {
namespace {

class PhotoStoreTest : public testing::Test {
 protected:
  std::filesystem::path file(const Id& photo) const {
    return folder.path() / "photos" / (photo.to_string() + ".photo");
  }
  static std::vector<std::uint8_t> bytes(std::size_t count) {
    std::vector<std::uint8_t> all(count);
    for (std::size_t i = 0; i < count; ++i) all[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
    return all;
  }
  static std::string code_of(const auto& work) {
    try {
      work();
    } catch (const Problem& problem) {
      return problem.code();
    }
    return "";
  }

  tests::TemporaryFolder folder;
  PhotoStore photos = PhotoStore::open(folder.path() / "photos");
  Id id = Id::named("photo", "1");
};

TEST_F(PhotoStoreTest, GivesBackWhatItKeeps) {
  for (const std::size_t count : {0UL, 1UL, 65'535UL, 65'536UL, 65'537UL, 200'000UL}) {
    photos.save(id, bytes(count));
    EXPECT_EQ(photos.load(id), bytes(count)) << count;
    EXPECT_EQ(PhotoStore::open(folder.path() / "photos").load(id), bytes(count)) << count;
  }
}

TEST_F(PhotoStoreTest, WritesNothingReadable) {
  const std::vector<std::uint8_t> plain(1000, 'a');
  photos.save(id, plain);
  std::ifstream in(file(id), std::ios::binary);
  const std::string stored{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(stored.find("aaaa"), std::string::npos);
  using std::filesystem::perms;
  for (const auto& path : {file(id), folder.path() / "photo.key"}) {
    const auto mode = std::filesystem::status(path).permissions();
    EXPECT_EQ(mode & (perms::group_all | perms::others_all), perms::none) << path;
  }
}

TEST_F(PhotoStoreTest, DoesNotOpenWhatWasChanged) {
  photos.save(id, bytes(100'000));
  const auto size = std::filesystem::file_size(file(id));
  for (const auto at : {std::uintmax_t{0}, std::uintmax_t{30}, size / 2, size - 1}) {
    photos.save(id, bytes(100'000));
    std::fstream change(file(id), std::ios::in | std::ios::out | std::ios::binary);
    change.seekg(static_cast<std::streamoff>(at));
    const int old = change.get();
    change.seekp(static_cast<std::streamoff>(at));
    change.put(static_cast<char>(old ^ 1));
    change.close();
    EXPECT_EQ(code_of([&] { photos.load(id); }), "tasks.photo_damaged") << at;
  }
}

TEST_F(PhotoStoreTest, DoesNotOpenWhatWasCutOrExchangedOrIsGone) {
  const auto other = Id::named("photo", "2");
  photos.save(id, bytes(100'000));
  std::filesystem::copy_file(file(id), file(other));
  EXPECT_EQ(code_of([&] { photos.load(other); }), "tasks.photo_damaged");
  // The first piece is whole: only the missing last one tells.
  std::filesystem::resize_file(file(id), 24 + 65'536 + 17);
  EXPECT_EQ(code_of([&] { photos.load(id); }), "tasks.photo_damaged");
  photos.remove(id);
  EXPECT_EQ(code_of([&] { photos.load(id); }), "tasks.photo_damaged");
}

TEST_F(PhotoStoreTest, SweepsWhatNoRecordKnows) {
  const auto other = Id::named("photo", "2");
  photos.save(id, bytes(10));
  photos.save(other, bytes(10));
  const std::filesystem::path half = file(other).string() + ".new";
  std::ofstream(half) << "half";
  const std::vector<Id> known{id};
  EXPECT_EQ(photos.keep_only(known), 0U);  // they may be on their way
  for (const auto& path : {file(id), file(other), half}) {
    std::filesystem::last_write_time(
        path, std::filesystem::last_write_time(path) - std::chrono::hours(2));
  }
  EXPECT_EQ(photos.keep_only(known), 2U);
  EXPECT_EQ(photos.load(id), bytes(10));
  EXPECT_FALSE(std::filesystem::exists(file(other)));
}

}  // namespace
}  // namespace anlan::tasks
