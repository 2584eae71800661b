#include "base/toml.h"

#include <gtest/gtest.h>

namespace anlan {
namespace {

TEST(Toml, IsRead) {
  const auto root = parse_toml("name = \"安澜\"\n[part]\ncount = 3\n", "file");
  EXPECT_EQ(toml::find<std::string>(root, "name"), "安澜");
  EXPECT_EQ(toml::find<int>(root, "part", "count"), 3);
}

TEST(Toml, IsRefusedWithOneKindOfError) {
  for (const auto* text : {"a", "a =", "a = 1 1", "[a", "a = 1\na = 2", "a = 2024-13-45",
                           "a = \"\\uD800\"", "'é'é", "a = '中'中"}) {
    EXPECT_THROW(parse_toml(text, "file"), toml::syntax_error) << text;
  }
}

TEST(Toml, OfBytesThatAreNotUtf8IsRefusedUnread) {
  EXPECT_THROW(parse_toml("'\xA7'\xA7", "file"), toml::syntax_error);
}

}  // namespace
}  // namespace anlan
