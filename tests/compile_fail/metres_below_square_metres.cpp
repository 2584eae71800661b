#include "base/quantity.h"

bool is_smaller() {
#ifdef MUST_FAIL
  return anlan::Metres::of(1) < anlan::SquareMetres::of(2);
#else
  return anlan::Metres::of(1) < anlan::Metres::of(2);
#endif
}
