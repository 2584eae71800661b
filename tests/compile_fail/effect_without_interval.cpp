#include "warnings/effect.h"

double ratio() {
#ifdef MUST_FAIL
  const anlan::warnings::Effect effect{0.6};
#else
  const auto effect = anlan::warnings::Effect::with_interval(0.6, 0.3, 1.2);
#endif
  return effect.ratio().value_or(1);
}
