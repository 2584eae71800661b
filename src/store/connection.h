// Connection: the one place, with connection.cpp, that includes a database header. Private to
// store.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/session.h"

namespace anlan::store {

struct CloseDatabase {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

/// A SQLite handle and its prepared statements. A statement is taken out while rows are read from
/// it, so that the same query may be open twice.
class Connection {
 public:
  Connection(const std::filesystem::path& file, bool read_only);

  Statement take(std::string_view sql);
  void give_back(std::string_view sql, Statement statement);
  /// Whether texts and bytes are copied, or live until the statement has run to its end.
  enum class Texts { copied, lent };
  void bind(sqlite3_stmt* statement, std::span<const Parameter> parameters,
            Texts texts = Texts::copied);
  /// True if there is a row; throws as Session says.
  bool step(sqlite3_stmt* statement);
  void run_script(std::string_view sql);
  [[noreturn]] void fail(int code, std::string_view sql);

  sqlite3* handle() const { return handle_.get(); }
  std::vector<std::pair<const void*, std::function<void()>>> after_commit;  // by owner

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  std::unique_ptr<sqlite3, CloseDatabase> handle_;
  std::unordered_map<std::string, std::vector<Statement>, TextHash, std::equal_to<>> idle_;
};

}  // namespace anlan::store
