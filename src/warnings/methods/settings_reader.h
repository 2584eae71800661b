// SettingsReader: the settings of a method, from JSON to numbers, and back with every default.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace anlan::warnings {

/// A method names each of its settings once, with its limits; what is left out keeps its default.
/// A fault is noted and the default stays; finish() throws them all.
class SettingsReader {
 public:
  /// Throws Problem (invalid, "analyses.method_settings") where the text is no JSON object.
  explicit SettingsReader(std::string_view json);
  ~SettingsReader();

  void read(std::string_view key, double& value, double least, double most);
  void read(std::string_view key, std::int32_t& value, double least, double most);
  void read(std::string_view key, std::uint32_t& value, double least, double most);
  void read(std::string_view key, std::uint64_t& value, double least, double most);
  /// null in JSON is an empty value.
  void read(std::string_view key, std::optional<double>& value, double least, double most);

  /// Notes a fault that only shows in several settings together; not where there are others.
  void unless(bool holds, std::string_view key, std::string_view fault);
  /// Throws Problem (invalid, "analyses.method_settings") with every fault; a key that nobody read
  /// is one.
  void finish();
  /// Every setting that was read, in the order of reading.
  std::string completed() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// What JSON numbers hold exactly.
constexpr double k_seed_max = 9'007'199'254'740'991.0;

// A method's settings are a struct with read_all(SettingsReader&), study_days and seed; these make
// of it what a row of the table needs.

template <class Settings>
Settings settings_from(std::string_view json) {
  Settings settings;
  SettingsReader reader(json);
  settings.read_all(reader);
  reader.finish();
  return settings;
}

template <class Settings>
std::string completed_settings(std::string_view json) {
  Settings settings;
  SettingsReader reader(json);
  settings.read_all(reader);
  reader.finish();
  return reader.completed();
}

template <class Settings>
std::int32_t study_days_of(std::string_view json) {
  return settings_from<Settings>(json).study_days;
}

template <class Settings>
std::uint64_t seed_of(std::string_view json) {
  return settings_from<Settings>(json).seed;
}

}  // namespace anlan::warnings
