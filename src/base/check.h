// CHECK: a bug ends the program, in every build.
#pragma once

namespace anlan {

/// Prints where and what, then aborts. Never returns.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace anlan

/// States what must be true here if the program has no bug. Always on; outside input is never
/// checked with it (that is what Problem is for).
#define CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::anlan::check_failed(#condition, __FILE__, __LINE__))
