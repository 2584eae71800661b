#include "incidents/transcoding.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

#include "base/utf8.h"

namespace anlan::incidents {
namespace {

/// Reads all of it, in pieces of at most `piece` bytes at both ends.
std::string read_all(Encoding encoding, std::string_view bytes, std::size_t piece) {
  auto source = utf8_source(encoding, [bytes, piece](std::span<char> room) mutable {
    const auto count = std::min({room.size(), piece, bytes.size()});
    std::copy_n(bytes.data(), count, room.data());
    bytes.remove_prefix(count);
    return count;
  });
  std::string text;
  std::string room(piece, '\0');
  while (const auto count = source(room)) text.append(room.data(), count);
  return text;
}

TEST(Transcoding, ReadsGbkAndTheFourBytesOfGb18030) {
  // 入室盗窃 in GBK, and 𠮷 (U+20BB7), which has four bytes.
  constexpr std::string_view k_bytes = "\xC8\xEB\xCA\xD2\xB5\xC1\xC7\xD4,\x95\x34\xB2\x35\n";
  for (const std::size_t piece : {1U, 2U, 3U, 1000U})
    EXPECT_EQ(read_all(Encoding::gb18030, k_bytes, piece), "入室盗窃,𠮷\n") << piece;
}

TEST(Transcoding, MarksWhatIsNone) {
  EXPECT_EQ(read_all(Encoding::gb18030, "a\xFF,b\nc\xC8\n", 2), "a\xFF,b\nc\xFF\n");
  EXPECT_EQ(read_all(Encoding::gb18030, "x\xC8", 1), "x\xFF") << "cut off in a character";
  EXPECT_FALSE(is_utf8(read_all(Encoding::gb18030, "\x80\x20", 10)));
}

TEST(Transcoding, LeavesUtf8Alone) {
  EXPECT_EQ(read_all(Encoding::utf8, "入室\xFF", 3), "入室\xFF");
}

RC_GTEST_PROP(Transcoding, EndsForAnyBytesAndGivesTheSameInAnyPieces, (std::string bytes)) {
  const auto whole = read_all(Encoding::gb18030, bytes, 1000);
  RC_ASSERT(read_all(Encoding::gb18030, bytes, 1) == whole);
  // No character of GB18030 holds a line's end or a quotation mark: rows stay apart.
  for (const char c : {'\n', '"', ','})
    RC_ASSERT(std::ranges::count(whole, c) == std::ranges::count(bytes, c));
}

}  // namespace
}  // namespace anlan::incidents
