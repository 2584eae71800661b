#include "warnings/notice.h"

#include <array>

#include "base/check.h"

namespace anlan::warnings {
namespace {

template <class Enum>
struct Named {
  Enum value;
  std::string_view name;
};

constexpr std::array k_changes{
    Named{NoticeChange::issued, "issued"}, Named{NoticeChange::updated, "updated"},
    Named{NoticeChange::closed, "closed"}, Named{NoticeChange::expired, "expired"}};
constexpr std::array k_certainties{Named{Certainty::observed, "observed"},
                                   Named{Certainty::likely, "likely"},
                                   Named{Certainty::possible, "possible"}};
constexpr std::array k_urgencies{Named{Urgency::expected, "expected"},
                                 Named{Urgency::future, "future"}, Named{Urgency::past, "past"}};

template <class Enum, std::size_t n>
std::string_view name_in(const std::array<Named<Enum>, n>& table, Enum value) {
  for (const auto& row : table) {
    if (row.value == value) return row.name;
  }
  check_failed("a known value", __FILE__, __LINE__);
}

template <class Enum, std::size_t n>
std::optional<Enum> value_in(const std::array<Named<Enum>, n>& table, std::string_view name) {
  for (const auto& row : table) {
    if (row.name == name) return row.value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(NoticeChange change) { return name_in(k_changes, change); }
std::optional<NoticeChange> notice_change_from(std::string_view text) {
  return value_in(k_changes, text);
}

std::string_view to_string(Certainty certainty) { return name_in(k_certainties, certainty); }
std::optional<Certainty> certainty_from(std::string_view text) {
  return value_in(k_certainties, text);
}

std::string_view to_string(Urgency urgency) { return name_in(k_urgencies, urgency); }
std::optional<Urgency> urgency_from(std::string_view text) { return value_in(k_urgencies, text); }

}  // namespace anlan::warnings
