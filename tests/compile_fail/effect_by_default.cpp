#include "warnings/outcome.h"

bool is_claimed(const anlan::warnings::Outcome& known) {
#ifdef MUST_FAIL
  const anlan::warnings::Outcome outcome{};
#else
  const auto& outcome = known;
#endif
  return outcome.against_expected.verdict() != anlan::warnings::Verdict::no_difference_can_be_told;
}
