#include "warnings/methods.h"

#include "base/check.h"
#include "warnings/scan_method.h"

namespace anlan::warnings {

const MethodDefinition& definition_of(Method method) {
  switch (method) {
    case Method::scan: return scan_method();
  }
  check_failed("a known Method", __FILE__, __LINE__);
}

}  // namespace anlan::warnings
