#include "store/session.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "store/connection.h"

namespace anlan::store {

struct Rows::Cursor {
  Connection& connection;
  std::string sql;
  Statement statement;

  Cursor(Connection& c, std::string_view text)
      : connection(c), sql(text), statement(c.take(text)) {}
  ~Cursor() { connection.give_back(sql, std::move(statement)); }
};

Rows::Rows(std::unique_ptr<Cursor> cursor) : cursor_(std::move(cursor)) {}
Rows::Rows(Rows&&) noexcept = default;
Rows& Rows::operator=(Rows&&) noexcept = default;
Rows::~Rows() = default;

bool Rows::next() { return cursor_->connection.step(cursor_->statement.get()); }

bool Rows::is_null(int column) const {
  return sqlite3_column_type(cursor_->statement.get(), column) == SQLITE_NULL;
}

std::int64_t Rows::integer(int column) const {
  CHECK(sqlite3_column_type(cursor_->statement.get(), column) == SQLITE_INTEGER);
  return sqlite3_column_int64(cursor_->statement.get(), column);
}

double Rows::real(int column) const {
  CHECK(!is_null(column));
  return sqlite3_column_double(cursor_->statement.get(), column);
}

std::string_view Rows::text_view(int column) const {
  auto* statement = cursor_->statement.get();
  CHECK(sqlite3_column_type(statement, column) == SQLITE_TEXT);
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
}

std::span<const std::uint8_t> Rows::blob(int column) const {
  auto* statement = cursor_->statement.get();
  CHECK(sqlite3_column_type(statement, column) == SQLITE_BLOB);
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
}

Id Rows::id(int column) const {
  const auto bytes = blob(column);
  CHECK(bytes.size() == Id::Bytes().size());
  Id::Bytes value{};
  std::copy(bytes.begin(), bytes.end(), value.begin());
  return Id::from_bytes(value);
}

UnitCode Rows::unit_code(int column) const {
  auto code = UnitCode::parse(text_view(column));
  CHECK(code.has_value());
  return *code;
}

UnitPath Rows::unit_path(int column) const {
  auto path = UnitPath::parse(text_view(column));
  CHECK(path.has_value());
  return *path;
}

Rows Session::query_with(std::string_view sql, std::span<const Parameter> parameters) {
  auto cursor = std::make_unique<Rows::Cursor>(connection_, sql);
  connection_.bind(cursor->statement.get(), parameters);
  return Rows(std::move(cursor));
}

std::int64_t Transaction::execute_with(std::string_view sql,
                                       std::span<const Parameter> parameters) {
  Rows rows = query_with(sql, parameters);
  while (rows.next()) {
  }
  return sqlite3_changes64(connection_.handle());
}

void Transaction::run_script(std::string_view sql) { connection_.run_script(sql); }

void Transaction::after_commit(const void* owner, std::function<void()> action) {
  auto& actions = connection_.after_commit;
  const auto known =
      std::ranges::find(actions, owner, &std::pair<const void*, std::function<void()>>::first);
  if (known != actions.end()) {
    known->second = std::move(action);
  } else {
    actions.emplace_back(owner, std::move(action));
  }
}

}  // namespace anlan::store
