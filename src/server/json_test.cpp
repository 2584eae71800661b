#include "server/json.h"

#include <gtest/gtest.h>

#include <boost/describe/class.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "server/request.h"

namespace anlan::server {
namespace {

namespace json = boost::json;

enum class Colour { red, green };
std::string_view to_string(Colour colour) { return colour == Colour::red ? "red" : "green"; }
std::optional<Colour> colour_from(std::string_view text) {
  if (text == "red") return Colour::red;
  if (text == "green") return Colour::green;
  return std::nullopt;
}

Request with(std::string body, std::string media_type = "application/json; charset=utf-8") {
  Request request;
  request.body = std::move(body);
  request.headers = {{"content-type", std::move(media_type)}};
  return request;
}

json::object object(std::string_view text) { return json::parse(text).as_object(); }

/// "field: fault; field: fault", or "" where there is none.
std::string faults_of(const FieldReader& reader) {
  try {
    reader.finish();
    return "";
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.kind(), ProblemKind::invalid);
    EXPECT_EQ(problem.code(), "request.fields");
    std::string text;
    for (const auto& fault : problem.faults()) text += fault.field + ": " + fault.fault + "; ";
    return text;
  }
}

TEST(ReadObject, TakesAnObjectAndNothingElse) {
  EXPECT_EQ(read_object(with(R"({"a":[1,{"b":null}]})")).size(), 1);
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += R"({"a":)";
  for (const auto& body :
       {std::string(), std::string("[1]"), std::string("1"), std::string("{"), std::string("{} {}"),
        std::string(R"({"a":1,})"), std::string(R"({"a":NaN})"), std::string("{\"a\":\"\xff\"}"),
        std::string(R"({"a":"\ud800"})"), deep + "1" + std::string(40, '}'),
        std::string(1000, '[')}) {
    try {
      read_object(with(body));
      FAIL() << body;
    } catch (const Problem& problem) {
      EXPECT_EQ(problem.code(), "request.malformed") << body;
    }
  }
  EXPECT_THROW(read_object(with("{}", "text/plain")), Problem);
  EXPECT_THROW(read_object(with("{}", "application/x-www-form-urlencoded")), Problem);
  EXPECT_TRUE(read_optional_object(with("", "")).empty());
  EXPECT_THROW(read_optional_object(with("[]")), Problem);
}

TEST(FieldReader, ReadsValues) {
  const auto body = object(R"({
    "id": "019B8A2C-0000-7000-8000-000000000001", "day": "2026-02-03",
    "at": "2026-02-03T04:05:06+08:00", "unit": "530102", "count": 3, "whole": 4.0, "share": 0.5,
    "is_on": true, "colour": "green", "name": {"en": "Patrol", "zh": "巡逻"},
    "money": {"minor_units": 12345, "currency": "CNY"}, "kinds": ["theft", "fraud"],
    "inner": {"a": 1}, "list": [{"a": 1}, {"a": 2}], "shape": {"type": "Point"},
    "nothing": null})");
  FieldReader reader(body);
  EXPECT_EQ(reader.id("id").to_string(), "019b8a2c-0000-7000-8000-000000000001");
  EXPECT_EQ(reader.day("day").to_string(), "2026-02-03");
  EXPECT_EQ(reader.instant("at").to_string(), "2026-02-02T20:05:06Z");
  EXPECT_EQ(reader.unit_code("unit").text(), "530102");
  EXPECT_EQ(reader.integer("count", 1, 3), 3);
  EXPECT_EQ(reader.integer("whole", 1, 9), 4);
  EXPECT_EQ(reader.number("share", 0, 1), 0.5);
  EXPECT_TRUE(reader.boolean("is_on"));
  EXPECT_EQ(reader.one_of("colour", colour_from), Colour::green);
  EXPECT_EQ(reader.bilingual("name"), (Bilingual{"Patrol", "巡逻"}));
  EXPECT_EQ(reader.money("money").to_string(), "123.45 CNY");
  EXPECT_EQ(reader.texts("kinds", 2), (std::vector<std::string>{"theft", "fraud"}));
  EXPECT_EQ(reader.object("inner").integer("a", 0, 9), 1);
  std::int64_t sum = 0;
  for (auto& item : reader.objects("list", 5)) sum += item.integer("a", 0, 9);
  EXPECT_EQ(sum, 3);
  ASSERT_NE(reader.find_value("shape"), nullptr);
  EXPECT_EQ(reader.find_value("nothing"), nullptr);
  EXPECT_EQ(reader.find_text("absent"), std::nullopt);
  EXPECT_EQ(reader.find_one_of("absent", colour_from), std::nullopt);
  EXPECT_FALSE(reader.find_object("absent"));
  EXPECT_EQ(faults_of(reader), "");
}

