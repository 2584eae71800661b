#include "warnings/cap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <fstream>

#include "tests/support/temporary_folder.h"

namespace anlan::warnings {
namespace {

const DeliverySettings k_settings{.base_url = "https://anlan.example",
                                  .sender = "anlan@police.example"};

Announced announced(std::int64_t sequence, NoticeChange change) {
  Announced made{
      .id = Id::named("notice", std::to_string(sequence)),
      .notice = {.warning = Id::named("warning", "a"),
                 .sequence = sequence,
                 .change = change,
                 .event = {"Burglary", "入室盗窃"},
                 .title = {"Burglaries <in> \"Liangting\" & beside", "凉亭片区入室盗窃"},
                 .description = {"7 where 2.1 were expected", "发生 7 起，预期 2.1 起"},
                 .severity = Severity::high,
                 .certainty = Certainty::observed,
                 .sent_at = *Instant::parse("2026-03-02T00:00:00.250Z") + Duration::days(sequence),
                 .valid_from = *Instant::parse("2026-03-02T00:00:00Z"),
                 .valid_until = *Instant::parse("2026-03-09T00:00:00Z"),
                 .unit = *UnitPath::parse("53/5301/530102/S1/"),
                 .unit_name = {"Liangting station", "凉亭派出所"},
                 .measures = {{"Patrol", "巡逻"}, {"Law talk", "法治宣讲"}},
                 .link = "/warnings/a"}};
  made.notice.area.polygons = {{{102.7, 25.04}, {102.71, 25.04}, {102.71, 25.05}}};
  made.notice.area.circle = {.centre = {102.705, 25.045}, .radius = Metres::of(750)};
  return made;
}

class CapTest : public testing::Test {
 protected:
  /// Exit code of xmllint, with the OASIS schema or only for well-formedness.
  int check(const std::string& xml, bool with_schema) {
    const auto file = folder.path() / "document.xml";
    std::ofstream(file) << xml;
    const std::string schema = ANLAN_SOURCE_DIR "/tests/reference/cap/CAP-v1.2.xsd";
    const auto command = "xmllint --nonet --noout " +
                         (with_schema ? "--schema '" + schema + "' " : std::string()) + "'" +
                         file.string() + "' >/dev/null 2>'" + folder.path().string() + "/errors'";
    return std::system(command.c_str());
  }
  std::string xpath(const std::string& expression) {
    const auto file = folder.path() / "document.xml";
    const auto out = folder.path() / "out";
    const auto command = "xmllint --nonet --xpath \"" + expression + "\" '" + file.string() +
                         "' >'" + out.string() + "'";
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::ifstream in(out);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    while (text.ends_with('\n')) text.pop_back();
    return text;
  }
  tests::TemporaryFolder folder;
};

std::string named(std::string_view name) { return "//*[local-name()='" + std::string(name) + "']"; }

TEST_F(CapTest, AnAlertIsValidAndSaysWhatTheWarningSays) {
  const std::vector history{announced(1, NoticeChange::issued)};
  ASSERT_EQ(check(cap_alert(history, k_settings), true), 0);
  EXPECT_EQ(xpath("string(" + named("msgType") + ")"), "Alert");
  EXPECT_EQ(xpath("string(" + named("status") + ")"), "Actual");
  EXPECT_EQ(xpath("string(" + named("identifier") + ")"), history[0].id.to_string());
  EXPECT_EQ(xpath("string(" + named("sent") + ")"), "2026-03-03T00:00:00-00:00");
  EXPECT_EQ(xpath("count(" + named("info") + ")"), "2");
  EXPECT_EQ(xpath("string((" + named("headline") + ")[1])"), "凉亭片区入室盗窃");
  EXPECT_EQ(xpath("string((" + named("headline") + ")[2])"),
            "Burglaries <in> \"Liangting\" & beside");
  EXPECT_EQ(xpath("string((" + named("instruction") + ")[2])"), "Patrol; Law talk");
  EXPECT_EQ(xpath("string((" + named("severity") + ")[1])"), "Severe");
  EXPECT_EQ(xpath("string((" + named("polygon") + ")[1])"),
            "25.040000,102.700000 25.040000,102.710000 25.050000,102.710000 25.040000,102.700000");
  EXPECT_EQ(xpath("string((" + named("circle") + ")[1])"), "25.045000,102.705000 0.750");
  EXPECT_EQ(xpath("count(" + named("references") + ")"), "0");
}

TEST_F(CapTest, AnUpdateRefersToWhatWasSaidBefore) {
  const std::vector history{announced(1, NoticeChange::issued), announced(2, NoticeChange::updated),
                            announced(3, NoticeChange::updated)};
  ASSERT_EQ(check(cap_alert(history, k_settings), true), 0);
  EXPECT_EQ(xpath("string(" + named("msgType") + ")"), "Update");
  EXPECT_EQ(xpath("string(" + named("references") + ")"),
            "anlan@police.example," + history[0].id.to_string() + ",2026-03-03T00:00:00-00:00 " +
                "anlan@police.example," + history[1].id.to_string() + ",2026-03-04T00:00:00-00:00");
}

TEST_F(CapTest, AClosedWarningIsCancelled) {
  const std::vector history{announced(1, NoticeChange::issued), announced(2, NoticeChange::closed)};
  ASSERT_EQ(check(cap_alert(history, k_settings), true), 0);
  EXPECT_EQ(xpath("string(" + named("msgType") + ")"), "Cancel");
  EXPECT_EQ(xpath("string((" + named("responseType") + ")[1])"), "AllClear");
}

TEST_F(CapTest, AnExpiredOneStaysAsItWas) {
  const std::vector issued{announced(1, NoticeChange::issued)};
  const std::vector expired{announced(1, NoticeChange::issued),
                            announced(2, NoticeChange::expired)};
  EXPECT_EQ(cap_alert(expired, k_settings), cap_alert(issued, k_settings));
}

TEST_F(CapTest, AnExerciseSaysSo) {
  auto settings = k_settings;
  settings.is_exercise = true;
  ASSERT_EQ(check(cap_alert(std::vector{announced(1, NoticeChange::issued)}, settings), true), 0);
  EXPECT_EQ(xpath("string(" + named("status") + ")"), "Exercise");
}

TEST_F(CapTest, TheSchemaRefusesWhatIsNoAlert) {
  auto alert = cap_alert(std::vector{announced(1, NoticeChange::issued)}, k_settings);
  alert.replace(alert.find(">Actual<"), 8, ">Perhaps<");
  EXPECT_NE(check(alert, true), 0);
}

TEST_F(CapTest, TheFeedPointsAtTheAlerts) {
  const std::vector current{announced(2, NoticeChange::updated),
                            announced(1, NoticeChange::issued)};
  const auto now = *Instant::parse("2026-04-01T00:00:00Z");
  ASSERT_EQ(check(cap_feed(current, k_settings, now), false), 0);
  EXPECT_EQ(xpath("count(" + named("entry") + ")"), "2");
  EXPECT_EQ(xpath("string((" + named("updated") + ")[1])"), "2026-03-04T00:00:00.250Z");
  EXPECT_EQ(xpath("string((" + named("entry") + "/*[local-name()='id'])[1])"),
            "urn:uuid:" + current[0].id.to_string());
  EXPECT_EQ(xpath("string((" + named("entry") + "/*[local-name()='link']/@href)[1])"),
            "https://anlan.example/v1/warnings/" + current[0].notice.warning.to_string() + "/cap");
  ASSERT_EQ(check(cap_feed({}, k_settings, now), false), 0);
  EXPECT_EQ(xpath("string((" + named("updated") + ")[1])"), "2026-04-01T00:00:00Z");
}

TEST_F(CapTest, WhateverIsSaidTheAlertStaysValid) {
  using namespace std::string_literals;
  auto hostile = announced(1, NoticeChange::issued);
  hostile.notice.title.en = "]]></headline><x a='\"&#0;\0\x01\x1f\x7f\xff\xc0\x80 z"s;
  hostile.notice.description.zh = "\xed\xa0\x80 \xef\xbf\xbf \xf4\x90\x80\x80 \xf0\x9f\x98\x80 末";
  ASSERT_EQ(check(cap_alert(std::vector{hostile}, k_settings), true), 0);
  EXPECT_THAT(xpath("string((" + named("description") + ")[1])"),
              testing::EndsWith("\xf0\x9f\x98\x80 末"));
}

/// Undoes what an XML reader undoes.
std::string unescaped(std::string text) {
  const std::vector<std::pair<std::string, std::string>> entities{{"&lt;", "<"},    {"&gt;", ">"},
                                                                  {"&quot;", "\""}, {"&apos;", "'"},
                                                                  {"&#13;", "\r"},  {"&amp;", "&"}};
  for (const auto& [entity, character] : entities) {
    for (auto at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1)) {
      text.replace(at, entity.size(), character);
    }
  }
  return text;
}

RC_GTEST_PROP(XmlEscaped, IsUndoneByAReader, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "&", "<", ">", "\"", "'", "amp;", "&amp;", "a", "\t", "\n", "\r", "é", "凉", "😀"));
  std::string text;
  for (const auto& piece : pieces) text += piece;
  RC_ASSERT(unescaped(xml_escaped(text)) == text);
}

RC_GTEST_PROP(XmlEscaped, HoldsNothingThatXmlDoesNot, (const std::string& bytes)) {
  const auto text = xml_escaped(bytes);
  RC_ASSERT(text.find_first_of("<>\"'") == std::string::npos);
  for (const char c : text) {
    RC_ASSERT(static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n');
  }
  // Whole UTF-8: escaping what was escaped changes only the ampersands.
  RC_ASSERT(unescaped(xml_escaped(text)) == text);
}

}  // namespace
}  // namespace anlan::warnings
