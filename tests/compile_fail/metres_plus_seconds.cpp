#include "base/quantity.h"

double distance() {
  const auto walked = anlan::Metres::of(3) + anlan::Metres::of(4);
#ifdef MUST_FAIL
  return (walked + anlan::Seconds::of(1)).value();
#else
  return walked.value();
#endif
}
