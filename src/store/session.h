// Session: SQL with bound parameters, and nothing of any one database in it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/id.h"
#include "base/instant.h"
#include "base/unit_code.h"

namespace anlan::store {

class Connection;  // session.cpp's: a database handle and its prepared statements

/// Bytes to be stored as they are.
struct Blob {
  std::span<const std::uint8_t> bytes;
};

/// A value on its way into a statement. Views must live until the call returns.
class Parameter {
 public:
  using Value = std::variant<std::monostate, std::int64_t, double, std::string_view, Blob, Id>;

  Parameter(std::nullopt_t) {}
  Parameter(bool value) : value_(std::int64_t{value}) {}
  template <class Integer>
    requires(std::is_integral_v<Integer> && !std::is_same_v<Integer, bool>)
  Parameter(Integer value) : value_(static_cast<std::int64_t>(value)) {}
  Parameter(double value) : value_(value) {}
  Parameter(const char* value) : value_(std::string_view(value)) {}
  Parameter(std::string_view value) : value_(value) {}
  Parameter(const std::string& value) : value_(std::string_view(value)) {}
  Parameter(Blob value) : value_(value) {}
  Parameter(const Id& value) : value_(value) {}
  Parameter(Instant value) : value_(value.unix_milliseconds()) {}
  Parameter(Day value) : value_(std::int64_t{value.number()}) {}
  Parameter(const UnitCode& value) : value_(std::string_view(value.text())) {}
  Parameter(const UnitPath& value) : value_(std::string_view(value.text())) {}
  template <class Value>
  Parameter(const std::optional<Value>& value) {
    if (value) *this = Parameter(*value);
  }

  const Value& value() const { return value_; }

 private:
  Value value_;
};

/// The rows of a query, one at a time. Columns count from 0; reading a column as another type than
/// it holds is a bug. Ends when it is destroyed; must not outlive its session.
class Rows {
 public:
  Rows(Rows&&) noexcept;
  Rows& operator=(Rows&&) noexcept;
  ~Rows();

  /// Moves to the next row; false after the last one.
  bool next();

  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  bool boolean(int column) const { return integer(column) != 0; }
  double real(int column) const;
  std::string text(int column) const { return std::string(text_view(column)); }
  /// Valid until the next call of next().
  std::string_view text_view(int column) const;
  std::span<const std::uint8_t> blob(int column) const;
  Id id(int column) const;
  Instant instant(int column) const { return Instant::from_unix_milliseconds(integer(column)); }
  Day day(int column) const { return Day::from_number(static_cast<std::int32_t>(integer(column))); }
  UnitCode unit_code(int column) const;
  UnitPath unit_path(int column) const;

  /// The column, or nothing where it is null: rows.maybe(&Rows::instant, 3).
  template <class Value>
  std::optional<Value> maybe(Value (Rows::*read)(int) const, int column) const {
    if (is_null(column)) return std::nullopt;
    return (this->*read)(column);
  }

 private:
  friend class Session;
  struct Cursor;
  explicit Rows(std::unique_ptr<Cursor> cursor);
  std::unique_ptr<Cursor> cursor_;
};

/// One conversation with the database, for one thread at a time. Every statement is prepared once
/// and kept. A broken constraint throws Problem (conflict, "store.constraint"), a database that is
/// full, locked or unreadable Problem (unavailable, "store.unavailable"); wrong SQL is a bug and
/// throws std::logic_error.
class Session {
 public:
  explicit Session(Connection& connection) : connection_(connection) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  template <class... Values>
  Rows query(std::string_view sql, const Values&... values) {
    return query_with(sql, std::vector<Parameter>{Parameter(values)...});
  }
  /// For statements put together at run time (filters): parameters as a list.
  Rows query_with(std::string_view sql, std::span<const Parameter> parameters);

 protected:
  Connection& connection_;
};

/// A session inside a write transaction, alone in writing: see Database::write.
class Transaction : public Session {
 public:
  using Session::Session;

  /// Returns how many rows were changed.
  template <class... Values>
  std::int64_t execute(std::string_view sql, const Values&... values) {
    return execute_with(sql, std::vector<Parameter>{Parameter(values)...});
  }
  std::int64_t execute_with(std::string_view sql, std::span<const Parameter> parameters);
  /// Several statements without parameters, as a migration has them.
  void run_script(std::string_view sql);
  /// Called once after the commit, in the writer's thread; not called if it rolls back. A later
  /// action of the same `owner` takes the place of the earlier one: it knows more.
  void after_commit(const void* owner, std::function<void()> action);

 private:
  friend class RepeatedStatement;
};

}  // namespace anlan::store
