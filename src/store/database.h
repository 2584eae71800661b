// Database: opens, migrates, reads and writes. The default is one SQLite file.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>

#include "base/instant.h"
#include "store/session.h"

namespace anlan::store {

/// Safe to share between threads. Writers wait for each other; readers do not wait, and each sees
/// the state of one moment.
class Database {
 public:
  /// Opens the file, makes it if it is absent, and brings it to the newest migration. Throws
  /// Problem (unavailable) if the file cannot be used or was written by a newer program.
  static Database open(const std::filesystem::path& file, const Clock& clock);
  Database(Database&&) noexcept;
  ~Database();

  /// Runs `work` in a write transaction: committed and on disk when it returns, rolled back if it
  /// throws.
  template <class Work>
  auto write(Work&& work) -> std::invoke_result_t<Work, Transaction&> {
    using Result = std::invoke_result_t<Work, Transaction&>;
    return keep<Result>([&](const auto& keep_result) {
      run_write([&](Transaction& transaction) { keep_result([&] { return work(transaction); }); });
    });
  }

  /// Runs `work` on one moment's state.
  template <class Work>
  auto read(Work&& work) const -> std::invoke_result_t<Work, Session&> {
    using Result = std::invoke_result_t<Work, Session&>;
    return keep<Result>([&](const auto& keep_result) {
      run_read([&](Session& session) { keep_result([&] { return work(session); }); });
    });
  }

  const std::filesystem::path& file() const;

 private:
  struct Parts;
  explicit Database(std::unique_ptr<Parts> parts);
  void run_write(const std::function<void(Transaction&)>& work);
  void run_read(const std::function<void(Session&)>& work) const;

  template <class Result, class Run>
  static Result keep(Run&& run) {
    if constexpr (std::is_void_v<Result>) {
      run([](const auto& work) { work(); });
    } else {
      std::optional<Result> result;
      run([&result](const auto& work) { result.emplace(work()); });
      return std::move(*result);
    }
  }

  std::unique_ptr<Parts> parts_;
};

}  // namespace anlan::store
