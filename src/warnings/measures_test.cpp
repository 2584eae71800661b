#include "warnings/measures.h"

#include <gtest/gtest.h>

#include "base/problem.h"
#include "incidents/kinds.h"
#include "tasks/templates.h"

namespace anlan::warnings {
namespace {

std::vector<std::string> templates_for(std::vector<std::string> kinds) {
  std::vector<std::string> names;
  for (const auto& measure : MeasureBook::standard().for_kinds(kinds))
    names.push_back(measure.template_kind);
  return names;
}

TEST(MeasuresTest, TakesTheKindThenTheClassThenAnything) {
  EXPECT_EQ(templates_for({"property.burglary_dwelling"}),
            (std::vector<std::string>{"patrol", "hardening", "law_talk"}));
  EXPECT_EQ(templates_for({"property.shoplifting"}),
            (std::vector<std::string>{"patrol", "hardening"}));
  EXPECT_EQ(templates_for({"order.nuisance"}), (std::vector<std::string>{"patrol"}));
  EXPECT_EQ(templates_for({"method.seasons"}), (std::vector<std::string>{"patrol", "law_talk"}));
}

TEST(MeasuresTest, NamesATemplateOnce) {
  EXPECT_EQ(templates_for({"robbery", "fraud.telecom", "property"}),
            (std::vector<std::string>{"patrol", "inspection", "law_talk", "hardening"}));
}

TEST(MeasuresTest, EveryTemplateAndEveryKindExists) {
  for (const auto& name : MeasureBook::standard().templates())
    EXPECT_NE(tasks::TemplateBook::standard().find(name), nullptr) << name;
  const auto scheme = incidents::KindScheme::standard();
  for (const auto& kind : scheme.kinds())
    EXPECT_FALSE(templates_for({kind.code}).empty()) << kind.code;
}

TEST(MeasuresTest, SaysWhatIsWrong) {
  for (const auto* text :
       {"", "measures = 3", "[[measures]]\nof = \"*\"",
        "[[measures]]\nof = \"*\"\nmeasure = [ { template = \"patrol\" } ]",
        "[[measures]]\nof = \"*\"\nmeasure = [ { template = \"patrol\", reason = \"so\" } ]",
        "[[measures]]\nof = \"fraud\"\nmeasure = []", "[[measures"}) {
    EXPECT_THROW((void)MeasureBook::read(text), Problem) << text;
  }
}

}  // namespace
}  // namespace anlan::warnings
