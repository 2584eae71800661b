#include "incidents/rules.h"

#include <sodium.h>

#include <array>
#include <cmath>
#include <cstring>
#include <string>

#include "base/check.h"

namespace anlan::incidents {
namespace {

// Half a day more than the years, since the bounds are told in UTC.
constexpr std::int64_t k_earliest_ms = -2'208'988'800'000;  // 1900-01-01
constexpr std::int64_t k_latest_ms = 4'102'444'800'000;     // 2100-01-01

bool is_in_range(Instant time) {
  return time.unix_milliseconds() >= k_earliest_ms && time.unix_milliseconds() < k_latest_ms;
}

/// Values put one after another, to be hashed.
class Words {
 public:
  void add(std::int64_t number) {
    for (int shift = 0; shift < 64; shift += 8) {
      put(static_cast<unsigned char>(static_cast<std::uint64_t>(number) >> shift));
    }
  }
  void add(std::optional<Instant> time) { add(time ? time->unix_milliseconds() : INT64_MIN); }
  void add(std::string_view text) {
    add(static_cast<std::int64_t>(text.size()));
    for (const char c : text) put(static_cast<unsigned char>(c));
  }
  std::int64_t hash() const {
    static constexpr std::array<unsigned char, crypto_shorthash_KEYBYTES> key{'i', 'n', 'c'};
    std::array<unsigned char, crypto_shorthash_BYTES> out{};
    crypto_shorthash(out.data(), bytes_.data(), size_, key.data());
    std::int64_t value = 0;
    std::memcpy(&value, out.data(), sizeof value);
    return value;
  }

 private:
  void put(unsigned char byte) {
    CHECK(size_ < bytes_.size());
    bytes_[size_++] = byte;
  }
  std::array<unsigned char, 256> bytes_;  // NOLINT: only what was put is read
  std::size_t size_ = 0;
};

std::int64_t e7(double degrees) { return std::llround(degrees * 1e7); }

}  // namespace

std::optional<Fault> fault_of(const Incident& incident) {
  if (!is_in_range(incident.occurred_from)) {
    return Fault{"occurred_from", "the year is not between 1900 and 2099"};
  }
  if (!is_in_range(incident.occurred_to)) {
    return Fault{"occurred_to", "the year is not between 1900 and 2099"};
  }
  if (incident.occurred_to < incident.occurred_from) {
    return Fault{"occurred_to", "it ends before it begins"};
  }
  if (incident.reported_at && !is_in_range(*incident.reported_at)) {
    return Fault{"reported_at", "the year is not between 1900 and 2099"};
  }
  if (!incident.position) {
    if (incident.place_precision == PlacePrecision::unit) return std::nullopt;
    return Fault{"position", "there is none, and the precision of the place is not \"unit\""};
  }
  const auto& place = *incident.position;
  const bool is_on_globe = std::abs(place.longitude) <= 180 && std::abs(place.latitude) <= 90;
  if (!is_on_globe) return Fault{"position", "it is not on the globe"};
  if (e7(place.longitude) == 0 && e7(place.latitude) == 0) {
    return Fault{"position", "0, 0 stands for an unknown place"};
  }
  return std::nullopt;
}

bool may_turn(Status from, Status to) { return from != to; }

Id id_of(std::string_view source, std::string_view external_id) {
  return Id::named(source, external_id);
}

Id id_of_content(std::string_view source, std::string_view content, std::uint32_t ordinal) {
  // Behind a character that no name of a record holds, so that none is like it.
  std::string name = "\x1e";
  name += content;
  if (ordinal > 0) name += '\x1e' + std::to_string(ordinal);
  return Id::named(source, name);
}

std::int64_t digest_of(const Incident& incident) {
  Words words;
  words.add(incident.occurred_from);
  words.add(incident.occurred_to);
  words.add(incident.reported_at);
  words.add(incident.position ? e7(incident.position->longitude) : INT64_MIN);
  words.add(incident.position ? e7(incident.position->latitude) : INT64_MIN);
  words.add(static_cast<std::int64_t>(incident.place_precision));
  words.add(std::llround(incident.place_radius.value()));
  words.add(static_cast<std::int64_t>(incident.known_by));
  words.add(static_cast<std::int64_t>(incident.status));
  words.add(incident.status_at);
  words.add(incident.kind);
  words.add(incident.unit.text());
  return words.hash();
}

}  // namespace anlan::incidents
