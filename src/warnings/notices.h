// A warning's change as delivery tells it. Pure.
#pragma once

#include <span>

#include "base/instant.h"
#include "warnings/notice.h"
#include "warnings/warning.h"

namespace anlan::warnings {

/// What a notice says beside the warning itself.
struct NoticeWords {
  Bilingual event;
  Bilingual unit_name;
  std::vector<Bilingual> measures;
};

Notice notice_of(const Warning& warning, NoticeChange change, NoticeWords words, const Zone& zone,
                 Instant now);

}  // namespace anlan::warnings
