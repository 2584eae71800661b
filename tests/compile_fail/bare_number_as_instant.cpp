#include "base/instant.h"

anlan::Instant noon() {
#ifdef MUST_FAIL
  return 43'200'000;
#else
  return anlan::Instant::from_unix_milliseconds(43'200'000);
#endif
}
