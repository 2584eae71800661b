#include "tasks/photo_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>

#include <string>

namespace anlan::tasks {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::string segment(std::uint8_t marker, std::string_view payload) {
  const auto length = payload.size() + 2;
  return std::string("\xff") + static_cast<char>(marker) + static_cast<char>(length >> 8) +
         static_cast<char>(length & 0xff) + std::string(payload);
}

std::string zeros(std::size_t count) { return std::string(count, '\0'); }

/// An EXIF payload with an orientation and a pointer to a position block.
std::string exif(char orientation) {
  using namespace std::string_literals;
  return "Exif\0\0"s + "II*\0\x08\0\0\0"s + "\x02\0"s + "\x12\x01\x03\0\x01\0\0\0"s + orientation +
         "\0\0\0"s + "\x25\x88\x04\0\x01\0\0\0\x26\0\0\0"s + zeros(4) + "GPS 25.0443N 102.7123E";
}

constexpr std::string_view k_frame_payload{"\x08\x00\x10\x00\x20\x01\x01\x11\x00", 9};

std::string jpeg(std::string_view extra, std::string_view tail = "") {
  return "\xff\xd8" + std::string(extra) + segment(0xdb, zeros(65)) +
         segment(0xc0, k_frame_payload) +
         segment(0xda, std::string("\x01\x01\x00\x00\x3f\x00", 6)) +
         std::string("\x12\xff\x00\x34\xff\xd0\x56", 7) + "\xff\xd9" + std::string(tail);
}

std::string chunk(std::string_view name, std::string_view data) {
  const auto named = std::string(name) + std::string(data);
  const auto number = [](std::uint64_t n) {
    std::string text;
    for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(n >> shift & 0xff);
    return text;
  };
  return number(data.size()) + named +
         number(crc32(0, reinterpret_cast<const Bytef*>(named.data()),
                      static_cast<uInt>(named.size())));
}

std::string png(std::string_view extra, std::uint8_t height = 1) {
  using namespace std::string_literals;
  auto header = "\0\0\0\1\0\0\0\1\x08\0\0\0\0"s;
  header[7] = static_cast<char>(height);
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + std::string(extra) + chunk("IDAT", "x\x9c") +
         chunk("IEND", "");
}

Expected<PhotoContent, std::string_view> clean(std::string_view text) {
  return cleaned_photo(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

std::string text_of(const PhotoContent& content) {
  return {content.bytes.begin(), content.bytes.end()};
}

TEST(PhotoContent, AJpegLosesWhatDoesNotDrawIt) {
  const auto content = clean(jpeg(
      segment(0xe1, exif(1)) + segment(0xfe, "my comment") + segment(0xed, "Photoshop 3.0 byline") +
          segment(0xe1, "http://ns.adobe.com/xap/1.0/ <rdf/>") + segment(0xe2, "ICC_PROFILE"),
      "ftypmp4 a film with sound"));
  ASSERT_TRUE(content);
  EXPECT_EQ(content->media_type, "image/jpeg");
  EXPECT_EQ(text_of(*content), jpeg(""));
}

TEST(PhotoContent, AJpegKeepsHowItStandsAndHowItsColoursAreCoded) {
  const std::string jfif("JFIF\0\x01\x02\0\0\x01\0\x01\x02\x02thumbnail...", 26);
  const std::string adobe("Adobe\0\x64\0\0\0\0\x01", 12);
  const auto content =
      clean(jpeg(segment(0xe0, jfif) + segment(0xee, adobe + "x") + segment(0xe1, exif(6))));
  ASSERT_TRUE(content);
  const auto text = text_of(*content);
  EXPECT_EQ(text.find("GPS"), std::string::npos);
  EXPECT_EQ(text.find("thumbnail"), std::string::npos);
  EXPECT_NE(text.find(adobe), std::string::npos);
  const auto exif_at = text.find("Exif");
  ASSERT_NE(exif_at, std::string::npos);
  EXPECT_EQ(text[exif_at + 25], 6);
  EXPECT_EQ(text.find("Exif", exif_at + 1), std::string::npos);
  EXPECT_EQ(text_of(*clean(text)), text);
}

TEST(PhotoContent, APngLosesWhatDoesNotDrawIt) {
  const auto content =
      clean(png(chunk("eXIf", "GPS") + chunk("tEXt", "Author\0me") + chunk("tIME", "1234567")));
  ASSERT_TRUE(content);
  EXPECT_EQ(content->media_type, "image/png");
  EXPECT_EQ(text_of(*content), png(""));
}

TEST(PhotoContent, RefusesWhatIsNoPicture) {
  EXPECT_THAT(clean("").error(), testing::HasSubstr("neither"));
  EXPECT_THAT(clean("GIF89a....").error(), testing::HasSubstr("neither"));
  EXPECT_THAT(clean("<svg xmlns='http://www.w3.org/2000/svg'/>").error(),
              testing::HasSubstr("neither"));
  EXPECT_THAT(clean("\xff\xd8\xff\xd9").error(), testing::HasSubstr("damaged"));
}

TEST(PhotoContent, RefusesADamagedPng) {
  auto text = png("");
  text[20] = static_cast<char>(text[20] ^ 1);
  EXPECT_THAT(clean(text).error(), testing::HasSubstr("damaged"));
}

TEST(PhotoContent, RefusesWhatIsTooLarge) {
  EXPECT_THAT(clean("\xff\xd8" + zeros(k_photo_bytes_max)).error(), testing::HasSubstr("10 MiB"));
  std::string frame(k_frame_payload);
  frame[1] = static_cast<char>(0xff);
  EXPECT_THAT(clean("\xff\xd8" + segment(0xc0, frame)).error(), testing::HasSubstr("16,384"));
  EXPECT_THAT(clean(png("", 0)).error(), testing::HasSubstr("16,384"));
}

TEST(PhotoContent, RefusesEveryCutOfAPicture) {
  for (const auto& whole : {jpeg(segment(0xe1, exif(3))), png(chunk("tEXt", "a"))}) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
      EXPECT_FALSE(clean(whole.substr(0, length))) << length;
    }
    EXPECT_TRUE(clean(whole));
  }
}

RC_GTEST_PROP(PhotoContent, CleaningTwiceChangesNothing, ()) {
  const auto marker = *rc::gen::inRange(0xc0, 0xff);
  RC_PRE(marker != 0xd9);
  const auto payload = *rc::gen::string<std::string>();
  const auto once = clean(jpeg(segment(static_cast<std::uint8_t>(marker), payload), payload));
  RC_PRE(once.has_value());
  const auto twice = clean(text_of(*once));
  RC_ASSERT(twice.has_value());
  RC_ASSERT(twice->bytes == once->bytes);
}

}  // namespace
}  // namespace anlan::tasks
