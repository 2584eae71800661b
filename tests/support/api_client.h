// Asks the routes of a slice as the server does, without a socket: guard, handler, problems.
#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

#include "access/actor.h"
#include "base/problem.h"
#include "server/problem_json.h"
#include "server/router.h"
#include "tests/support/temporary_folder.h"

namespace anlan::tests {

class ApiClient {
 public:
  explicit ApiClient(server::Router router) : router_(std::move(router)) {}

  /// The target may have a query; its values are taken as they stand, without percent signs.
  server::Response send(const access::Actor& actor, server::Method method, std::string_view target,
                        const boost::json::value& body = nullptr, std::string if_match = "") {
    auto request = request_of(method, target);
    if (!body.is_null()) {
      request.headers.emplace_back("Content-Type", "application/json");
      request.body = boost::json::serialize(body);
    }
    if (!if_match.empty()) request.headers.emplace_back("If-Match", std::move(if_match));
    return answer(actor, std::move(request), "");
  }
  server::Response get(const access::Actor& actor, std::string_view target) {
    return send(actor, server::Method::get, target);
  }
  server::Response post(const access::Actor& actor, std::string_view target,
                        const boost::json::value& body, std::string if_match = "") {
    return send(actor, server::Method::post, target, body, std::move(if_match));
  }
  server::Response upload(const access::Actor& actor, std::string_view target,
                          std::string_view bytes) {
    return answer(actor, request_of(server::Method::post, target), bytes);
  }

  static boost::json::value json_of(const server::Response& response) {
    return boost::json::parse(response.payload());
  }

 private:
  static server::Request request_of(server::Method method, std::string_view target) {
    server::Request request{.method = method, .request_id = "r1"};
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    auto rest = question == std::string_view::npos ? "" : target.substr(question + 1);
    while (!rest.empty()) {
      const auto pair = rest.substr(0, rest.find('&'));
      request.queries.emplace_back(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
      rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    }
    return request;
  }

  server::Response answer(const access::Actor& actor, server::Request request,
                          std::string_view upload) {
    const auto match = router_.find(request.method, request.path);
    if (match.route == nullptr) return server::Response::text("", "text/plain", 404);
    request.parameters = match.parameters;
    request.principal = server::Principal{.actor = std::make_shared<access::Actor>(actor)};
    try {
      if (!match.route->upload_handler) return match.route->handler(request);
      const auto file = folder_.path() / "upload";
      std::ofstream(file, std::ios::binary) << upload;
      return match.route->upload_handler(request, {.path = file, .bytes = upload.size()});
    } catch (const Problem& problem) {
      return server::problem_response(problem, request);
    }
  }

  server::Router router_;
  TemporaryFolder folder_;
};

}  // namespace anlan::tests
