#include "patterns/hotspots/gal.h"

#include <gtest/gtest.h>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

using Lists = std::vector<std::vector<std::uint32_t>>;

TEST(Gal, ReadsBothHeads) {
  for (const auto* head : {"3\n", "0 3 towns NAME\r\n"}) {
    const auto lists = read_gal(std::string(head) + "mill 1\nbridge\nbridge 2\nmill 7\n7 0\n\n");
    EXPECT_EQ(lists.ids, (std::vector<std::string>{"mill", "bridge", "7"}));
    EXPECT_EQ(lists.others, (Lists{{1}, {0, 2}, {}}));
  }
  EXPECT_TRUE(read_gal("0").ids.empty());
}

TEST(Gal, NamesTheLineAtFault) {
  const auto sentence = [](std::string_view text) -> std::string {
    try {
      read_gal(text);
    } catch (const Problem& problem) {
      return problem.sentence();
    }
    return "";
  };
  EXPECT_NE(sentence("2\n1 1\n2\n2 1\n3\n").find("line 5 names an area"), std::string::npos);
  EXPECT_NE(sentence("2\n1 1\n2\n1 0\n").find("line 4 lists an area"), std::string::npos);
  EXPECT_NE(sentence("2\n1 one\n").find("line 2 has no whole number"), std::string::npos);
  EXPECT_NE(sentence("1\n1 0\n2 0\n").find("line 3 holds more"), std::string::npos);
  EXPECT_NE(sentence("2\na 2\nb b\nb 0\n").find("area a has b for a neighbour twice"),
            std::string::npos);
  EXPECT_NE(sentence("").find("line 1 ends too early"), std::string::npos);
}

}  // namespace
}  // namespace anlan::patterns
