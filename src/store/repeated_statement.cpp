#include "store/repeated_statement.h"

#include <string>

#include "store/connection.h"

namespace anlan::store {

struct RepeatedStatement::Parts {
  Connection& connection;
  std::string sql;
  Statement statement;

  Parts(Connection& c, std::string_view text) : connection(c), sql(text), statement(c.take(text)) {}
  ~Parts() { connection.give_back(sql, std::move(statement)); }
};

RepeatedStatement::RepeatedStatement(Transaction& transaction, std::string_view sql)
    : parts_(std::make_unique<Parts>(transaction.connection_, sql)) {}
RepeatedStatement::RepeatedStatement(RepeatedStatement&&) noexcept = default;
RepeatedStatement::~RepeatedStatement() = default;

std::int64_t RepeatedStatement::run_with(std::span<const Parameter> parameters) {
  auto& connection = parts_->connection;
  auto* statement = parts_->statement.get();
  connection.bind(statement, parameters, Connection::Texts::lent);
  while (connection.step(statement)) {
  }
  sqlite3_reset(statement);
  return sqlite3_changes64(connection.handle());
}

}  // namespace anlan::store
