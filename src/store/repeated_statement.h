// RepeatedStatement: one statement, run a million times.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "store/session.h"

namespace anlan::store {

/// A statement without rows that is prepared once and run many times. Beside Transaction::execute
/// it saves the finding of the statement, the memory of a cursor and a copy of each text: a third
/// of the cost of inserting a short row. Must not outlive its transaction.
class RepeatedStatement {
 public:
  RepeatedStatement(Transaction& transaction, std::string_view sql);
  RepeatedStatement(RepeatedStatement&&) noexcept;
  ~RepeatedStatement();

  /// Returns how many rows were changed. Throws as Transaction::execute does.
  template <class... Values>
  std::int64_t run(const Values&... values) {
    const std::array<Parameter, sizeof...(Values)> parameters{Parameter(values)...};
    return run_with(parameters);
  }

 private:
  struct Parts;
  std::int64_t run_with(std::span<const Parameter> parameters);
  std::unique_ptr<Parts> parts_;
};

}  // namespace anlan::store
