// A value, or the reason why there is none: for failures that the caller decides upon.
#pragma once

#include <expected>

namespace anlan {

template <class Value, class Reason>
using Expected = std::expected<Value, Reason>;

template <class Reason>
using Unexpected = std::unexpected<Reason>;

}  // namespace anlan
