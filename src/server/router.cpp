#include "server/router.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <optional>
#include <utility>

#include "base/check.h"
#include "server/text.h"

namespace anlan::server {
namespace {

constexpr std::size_t k_methods = 5;  // all but OPTIONS, which no route answers for itself

struct Node;

/// "{y}.mvt": a name with words around it.
struct Named {
  std::string before;
  std::string name;
  std::string after;
  std::unique_ptr<Node> next;
};

/// A place in the tree of segments.
struct Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> words;
  std::vector<Named> named;
  std::array<const Route*, k_methods> routes{};

  bool is_end() const {
    return std::ranges::any_of(routes, [](const Route* route) { return route != nullptr; });
  }
};

/// Takes the first segment off a path that begins with a slash.
std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);
  const auto slash = std::min(path.find('/'), path.size());
  const auto segment = path.substr(0, slash);
  path.remove_prefix(slash);
  return segment;
}

Named parse_named(std::string_view segment, std::size_t open) {
  const auto close = segment.find('}');
  CHECK(close != std::string_view::npos && close > open + 1);
  CHECK(segment.find('{', open + 1) == std::string_view::npos);
  return {std::string(segment.substr(0, open)),
          std::string(segment.substr(open + 1, close - open - 1)),
          std::string(segment.substr(close + 1)), std::make_unique<Node>()};
}

Node& step_to(Node& node, std::string_view segment) {
  CHECK(!segment.empty());
  const auto open = segment.find('{');
  if (open == std::string_view::npos) {
    auto& next = node.words[std::string(segment)];
    if (!next) next = std::make_unique<Node>();
    return *next;
  }
  auto named = parse_named(segment, open);
  for (auto& known : node.named) {
    if (known.before == named.before && known.name == named.name && known.after == named.after) {
      return *known.next;
    }
  }
  return *node.named.emplace_back(std::move(named)).next;
}

/// The value that a segment has for the name, if the words around it fit.
std::optional<std::string> value_of(const Named& named, std::string_view segment) {
  const auto around = named.before.size() + named.after.size();
  if (segment.size() <= around || !segment.starts_with(named.before) ||
      !segment.ends_with(named.after)) {
    return std::nullopt;
  }
  return percent_decoded(segment.substr(named.before.size(), segment.size() - around), false);
}

/// Walks the tree. Each node is come to by one way at most, so the walk is bounded by the tree.
const Node* walk(const Node& node, std::string_view path, NamedValues& parameters) {
  if (path.empty()) return node.is_end() ? &node : nullptr;
  const auto segment = take_segment(path);
  if (const auto word = node.words.find(segment); word != node.words.end()) {
    if (const auto* end = walk(*word->second, path, parameters)) return end;
  }
  for (const auto& named : node.named) {
    auto value = value_of(named, segment);
    if (!value) continue;
    parameters.emplace_back(named.name, *std::move(value));
    if (const auto* end = walk(*named.next, path, parameters)) return end;
    parameters.pop_back();
  }
  return nullptr;
}

}  // namespace

struct Router::Parts {
  Node root;
  std::deque<Route> routes;  // a deque: routes are pointed to
  std::optional<Route> fallback;

  Route& add(Method method, std::string pattern, Guard guard) {
    CHECK(pattern.starts_with('/') && method != Method::options);
    Node* node = &root;
    for (std::string_view rest = pattern; !rest.empty();) {
      node = &step_to(*node, take_segment(rest));
    }
    auto& place = node->routes[static_cast<std::size_t>(method)];
    CHECK(place == nullptr);
    auto& route = routes.emplace_back();
    route.method = method;
    route.pattern = std::move(pattern);
    route.guard = guard;
    place = &route;
    return route;
  }
};

Router::Router() : parts_(std::make_unique<Parts>()) {}
Router::Router(Router&&) noexcept = default;
Router::~Router() = default;

void Router::add(Method method, std::string pattern, Guard guard, Handler handler,
                 RouteOptions options) {
  CHECK(handler != nullptr);
  auto& route = parts_->add(method, std::move(pattern), guard);
  route.options = options;
  route.handler = std::move(handler);
}

void Router::add_upload(Method method, std::string pattern, Guard guard, std::uint64_t bytes_max,
                        UploadHandler handler, RouteOptions options) {
  CHECK(handler != nullptr && changes_state(method));
  auto& route = parts_->add(method, std::move(pattern), guard);
  route.options = options;
  route.upload_handler = std::move(handler);
  route.upload_bytes_max = bytes_max;
}

void Router::add_stream(std::string pattern, Guard guard, EventStream& stream,
                        StreamHandler handler) {
  CHECK(handler != nullptr);
  auto& route = parts_->add(Method::get, std::move(pattern), guard);
  route.stream_handler = std::move(handler);
  route.stream = &stream;
}

void Router::set_fallback(Handler handler) {
  CHECK(handler != nullptr);
  Route route;
  route.pattern = "page";
  route.guard = Guard::open;
  route.handler = std::move(handler);
  parts_->fallback = std::move(route);
}

RouteMatch Router::find(Method method, std::string_view path) const {
  RouteMatch match;
  if (!path.starts_with('/') || path == "/") return match;
  const auto* end = walk(parts_->root, path, match.parameters);
  if (!end) return match;
  if (method != Method::options) match.route = end->routes[static_cast<std::size_t>(method)];
  if (match.route) return match;
  for (std::size_t i = 0; i < k_methods; ++i) {
    if (end->routes[i]) match.allowed.push_back(static_cast<Method>(i));
  }
  return match;
}

const Route* Router::fallback() const { return parts_->fallback ? &*parts_->fallback : nullptr; }

std::vector<const Route*> Router::routes() const {
  std::vector<const Route*> routes;
  for (const auto& route : parts_->routes) routes.push_back(&route);
  return routes;
}

}  // namespace anlan::server
