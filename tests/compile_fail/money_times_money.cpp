#include "base/money.h"

anlan::Money product(anlan::Money a, anlan::Money b) {
#ifdef MUST_FAIL
  return a * b;
#else
  return a + b;
#endif
}
