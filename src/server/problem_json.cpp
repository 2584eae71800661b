#include "server/problem_json.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/check.h"

namespace anlan::server {
namespace {

int status_of(const Problem& problem, const Request& request) {
  switch (problem.kind()) {
    case ProblemKind::invalid: return problem.code() == "request.malformed" ? 400 : 422;
    case ProblemKind::not_found: return 404;
    case ProblemKind::forbidden: return 403;
    case ProblemKind::conflict: return request.header("If-Match") ? 412 : 409;
    case ProblemKind::too_large: return 413;
    case ProblemKind::unavailable: return 503;
  }
  check_failed("a known ProblemKind", __FILE__, __LINE__);
}

}  // namespace

std::string_view title_of(int status) {
  switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "";
  }
}

Response refusal(int status, std::string_view code, std::string_view sentence,
                 std::string_view request_id, const std::vector<FieldFault>& faults) {
  boost::json::object body{{"type", fmt::format("urn:anlan:problem:{}", code)},
                           {"title", title_of(status)},
                           {"status", status},
                           {"code", code},
                           {"detail", sentence},
                           {"request_id", request_id}};
  if (!faults.empty()) {
    boost::json::array errors;
    for (const auto& fault : faults) {
      errors.push_back({{"field", fault.field}, {"fault", fault.fault}});
    }
    body["errors"] = std::move(errors);
  }
  return Response::text(boost::json::serialize(body), "application/problem+json", status);
}

Response problem_response(const Problem& problem, const Request& request) {
  constexpr std::string_view k_retry_seconds = "5";
  auto response = refusal(status_of(problem, request), problem.code(), problem.sentence(),
                          request.request_id, problem.faults());
  if (problem.kind() == ProblemKind::unavailable) {
    response.set_header("Retry-After", std::string(k_retry_seconds));
  }
  return response;
}

}  // namespace anlan::server
