// Notice: what a delivery needs to know of a warning's change.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bilingual.h"
#include "base/id.h"
#include "base/instant.h"
#include "base/quantity.h"
#include "base/unit_code.h"
#include "geometry/position.h"
#include "warnings/warning.h"

namespace anlan::warnings {

/// What has happened to the warning.
enum class NoticeChange { issued, updated, closed, expired };
std::string_view to_string(NoticeChange change);
std::optional<NoticeChange> notice_change_from(std::string_view text);

/// How sure the finding is, in CAP 1.2's words: observed (it goes on), likely (over one half),
/// possible.
enum class Certainty { observed, likely, possible };
std::string_view to_string(Certainty certainty);
std::optional<Certainty> certainty_from(std::string_view text);

/// How soon something should be done, in CAP 1.2's words: expected (within the hour to a day),
/// future, past.
enum class Urgency { expected, future, past };
std::string_view to_string(Urgency urgency);
std::optional<Urgency> urgency_from(std::string_view text);

/// The place: outer rings (closed or not), or a circle; at least one of the two.
struct NoticeArea {
  struct Circle {
    geometry::Position centre;
    Metres radius;
  };
  std::vector<std::vector<geometry::Position>> polygons;
  std::optional<Circle> circle;
};

/// One change of one warning, as it is told to inboxes, mail, webhooks and the CAP feed. Holds no
/// personal data. (warning, sequence) names it: told twice, it is delivered once.
struct Notice {
  Id warning;
  std::int64_t sequence =
      1;  ///< 1 when the warning is issued, one more at each change that is told
  NoticeChange change = NoticeChange::issued;
  Bilingual event;  ///< the kind, such as "Burglary"
  Bilingual title;
  Bilingual description;
  Severity severity = Severity::notice;
  Certainty certainty = Certainty::likely;
  Urgency urgency = Urgency::expected;
  Instant sent_at;
  Instant valid_from;
  Instant valid_until;
  NoticeArea area;
  UnitPath unit;
  Bilingual unit_name;
  std::vector<Bilingual> measures;
  std::string link;  ///< the warning's page, a path from the root: "/warnings/0195..."
};

}  // namespace anlan::warnings
