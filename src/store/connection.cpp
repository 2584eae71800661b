#include "store/connection.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/check.h"
#include "base/problem.h"

namespace anlan::store {
namespace {

constexpr int k_busy_timeout_milliseconds = 5000;  // one writer at a time; a commit takes far less

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

int bind_one(sqlite3_stmt* statement, int index, const Parameter& parameter,
             sqlite3_destructor_type lifetime) {
  return std::visit(
      Overloaded{
          [&](std::monostate) { return sqlite3_bind_null(statement, index); },
          [&](std::int64_t value) { return sqlite3_bind_int64(statement, index, value); },
          [&](double value) { return sqlite3_bind_double(statement, index, value); },
          [&](std::string_view value) {
            return sqlite3_bind_text64(statement, index, value.data() ? value.data() : "",
                                       value.size(), lifetime, SQLITE_UTF8);
          },
          [&](const Blob& value) {
            if (value.bytes.empty()) return sqlite3_bind_zeroblob(statement, index, 0);
            return sqlite3_bind_blob64(statement, index, value.bytes.data(), value.bytes.size(),
                                       lifetime);
          },
          [&](const Id& value) {
            return sqlite3_bind_blob64(statement, index, value.bytes().data(), value.bytes().size(),
                                       lifetime);
          },
      },
      parameter.value());
}

}  // namespace

Connection::Connection(const std::filesystem::path& file, bool read_only) {
  sqlite3* handle = nullptr;
  const int flags =
      (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) |
      SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) {
    throw Problem::unavailable(
        "store.unavailable",
        fmt::format("Cannot open the database {}: {}.", file.string(), sqlite3_errstr(code)));
  }
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, k_busy_timeout_milliseconds);
}

Statement Connection::take(std::string_view sql) {
  if (const auto found = idle_.find(sql); found != idle_.end() && !found->second.empty()) {
    auto statement = std::move(found->second.back());
    found->second.pop_back();
    return statement;
  }
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, &tail);
  if (code != SQLITE_OK) fail(code, sql);
  CHECK(statement != nullptr);
  return Statement(statement);
}

void Connection::give_back(std::string_view sql, Statement statement) {
  sqlite3_reset(statement.get());
  sqlite3_clear_bindings(statement.get());
  auto found = idle_.find(sql);
  if (found == idle_.end()) found = idle_.emplace(std::string(sql), std::vector<Statement>()).first;
  found->second.push_back(std::move(statement));
}

void Connection::bind(sqlite3_stmt* statement, std::span<const Parameter> parameters, Texts texts) {
  const auto lifetime = texts == Texts::lent ? SQLITE_STATIC : SQLITE_TRANSIENT;
  CHECK(sqlite3_bind_parameter_count(statement) == static_cast<int>(parameters.size()));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const int code = bind_one(statement, static_cast<int>(i) + 1, parameters[i], lifetime);
    if (code != SQLITE_OK) fail(code, sqlite3_sql(statement));
  }
}

bool Connection::step(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) fail(code, sqlite3_sql(statement));
  return false;
}

void Connection::run_script(std::string_view sql) {
  const int code = sqlite3_exec(handle(), std::string(sql).c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code, sql);
}

void Connection::fail(int code, std::string_view sql) {
  const std::string reason = sqlite3_errmsg(handle());
  switch (code & 0xFF) {
    case SQLITE_CONSTRAINT:
      throw Problem::conflict("store.constraint",
                              fmt::format("The change contradicts what is stored: {}.", reason));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_NOMEM:
      throw Problem::unavailable("store.unavailable",
                                 fmt::format("The database cannot be used: {}.", reason));
    default: throw std::logic_error(fmt::format("SQL failed: {} in: {}", reason, sql));
  }
}

}  // namespace anlan::store
