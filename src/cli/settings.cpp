#include "cli/settings.h"

#include <fmt/format.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include "base/problem.h"
#include "base/toml.h"

namespace anlan::cli {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, std::string_view why) {
  throw Problem::invalid("settings.malformed", fmt::format("{}: {}", file.string(), why));
}

/// One table of the file, whose keys must all be asked for.
class Table {
 public:
  Table(const std::filesystem::path& file, const toml::value& value) : file_(file), value_(value) {}
  ~Table() = default;

  template <class Value>
  void read(const char* key, Value& into) {
    known_.insert(key);
    into = toml::find_or(value_, key, into);
  }
  /// A table within; an empty one where it is absent.
  toml::value table(const char* key) {
    known_.insert(key);
    return value_.contains(key) ? value_.at(key) : toml::value(toml::table());
  }
  void refuse_the_unknown() const {
    for (const auto& [key, value] : value_.as_table()) {
      if (!known_.contains(key)) fail(file_, fmt::format("there is no setting named '{}'", key));
    }
  }

 private:
  const std::filesystem::path& file_;
  const toml::value& value_;
  std::set<std::string, std::less<>> known_;
};

warnings::DeliverySettings::MailSecurity security_from(const std::filesystem::path& file,
                                                       std::string_view text) {
  using enum warnings::DeliverySettings::MailSecurity;
  if (text == "starttls") return starttls;
  if (text == "tls") return tls;
  if (text == "none") return none;
  fail(file, "mail.security is starttls, tls or none");
}

void read_mail(const std::filesystem::path& file, const toml::value& value,
               warnings::DeliverySettings::Mail& mail) {
  Table table(file, value);
  std::string security = "starttls";
  std::string password_file;
  std::int64_t port = mail.port;
  table.read("host", mail.host);
  table.read("port", port);
  table.read("security", security);
  table.read("user", mail.user);
  table.read("password_file", password_file);
  table.read("ca_file", mail.ca_file);
  table.refuse_the_unknown();
  if (port < 1 || port > 65535) fail(file, "mail.port is 1 to 65535");
  mail.port = static_cast<std::uint16_t>(port);
  mail.security = security_from(file, security);
  if (password_file.empty()) return;
  std::ifstream in(file.parent_path() / password_file);
  if (!std::getline(in, mail.password)) fail(file, "mail.password_file cannot be read");
}

void read_delivery(const std::filesystem::path& file, const toml::value& value,
                   warnings::DeliverySettings& delivery) {
  Table table(file, value);
  table.read("base_url", delivery.base_url);
  table.read("sender", delivery.sender);
  table.read("is_exercise", delivery.is_exercise);
  table.read("allow_private_targets", delivery.allow_private_targets);
  table.read("allow_http", delivery.allow_http);
  table.refuse_the_unknown();
}

void read_retention(const std::filesystem::path& file, const toml::value& value,
                    std::int32_t& texts_kept_days) {
  Table table(file, value);
  std::int64_t days = texts_kept_days;
  table.read("texts_days", days);
  table.refuse_the_unknown();
  if (days < 1 || days > 36'500) fail(file, "retention.texts_days is 1 to 36500");
  texts_kept_days = static_cast<std::int32_t>(days);
}

}  // namespace

Settings read_settings(const std::filesystem::path& file) {
  Settings settings;
  if (!std::filesystem::exists(file)) return settings;
  try {
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in) fail(file, "it cannot be read");
    const auto whole = parse_toml(text, file.string());
    Table table(file, whole);
    table.read("zone", settings.zone);
    table.read("is_demonstration", settings.is_demonstration);
    settings.delivery.is_exercise = settings.is_demonstration;  // unless [delivery] says otherwise
    read_delivery(file, table.table("delivery"), settings.delivery);
    read_mail(file, table.table("mail"), settings.delivery.mail);
    read_retention(file, table.table("retention"), settings.texts_kept_days);
    table.refuse_the_unknown();
  } catch (const Problem&) {
    throw;
  } catch (const std::exception& error) {
    fail(file, error.what());
  }
  return settings;
}

void write_settings(const std::filesystem::path& file, const Settings& settings) {
  std::ofstream out(file);
  out << "zone = \"" << settings.zone
      << "\"\nis_demonstration = " << (settings.is_demonstration ? "true" : "false") << '\n';
  out.close();
  if (!out)
    throw Problem::unavailable("file.unwritable",
                               fmt::format("{} cannot be written.", file.string()));
}

}  // namespace anlan::cli
