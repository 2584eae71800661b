// Any body, query and cursor: read, or refused by a Problem, and nothing else.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/problem.h"
#include "server/json.h"
#include "server/page.h"
#include "server/query.h"
#include "server/request_target.h"
#include "server/router.h"

namespace {

using namespace anlan;
using namespace anlan::server;

void read_body(std::string_view bytes) {
  Request request;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = bytes;
  try {
    const auto object = read_object(request);
    FieldReader reader(object);
    reader.text("t");
    reader.find_integer("i", -5, 5);
    reader.number("n", 0, 1);
    reader.find_id("id");
    reader.find_day("d");
    reader.find_instant("at");
    reader.find_unit_code("u");
    reader.money("m");
    reader.bilingual("b");
    reader.texts("l", 3);
    for (auto& inner : reader.objects("o", 3)) inner.boolean("f");
    reader.finish();
  } catch (const Problem& problem) {
    CHECK(problem.kind() == ProblemKind::invalid);
  }
}

void read_query(std::string_view bytes) {
  Request request;
  if (!read_target(bytes, request)) return;
  try {
    QueryReader query(request);
    query.day("d");
    query.integer("i", 0, 9);
    query.number("n", 0, 1);
    query.list("l");
    query.finish();
    const auto page = page_request(request, 2);
    CHECK(page.limit >= 1 && page.limit <= k_page_limit_max);
    if (page.after) CHECK(parse_cursor(cursor_of(*page.after)) == page.after);
  } catch (const Problem& problem) {
    CHECK(problem.kind() == ProblemKind::invalid);
  }
}

void find_route(std::string_view path) {
  Router router;
  const auto nothing = [](const Request&) { return Response(); };
  for (const auto* pattern : {"/a", "/a/{b}", "/a/{b}/c", "/a/x-{b}.y", "/{z}/{b}.c/{d}"}) {
    router.add(Method::get, pattern, Guard::open, nothing);
  }
  const auto match = router.find(Method::get, path);
  for (const auto& [name, value] : match.parameters) CHECK(!name.empty() && !value.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read_body(bytes);
  read_query(bytes);
  find_route(bytes);
  if (const auto key = parse_cursor(bytes)) CHECK(cursor_of(*key) == bytes);
  return 0;
}
