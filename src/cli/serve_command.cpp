#include "cli/serve_command.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <memory>

#include "access/policy.h"
#include "cli/application.h"
#include "cli/routes.h"
#include "server/server.h"
#include "server/static_files.h"

namespace anlan::cli {
namespace {

struct ServeOptions {
  server::ServerSettings server;
  std::filesystem::path web_dir;
  std::string certificate;
  std::string private_key;
};

void serve(ServeOptions& options, Application& application) {
  std::unique_ptr<server::AssetSource> page;
  if (options.web_dir.empty()) {
    page = std::make_unique<server::EmbeddedAssets>();
  } else {
    page = std::make_unique<server::FolderAssets>(options.web_dir);
  }
  if (!options.certificate.empty()) {
    options.server.certificate = options.certificate;
    options.server.private_key = options.private_key;
  }
  options.server.spool_folder = application.data_folder();

  server::Router router;
  add_all_routes(router, application);
  server::serve_page(router, *page);
  server::Server server(options.server, std::move(router), &application.authenticator());
  server.set_metrics_readers([&application](const access::Actor& actor) {
    return access::may(actor, access::Permission::metrics_read, application.places().root());
  });
  application.incidents().refresh();  // so that the first question need not wait for it
  server.start();
  application.start_background_work();
  // Scripts read this line; it is written when the port answers.
  fmt::print("Anlan is at {}://{}:{}\n", options.certificate.empty() ? "http" : "https",
             options.server.address, server.port());
  std::fflush(stdout);
  server.run_until_signal();
  application.stop_background_work();
}

}  // namespace

void add_serve_command(CLI::App& app, Application& application) {
  auto options = std::make_shared<ServeOptions>();  // shared: CLI11 copies the callback
  auto* command = app.add_subcommand("serve", "Serve the web page and the HTTP interface");
  command->add_option("--address", options->server.address, "Where to listen")
      ->capture_default_str();
  command->add_option("--port", options->server.port, "0: any free one")->capture_default_str();
  command->add_option("--web-dir", options->web_dir, "Serve the page from this folder");
  auto* certificate =
      command->add_option("--certificate", options->certificate, "PEM chain; then TLS only");
  command->add_option("--private-key", options->private_key, "PEM")->needs(certificate);
  command->add_flag("--behind-proxy", options->server.is_behind_proxy,
                    "Believe X-Forwarded-For and -Proto: only where a proxy is the one way in");
  command->callback([options, &application] { serve(*options, application); });

  app.add_subcommand("routes", "List every route of the HTTP interface")->callback([&application] {
    server::Router router;
    add_all_routes(router, application);
    // The server's own come beside those of the slices.
    for (const auto* path : {"/healthz", "/readyz", "/metrics"}) fmt::print("GET {}\n", path);
    for (const auto* route : router.routes()) {
      fmt::print("{} {}\n", server::to_string(route->method), route->pattern);
    }
  });
}

}  // namespace anlan::cli