TEST(FieldReader, NamesEveryFaultAtOnce) {
  const auto body = object(R"({
    "id": "7", "day": "2026-02-30", "count": 2.5, "share": 7, "is_on": "yes", "colour": "blue",
    "name": {"en": ""}, "kinds": ["theft", 1], "list": [{"a": 1}, {"b": 2}], "long": "abcdef",
    "typo": 1, "inner": 3})");
  FieldReader reader(body);
  reader.id("id");
  reader.day("day");
  reader.integer("count", 0, 10);
  reader.number("share", 0, 1);
  reader.boolean("is_on");
  reader.one_of("colour", colour_from);
  reader.bilingual("name");
  reader.texts("kinds", 5);
  for (auto& item : reader.objects("list", 5)) item.integer("a", 0, 9);
  reader.text("long", {1, 5});
  reader.unit_code("unit");
  reader.object("inner").text("a");
  reader.object("absent").text("a");
  EXPECT_EQ(faults_of(reader),
            "id: must be an id (UUID); day: must be a day, such as 2026-02-03; "
            "count: must be a whole number from 0 to 10; share: must be a number from 0 to 1; "
            "is_on: must be true or false; colour: is not one of the known values; "
            "name.en: must have 1 to 2000 bytes; name.zh: is missing; "
            "kinds[1]: must be a text of 1 to 2000 bytes; list[1].a: is missing; "
            "long: must have 1 to 5 bytes; unit: is missing; inner: must be an object; "
            "absent: is missing; typo: is not a field here; list[1].b: is not a field here; ");
}

TEST(FieldReader, BoundsLists) {
  const auto body = object(R"({"a": ["x","y","z"], "b": [{},{}], "c": 1})");
  FieldReader reader(body);
  EXPECT_TRUE(reader.texts("a", 2).empty());
  EXPECT_TRUE(reader.objects("b", 1).empty());
  EXPECT_TRUE(reader.objects("c", 1).empty());
  EXPECT_EQ(faults_of(reader),
            "a: must be a list of at most 2 texts; b: must be a list of at most 1 objects; "
            "c: must be a list of at most 1 objects; ");
}

struct Shelf {
  Id id;
  Day made;
  std::optional<Instant> seen;
  std::vector<UnitCode> units;
  Bilingual name;
};
BOOST_DESCRIBE_STRUCT(Shelf, (), (id, made, seen, units, name))

TEST(ToJson, WritesValuesAndDescribedStructs) {
  Shelf shelf;
  shelf.made = *Day::parse("2026-02-03");
  shelf.units = {*UnitCode::parse("53"), *UnitCode::parse("5301")};
  shelf.name = {"Shelf", "架"};
  EXPECT_EQ(json::serialize(to_json(shelf)),
            R"({"id":"00000000-0000-0000-0000-000000000000","made":"2026-02-03","seen":null,)"
            R"("units":["53","5301"],"name":{"en":"Shelf","zh":"架"}})");
  EXPECT_EQ(json::serialize(to_json(Money::minor(5, Currency()))),
            R"({"minor_units":5,"currency":"CNY"})");
  EXPECT_EQ(to_json(Colour::green), json::value("green"));
  EXPECT_EQ(to_json(std::optional<Colour>()), json::value(nullptr));
  EXPECT_EQ(json::serialize(to_json(std::vector{Colour::red})), R"(["red"])");
  EXPECT_EQ(to_json(*Instant::parse("2026-02-03T04:05:06Z")), json::value("2026-02-03T04:05:06Z"));
  EXPECT_EQ(json::serialize(page_json({1, 2}, "abc")), R"({"items":[1,2],"next_cursor":"abc"})");
  EXPECT_EQ(json::serialize(page_json({}, {})), R"({"items":[],"next_cursor":null})");
}

}  // namespace
}  // namespace anlan::server
