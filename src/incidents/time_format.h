// TimeFormat: dates and times as public files write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"

namespace anlan::incidents {

/// From the first to the last millisecond of what was written: a moment where there is an hour, the
/// whole day or month where there is none.
struct Span {
  Instant from;
  Instant to;
  friend bool operator==(const Span&, const Span&) = default;
};

/// Days as moments in a zone; asks the zone once a day, not once a row.
class DayClock {
 public:
  explicit DayClock(Zone zone) : zone_(std::move(zone)) {}
  Instant at(Day day, std::int32_t millisecond_of_day);
  Instant start_of(Day day);
  const Zone& zone() const { return zone_; }

 private:
  struct Entry {
    std::int32_t day = INT32_MIN;
    bool is_plain = false;  ///< 24 hours long
    std::int64_t start_ms = 0;
  };
  static constexpr std::size_t k_entries = 1 << 14;  // 44 years
  const Entry& entry_of(Day day);

  Zone zone_;
  std::vector<Entry> entries_ = std::vector<Entry>(k_entries);
};

/// One way of writing a time: %Y year, %m month, %d day (one or two digits), %H hour, %I hour of
/// twelve with %p AM or PM, %M minute, %S second with or without decimals, %z offset such as +08:00
/// or Z; other characters stand for themselves, a blank for one or more.
class TimeFormat {
 public:
  /// Throws Problem (invalid, "incidents.profile") for a format that says no month, or is none.
  static TimeFormat parse(std::string_view format);

  /// Empty if the text is not written so, or names a day that there is not.
  std::optional<Span> read(std::string_view text, DayClock& clock) const;

 private:
  struct Parts;
  bool read_parts(std::string_view text, Parts& parts) const;

  std::string format_;
  bool has_day_ = false;
  bool has_hour_ = false;
};

}  // namespace anlan::incidents
