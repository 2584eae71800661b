#include "server/router.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "server/text.h"

namespace anlan::server {
namespace {

class RouterTest : public testing::Test {
 protected:
  RouterTest() {
    for (const auto* pattern :
         {"/healthz", "/v1/units", "/v1/units/{code}", "/v1/units/imports",
          "/v1/units/{code}/boundary", "/v1/layers/{layer}.geojson",
          "/v1/layers/{layer}/{z}/{x}/{y}.mvt", "/v1/tasks/{id}/photos/{photo}"}) {
      router.add(Method::get, pattern, Guard::open, [](const Request&) { return Response(); });
    }
    router.add(Method::post, "/v1/units/imports", Guard::open,
               [](const Request&) { return Response(); });
  }
  std::string found(std::string_view path) {
    const auto match = router.find(Method::get, path);
    if (!match.route) return "nothing";
    auto text = match.route->pattern;
    for (const auto& [name, value] : match.parameters) text += " " + name + "=" + value;
    return text;
  }
  Router router;
};

TEST_F(RouterTest, FindsPathsAndTheirParameters) {
  EXPECT_EQ(found("/healthz"), "/healthz");
  EXPECT_EQ(found("/v1/units/530102"), "/v1/units/{code} code=530102");
  EXPECT_EQ(found("/v1/units/a%20b%E5%AE%89"), "/v1/units/{code} code=a b安");
  EXPECT_EQ(found("/v1/units/a%2Fb"), "/v1/units/{code} code=a/b");
  EXPECT_EQ(found("/v1/units/a+b"), "/v1/units/{code} code=a+b");
  EXPECT_EQ(found("/v1/units/530102/boundary"), "/v1/units/{code}/boundary code=530102");
  EXPECT_EQ(found("/v1/tasks/7/photos/8"), "/v1/tasks/{id}/photos/{photo} id=7 photo=8");
}

TEST_F(RouterTest, PutsWordsBeforeNames) {
  EXPECT_EQ(found("/v1/units/imports"), "/v1/units/imports");
  EXPECT_EQ(found("/v1/units/imports/boundary"), "/v1/units/{code}/boundary code=imports");
}

TEST_F(RouterTest, KnowsWordsAroundANameInASegment) {
  EXPECT_EQ(found("/v1/layers/units.geojson"), "/v1/layers/{layer}.geojson layer=units");
  EXPECT_EQ(found("/v1/layers/units/3/4/5.mvt"),
            "/v1/layers/{layer}/{z}/{x}/{y}.mvt layer=units z=3 x=4 y=5");
  EXPECT_EQ(found("/v1/layers/units/3/4/5"), "nothing");
  EXPECT_EQ(found("/v1/layers/.geojson"), "nothing");
}

TEST_F(RouterTest, FindsNothingElse) {
  for (const auto* path :
       {"", "/", "healthz", "/v1", "/v1/", "/v1/units/", "//v1/units", "/v1//units",
        "/v1/units/530102/", "/v1/Units", "/v1/units/%zz", "/v1/units/%00"}) {
    EXPECT_EQ(found(path), "nothing") << path;
  }
}

TEST_F(RouterTest, NamesTheMethodsThatAPathHas) {
  const auto match = router.find(Method::del, "/v1/units/imports");
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.allowed, (std::vector{Method::get, Method::post}));
  EXPECT_TRUE(router.find(Method::del, "/nowhere").allowed.empty());
}

TEST_F(RouterTest, ListsItsRoutes) {
  EXPECT_EQ(router.routes().size(), 9);
  EXPECT_EQ(router.routes().front()->pattern, "/healthz");
  EXPECT_EQ(router.fallback(), nullptr);
}

RC_GTEST_PROP(Router, GivesBackWhatWasEncoded, (const std::string& value)) {
  RC_PRE(!value.empty() && value.find('\0') == std::string::npos);
  std::string encoded;
  for (const char c : value) {
    constexpr std::string_view k_hex = "0123456789ABCDEF";
    encoded += '%';
    encoded += k_hex[static_cast<unsigned char>(c) >> 4];
    encoded += k_hex[static_cast<unsigned char>(c) & 15];
  }
  RC_ASSERT(percent_decoded(encoded, true) == value);
  Router router;
  router.add(Method::get, "/v1/{a}/x-{b}.y", Guard::open,
             [](const Request&) { return Response(); });
  const auto match = router.find(Method::get, "/v1/" + encoded + "/x-" + encoded + ".y");
  RC_ASSERT(match.route != nullptr);
  RC_ASSERT(match.parameters[0].second == value);
  RC_ASSERT(match.parameters[1].second == value);
}

}  // namespace
}  // namespace anlan::server
