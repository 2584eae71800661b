#include "incidents/kinds.h"

#include <gtest/gtest.h>

#include "base/problem.h"

namespace anlan::incidents {
namespace {

TEST(KindScheme, NamesEveryKindInBothLanguages) {
  const auto scheme = KindScheme::standard();
  ASSERT_GT(scheme.kinds().size(), 40U);
  for (const auto& kind : scheme.kinds()) {
    EXPECT_TRUE(kind.code.starts_with(kind.class_code + ".")) << kind.code;
    EXPECT_FALSE(kind.name.en.empty() || kind.name.zh.empty()) << kind.code;
    EXPECT_FALSE(kind.class_name.en.empty() || kind.class_name.zh.empty()) << kind.code;
  }
  ASSERT_NE(scheme.find("property.burglary_dwelling"), nullptr);
  EXPECT_EQ(scheme.find("property.burglary_dwelling")->name.zh, "住宅入室盗窃");
  EXPECT_EQ(scheme.find("property"), nullptr);
}

TEST(KindScheme, PutsAClassInPlaceOfItsKinds) {
  const auto scheme = KindScheme::standard();
  const std::vector<std::string> asked{"robbery", "robbery.personal", "other.other"};
  EXPECT_EQ(scheme.expand(asked),
            (std::vector<std::string>{"other.other", "robbery.business", "robbery.personal",
                                      "robbery.robbery", "robbery.snatching", "robbery.vehicle"}));
  const std::vector<std::string> unknown{"robbery", "witchcraft"};
  EXPECT_THROW(scheme.expand(unknown), Problem);
}

TEST(KindScheme, RefusesWhatIsNoScheme) {
  for (const auto* text :
       {"", "[[class]]", "class = 3", "[[class]]\ncode = \"A b\"\nname = {en=\"x\",zh=\"y\"}",
        "[[class]]\ncode = \"a\"\nname = {en=\"x\"}\nkind = []",
        "[[class]]\ncode = \"a\"\nname = {en=\"x\",zh=\"y\"}\nkind = [{code=\"k\"}]",
        "[[class]]\ncode = \"a\"\nname = {en=\"x\",zh=\"y\"}\nkind = [{code=\"k\",name={en=\"x\","
        "zh=\"y\"}},{code=\"k\",name={en=\"x\",zh=\"y\"}}]"}) {
    EXPECT_THROW(KindScheme::parse(text), Problem) << text;
  }
}

}  // namespace
}  // namespace anlan::incidents
