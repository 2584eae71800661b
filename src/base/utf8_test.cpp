#include "base/utf8.h"

#include <gtest/gtest.h>

namespace anlan {
namespace {

TEST(Utf8, IsKnown) {
  for (const auto* text : {"", "abc", "安澜", "é", "\xF0\x9F\x9A\x93", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
    EXPECT_EQ(valid_utf8(text), text);
  }
  for (const auto* text : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE5\xAE", "\xED\xA0\x80",
                           "\xE0\x80\x80", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xFF"}) {
    EXPECT_FALSE(is_utf8(text));
    EXPECT_TRUE(is_utf8(valid_utf8(text)));
  }
}

TEST(Utf8, HoldsNoNul) {
  EXPECT_FALSE(is_utf8(std::string_view("a\0b", 3)));
  EXPECT_EQ(valid_utf8(std::string_view("a\0b", 3)), "a?b");
}

TEST(Utf8, KeepsWhatIsWellFormedAroundABadByte) {
  EXPECT_EQ(valid_utf8("安\xFF澜"), "安?澜");
  EXPECT_EQ(valid_utf8("\xE5\xAE"), "??");
}

}  // namespace
}  // namespace anlan
