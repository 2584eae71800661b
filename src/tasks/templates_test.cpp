#include "tasks/templates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/problem.h"

namespace anlan::tasks {
namespace {

TEST(Templates, TheStandardOnesSayEverythingInBothLanguages) {
  const auto book = TemplateBook::standard();
  for (const auto* kind : {"patrol", "law_talk", "hardening", "inspection"}) {
    const auto* found = book.find(kind);
    ASSERT_NE(found, nullptr) << kind;
    for (const auto* text : {&found->name, &found->instructions, &found->evidence}) {
      EXPECT_FALSE(text->en.empty() || text->zh.empty()) << kind;
    }
    EXPECT_GT(found->expected_minutes, 0) << kind;
    EXPECT_GT(found->due_after, Duration::hours(0)) << kind;
  }
  EXPECT_EQ(book.find("arrest"), nullptr);
}

TEST(Templates, SayWhatIsWrongInWhich) {
  const auto fault_in = [](std::string_view toml) -> std::string {
    try {
      TemplateBook::read(toml);
    } catch (const Problem& problem) {
      return problem.sentence();
    }
    return "";
  };
  constexpr std::string_view patrol =
      "[[template]]\nkind = 'patrol'\nname = {en = 'a', zh = 'b'}\n"
      "instructions = {en = 'a', zh = 'b'}\nevidence = {en = 'a', zh = 'b'}\n"
      "due_hours = 24\nexpected_minutes = 90\nescalate_every_hours = 24\n"
      "expires_after_hours = 24\n";
  EXPECT_EQ(fault_in(patrol), "");
  EXPECT_THAT(fault_in(std::string(patrol) + std::string(patrol)), testing::HasSubstr("twice"));
  EXPECT_THAT(fault_in("[[template]]\nkind = 'patrol'\nname = {en = 'a'}\n"),
              testing::HasSubstr("\"patrol\" is wrong: zh"));
  EXPECT_THAT(fault_in("x = ["), testing::HasSubstr("not TOML"));
  EXPECT_THAT(fault_in("x = 1"), testing::HasSubstr("no [[template]]"));
}

/// docs/boundaries.md, 3: what the program orders by itself is care and presence.
TEST(Templates, OrderNoCoercion) {
  const auto book = TemplateBook::standard();
  for (const auto& form : book.all()) {
    for (const auto* word : {"arrest", "detain", "freeze", "seize", "stop_payment", "summon"}) {
      EXPECT_EQ(form.kind.find(word), std::string::npos) << form.kind;
      EXPECT_EQ(form.name.en.find(word), std::string::npos) << form.kind;
      EXPECT_EQ(form.instructions.en.find(word), std::string::npos) << form.kind;
    }
    for (const auto* word : {"抓捕", "逮捕", "拘留", "冻结", "止付", "扣押", "传唤"}) {
      EXPECT_EQ(form.name.zh.find(word), std::string::npos) << form.kind;
      EXPECT_EQ(form.instructions.zh.find(word), std::string::npos) << form.kind;
    }
  }
}

}  // namespace
}  // namespace anlan::tasks
