// Transfer: money moved from one account to another.
#pragma once

#include <cstdint>

#include "base/instant.h"
#include "base/money.h"

namespace anlan::funds {

/// An account by its place in an AccountNames: 0, 1, 2, ... in the order in which they were met.
using AccountIndex = std::uint32_t;

/// 32 bytes; what every method of this room works on.
struct Transfer {
  Instant time;
  Money amount;  ///< more than zero
  AccountIndex from = 0;
  AccountIndex to = 0;
};

/// What a victim says: that money was taken from the account.
struct VictimReport {
  Instant reported_at;
  Instant occurred_at;  ///< of the first transfer that the victim did not want
  Money amount;         ///< the loss
  AccountIndex account = 0;
};

}  // namespace anlan::funds
