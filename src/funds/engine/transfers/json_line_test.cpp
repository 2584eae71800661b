#include "funds/engine/transfers/json_line.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json.hpp>
#include <map>

namespace anlan::funds {
namespace {

TEST(JsonLine, GivesMembersAsTheyAreWritten) {
  JsonLine line;
  ASSERT_EQ(line.parse(R"( {"id":"a\"\u4f60\ud83d\ude00","amount":12.30 ,"none":null,"ok":true} )"),
            JsonLineFault::none);
  ASSERT_EQ(line.members().size(), 4U);
  EXPECT_EQ(line.members()[0].value, "a\"\u4f60\U0001F600");
  EXPECT_EQ(line.members()[1].value, "12.30");
  EXPECT_FALSE(line.members()[1].is_text);
  EXPECT_EQ(line.members()[2].value, "");
  EXPECT_EQ(line.members()[3].value, "true");
  EXPECT_EQ(line.parse("{}"), JsonLineFault::none);
  EXPECT_TRUE(line.members().empty());
}

TEST(JsonLine, EveryBeginningOfALineIsTruncated) {
  const std::string whole = R"({"id":"a\u00e9\n","amount":12.3,"x":null})";
  JsonLine line;
  for (std::size_t length = 1; length < whole.size(); ++length) {
    EXPECT_EQ(line.parse(whole.substr(0, length)), JsonLineFault::truncated) << length;
    EXPECT_TRUE(line.members().empty());
  }
}

TEST(JsonLine, RefusesWhatIsNoFlatObject) {
  JsonLine line;
  for (const auto* text :
       {"", "[1]", "7", R"({"a":1}{)", R"({"a":{}})", R"({"a":[1]})", R"({a:1})", R"({"a":1,})",
        R"({"a":01})", R"({"a":+1})", R"({"a":1.})", R"({"a":nul })", R"({"a":1,"a":2})",
        R"({"a":"\x"})", R"({"a":"\udc00"})", R"({"a":"\ud800\u0041"})", "{\"a\":\"\x01\"}"}) {
    EXPECT_EQ(line.parse(text), JsonLineFault::unreadable) << text;
  }
}

RC_GTEST_PROP(JsonLine, ReadsWhatBoostWrites, ()) {
  const auto members = *rc::gen::container<std::map<std::string, std::string>>(
      rc::gen::string<std::string>(), rc::gen::string<std::string>());
  boost::json::object object;
  for (const auto& [name, value] : members) object[name] = value;
  const auto text = boost::json::serialize(object);
  JsonLine line;
  RC_PRE(members.size() <= 64U);
  RC_ASSERT(line.parse(text) == JsonLineFault::none);
  std::map<std::string, std::string> read;
  for (const auto& member : line.members()) read.emplace(member.name, member.value);
  RC_ASSERT(read == members);
}

}  // namespace
}  // namespace anlan::funds
