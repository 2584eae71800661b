// Router: which handler answers which path, and under what guard.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/event_stream.h"
#include "server/request.h"
#include "server/response.h"

namespace anlan::server {

/// Who may come to a handler at all. What they may do there is for the service to ask the policy.
enum class Guard {
  open,                ///< anybody: signing in, health, the page itself
  signed_in,           ///< a session or a token; 401 before the handler where there is none
  signed_in_or_local,  ///< as signed_in, but open to programs of this machine (is_local)
};

/// How often one client may ask.
enum class Pace {
  usual,
  sign_in,  ///< few, counted by address: guessing passwords must be slow
};

/// A JSON body holds a form or a settings record, never a data set; those are uploads.
constexpr std::size_t k_body_bytes_max = 1024 * 1024;

struct RouteOptions {
  std::size_t body_bytes_max = k_body_bytes_max;
  Pace pace = Pace::usual;
  /// For answers that cost nothing and must come even when every worker is busy (/healthz). Such a
  /// handler must not block.
  bool is_immediate = false;
};

using Handler = std::function<Response(const Request&)>;
using UploadHandler = std::function<Response(const Request&, const UploadedFile&)>;
/// Decides, once, what a client may see of a stream. Called again at no time: the filter is asked
/// for each event.
using StreamHandler = std::function<EventFilter(const Request&)>;

/// One route. A pattern is a path whose segments are words, or hold one {name}, which may have
/// words around it: "/v1/layers/{layer}/{z}/{x}/{y}.mvt". A word goes before a name.
struct Route {
  Method method = Method::get;
  std::string pattern;
  Guard guard = Guard::signed_in;
  RouteOptions options;
  Handler handler;  ///< exactly one of the three is set
  UploadHandler upload_handler;
  StreamHandler stream_handler;
  EventStream* stream = nullptr;  ///< of a stream's route
  std::uint64_t upload_bytes_max = 0;
};

/// What a path led to.
struct RouteMatch {
  const Route* route = nullptr;  ///< null: no such path, or not by this method
  NamedValues parameters;
  std::vector<Method> allowed;  ///< the path's methods where only the method has no route
};

/// Filled before the server starts, only read after. Handlers are synchronous, run on the server's
/// workers, several at a time, and may throw Problem.
class Router {
 public:
  Router();
  Router(Router&&) noexcept;
  ~Router();

  /// Two routes of the same method and pattern are a bug.
  void add(Method method, std::string pattern, Guard guard, Handler handler,
           RouteOptions options = {});
  /// The body, of at most `bytes_max`, is written to a file before the handler is called; who is
  /// not let in by the guard does not get to send it.
  void add_upload(Method method, std::string pattern, Guard guard, std::uint64_t bytes_max,
                  UploadHandler handler, RouteOptions options = {});
  /// A GET that is answered with server-sent events. The stream must outlive the server.
  void add_stream(std::string pattern, Guard guard, EventStream& stream, StreamHandler handler);
  /// Answers each GET that no route knows (the page); the path has been checked by nobody.
  void set_fallback(Handler handler);

  RouteMatch find(Method method, std::string_view path) const;
  const Route* fallback() const;
  /// Every route, in the order added: for the test that compares them with the contract.
  std::vector<const Route*> routes() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace anlan::server
