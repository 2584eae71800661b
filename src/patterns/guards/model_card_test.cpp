#include "patterns/guards/model_card.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

ModelCard harvest_card() {
  return {.name = {"Theft in harvest", "收获季盗窃"},
          .purpose = {"Where theft rises in harvest, two weeks ahead.",
                      "提前两周提示收获季盗窃上升的乡镇。"},
          .method = "seasons",
          .engine = "seasons 1",
          .learns = {{"Theft reported by the public", "群众报警的盗窃"}},
          .refuses = standing_refusals(),
          .settings = {{"lead_days", "14"}},
          .first = *Day::parse("2021-01-01"),
          .last = *Day::parse("2024-12-31"),
          .counts = {.public_reports = 900, .sensors = 40, .initiative_kept_apart = 60},
          .figures = {{{"Recall", "查全率"}, ".99", ".97 to 1 (90 %)"}},
          .limits = {{"One period a township", "每个乡镇只识别一个时段"}},
          .made_on = *Day::parse("2025-01-02")};
}

TEST(ModelCard, SaysEverythingInEnglish) {
  auto card = harvest_card();
  card.refuses.resize(1);
  EXPECT_EQ(render(card, CardLanguage::en, CardFormat::markdown), R"(# Theft in harvest

Where theft rises in harvest, two weeks ahead.

## Method

- Method: seasons
- Engine: seasons 1
- Card made on: 2025-01-02

## Learns from

- Theft reported by the public

## Refuses

- Says nothing of what a person is or will do: places, times and methods only.

## Data

- Period: 2021-01-01 to 2024-12-31
- Records admitted: 940
- of these, reports by the public: 900
- of these, sensors: 40
- of these, by police initiative, thinned by visits: 0
- Records by police initiative, kept apart: 60

## Settings

- lead\_days: 14

## Evaluation

- Recall: .99 \[.97 to 1 (90 %)\]

## Limits

- One period a township
)");
}

TEST(ModelCard, SaysTheSameInChinese) {
  const auto card = render(harvest_card(), CardLanguage::zh, CardFormat::text);
  for (const auto* line :
       {"收获季盗窃\n", "提前两周提示收获季盗窃上升的乡镇。\n", "学习来源\n- 群众报警的盗窃\n",
        "- 时段：2021-01-01 至 2024-12-31\n", "- 采用记录：940\n", "- 警方主动发现、未予采用：60\n",
        "- lead_days：14\n", "- 查全率：.99 [.97 to 1 (90 %)]\n", "- 每个乡镇只识别一个时段\n",
        "不评价、不预测任何个人"}) {
    EXPECT_NE(card.find(line), std::string::npos) << line;
  }
  EXPECT_EQ(card.find('#'), std::string::npos);
  const auto lines = [](const std::string& text) { return std::ranges::count(text, '\n'); };
  EXPECT_EQ(lines(card), lines(render(harvest_card(), CardLanguage::en, CardFormat::text)));
}

TEST(ModelCard, ValuesCannotBreakThePage) {
  auto card = harvest_card();
  card.settings = {{"kinds", "a|b\n# Not a heading\n<script>*x*"}};
  card.purpose.en = "1. of many";
  const auto page = render(card, CardLanguage::en, CardFormat::markdown);
  EXPECT_NE(page.find("- kinds: a\\|b \\# Not a heading \\<script\\>\\*x\\*\n"), std::string::npos);
  EXPECT_NE(page.find("\n1\\. of many\n"), std::string::npos);
}

TEST(ModelCard, WithoutFiguresItSaysThatItWasNotEvaluated) {
  auto card = harvest_card();
  card.figures.clear();
  EXPECT_NE(render(card, CardLanguage::en, CardFormat::text).find("Not evaluated"),
            std::string::npos);
}

TEST(ModelCard, RefusesToLeaveOutWhatItMustSay) {
  try {
    render({.name = {"Only English", ""}, .first = Day::from_number(2)}, CardLanguage::en,
           CardFormat::text);
    FAIL();
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.code(), "guards.card");
    std::string fields;
    for (const auto& fault : problem.faults()) fields += fault.field + ' ';
    EXPECT_EQ(fields, "name purpose learns refuses limits method engine last ");
  }
}

}  // namespace
}  // namespace anlan::patterns
