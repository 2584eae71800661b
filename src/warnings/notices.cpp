#include "warnings/notices.h"

#include "warnings/rules.h"

namespace anlan::warnings {
namespace {

/// A cluster that was still growing on the last day of the data is seen to go on.
Certainty certainty_of(const Warning& warning) {
  if (warning.evidence.end == warning.as_of) return Certainty::observed;
  return warning.evidence.p_value < 0.5 ? Certainty::likely : Certainty::possible;
}

Urgency urgency_of(const Warning& warning, const Zone& zone, Instant now) {
  if (!is_live(warning.state) || has_lapsed(warning, zone.day_of(now))) return Urgency::past;
  return zone.day_of(now) < warning.valid_from ? Urgency::future : Urgency::expected;
}

}  // namespace

Notice notice_of(const Warning& warning, NoticeChange change, NoticeWords words, const Zone& zone,
                 Instant now) {
  Notice notice{.warning = warning.id,
                .sequence = warning.version,
                .change = change,
                .event = std::move(words.event),
                .title = warning.title,
                .description = warning.description,
                .severity = warning.severity,
                .certainty = certainty_of(warning),
                .urgency = urgency_of(warning, zone, now),
                .sent_at = now,
                .valid_from = zone.start_of(warning.valid_from),
                .valid_until = zone.start_of(warning.valid_until + 1),
                .unit = warning.unit,
                .unit_name = std::move(words.unit_name),
                .measures = std::move(words.measures),
                .link = "/warnings/" + warning.id.to_string()};
  notice.area.circle = {.centre = warning.area.centre, .radius = warning.area.radius};
  return notice;
}

}  // namespace anlan::warnings
