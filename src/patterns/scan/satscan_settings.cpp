// The .prm reader: an INI file whose keys are unique over all sections.
#include <charconv>
#include <map>
#include <optional>

#include "patterns/scan/satscan_files.h"

namespace anlan::patterns {
namespace {

struct Entry {
  std::string_view value;
  std::size_t line;
};

std::string_view trim(std::string_view text) {
  constexpr std::string_view k_blank = " \t\r\f\v";
  const std::size_t begin = text.find_first_not_of(k_blank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(k_blank) + 1 - begin);
}

/// The entries of a .prm file, and the faults met while they are read.
class Entries {
 public:
  explicit Entries(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    for (std::size_t line = 1; !text.empty(); ++line) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::string_view row = trim(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
      if (row.empty() || row.front() == ';' || row.front() == '[') continue;
      const std::size_t equals = row.find('=');
      if (equals == std::string_view::npos) {
        fault(line, "a line must be [section], ; comment or key=value");
        continue;
      }
      entries_.insert_or_assign(trim(row.substr(0, equals)),
                                Entry{trim(row.substr(equals + 1)), line});
    }
  }

  std::string text(std::string_view key) const {
    const auto entry = entries_.find(key);
    return entry == entries_.end() ? std::string{} : std::string(entry->second.value);
  }

  template <class Number>
  Number number(std::string_view key, Number otherwise, Number least, Number most) {
    const auto entry = entries_.find(key);
    if (entry == entries_.end() || entry->second.value.empty()) return otherwise;
    const std::string_view word = entry->second.value;
    Number value{};
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error == std::errc{} && end == word.data() + word.size() && value >= least && value <= most)
      return value;
    fault(entry->second.line, std::string(key) + " is out of range or no number");
    return otherwise;
  }

  bool yes(std::string_view key) {
    const auto entry = entries_.find(key);
    if (entry == entries_.end() || entry->second.value.empty()) return false;
    const std::string_view word = entry->second.value;
    if (word == "y" || word == "Y" || word == "1") return true;
    if (word != "n" && word != "N" && word != "0")
      fault(entry->second.line, std::string(key) + " must be y or n");
    return false;
  }

  Day day(std::string_view key) {
    const auto entry = entries_.find(key);
    if (entry == entries_.end()) {
      fault(0, std::string(key) + " is missing");
      return {};
    }
    const std::string_view word = entry->second.value;
    const std::size_t first = word.find('/');
    const std::size_t second = word.find('/', first == word.npos ? first : first + 1);
    if (second != word.npos) {
      const auto year = part(word.substr(0, first));
      const auto month = part(word.substr(first + 1, second - first - 1));
      const auto of_month = part(word.substr(second + 1));
      if (year && month && of_month) {
        if (const auto result = Day::from_civil(static_cast<int>(*year), *month, *of_month))
          return *result;
      }
    }
    fault(entry->second.line, std::string(key) + " must be a date YYYY/MM/DD");
    return {};
  }

  /// A fault where `key` asks for something.
  void refuse(std::string_view key, std::string_view what) {
    if (yes(key)) fault(entries_.find(key)->second.line, std::string(what) + " is not supported");
  }
  void fault_at(std::string_view key, std::string reason) {
    const auto entry = entries_.find(key);
    fault(entry == entries_.end() ? 0 : entry->second.line, std::move(reason));
  }
  std::vector<RowFault> faults() && { return std::move(faults_); }

 private:
  static std::optional<unsigned> part(std::string_view word) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size() || value > 9999) return {};
    return value;
  }
  void fault(std::size_t line, std::string reason) {
    if (faults_.size() < k_max_row_faults) faults_.push_back({line, std::move(reason)});
  }

  std::map<std::string_view, Entry> entries_;
  std::vector<RowFault> faults_;
};

void refuse_unsupported(Entries& entries) {
  entries.refuse("UseNeighborsFile", "a neighbours file");
  entries.refuse("UseMetaLocationsFile", "a meta locations file");
  entries.refuse("UseLocationsNetworkFile", "a locations network");
  entries.refuse("UseMaxCirclePopulationFileOption", "a maximum circle size file");
  entries.refuse("UseAdjustmentsByRRFile", "adjustment by known relative risks");
  entries.refuse("AdjustForWeeklyTrends", "adjustment for weekly trends");
  entries.refuse("AdjustForEarlierAnalyses", "adjustment for earlier analyses");
  entries.refuse("IterativeScan", "the iterative scan");
  entries.refuse("UseGridFile", "a grid file with this model");
  entries.refuse("IncludePurelyTemporal", "a purely temporal cluster beside space-time ones");
  entries.refuse("IncludePurelySpatial", "a purely spatial cluster beside space-time ones");
  entries.refuse("RiskLimitHighClusters", "a limit of risk");
  entries.refuse("UseReportOnlySmallerClusters", "a limit on reported clusters");
  if (entries.number("TimeTrendAdjustmentType", 0, 0, 9) != 0)
    entries.fault_at("TimeTrendAdjustmentType", "adjustment for time trends is not supported");
  if (entries.number("SpatialAdjustmentType", 0, 0, 9) != 0)
    entries.fault_at("SpatialAdjustmentType", "spatial adjustment is not supported");
  if (entries.number("CriteriaForReportingSecondaryClusters", 0, 0, 9) != 0)
    entries.fault_at("CriteriaForReportingSecondaryClusters",
                     "only secondary clusters without overlap are supported");
  if (entries.number("MultipleCoordinatesType", 0, 0, 9) != 0)
    entries.fault_at("MultipleCoordinatesType", "several coordinates of a place are not supported");
  if (entries.number("SpatialWindowShapeType", 0, 0, 9) != 0)
    entries.fault_at("SpatialWindowShapeType", "only circles are supported");
  if (entries.number("IncludeClusters", 0, 0, 9) > 1)
    entries.fault_at("IncludeClusters", "a flexible temporal window is not supported");
}

ScanWindows windows_of(Entries& entries) {
  ScanWindows windows;
  windows.ties = TieOrder::compatible;
  const int analysis = entries.number("AnalysisType", 1, 1, 99);
  if (analysis != 3 && analysis != 4)
    entries.fault_at("AnalysisType", "only space-time analyses (3 and 4) are supported");
  const bool alive = entries.number("IncludeClusters", 0, 0, 9) == 1;
  windows.time = analysis == 4 || alive ? TimeScan::prospective : TimeScan::retrospective;
  switch (entries.number("TimeAggregationUnits", 3, 0, 4)) {
    case 1: windows.unit = TimeUnit::year; break;
    case 2: windows.unit = TimeUnit::month; break;
    case 3: windows.unit = TimeUnit::day; break;
    default: entries.fault_at("TimeAggregationUnits", "time units must be years, months or days");
  }
  constexpr std::uint32_t k_most_units = 200'000;
  windows.interval_length =
      entries.number<std::uint32_t>("TimeAggregationLength", 1, 1, k_most_units);
  windows.min_units =
      entries.number<std::uint32_t>("MinimumTemporalClusterSize", 1, 1, k_most_units);
  if (entries.number("MaxTemporalSizeInterpretation", 0, 0, 1) == 1) {
    windows.max_units = entries.number<std::uint32_t>("MaxTemporalSize", 1, 1, k_most_units);
  } else {
    windows.max_time_share = entries.number("MaxTemporalSize", 50.0, 1e-6, 100.0) / 100;
  }
  windows.max_case_share =
      entries.number("MaxSpatialSizeInPopulationAtRisk", 50.0, 1e-6, 100.0) / 100;
  if (entries.yes("UseDistanceFromCenterOption"))
    windows.max_radius =
        Metres::of(entries.number("MaxSpatialSizeInDistanceFromCenter", 1.0, 0.0, 1e12));
  return windows;
}

}  // namespace

Parsed<SatscanSettings> read_satscan_settings(std::string_view prm) {
  Entries entries(prm);
  SatscanSettings settings;
  settings.case_file = entries.text("CaseFile");
  settings.coordinates_file = entries.text("CoordinatesFile");
  settings.results_file = entries.text("ResultsFile");
  if (settings.case_file.empty()) entries.fault_at("CaseFile", "CaseFile is missing");
  if (settings.coordinates_file.empty())
    entries.fault_at("CoordinatesFile", "CoordinatesFile is missing");
  settings.first_day = entries.day("StartDate");
  settings.last_day = entries.day("EndDate");
  settings.geographic = entries.number("CoordinatesType", 0, 0, 1) == 1;
  if (entries.number("ModelType", 0, 0, 99) != 2)
    entries.fault_at("ModelType", "only the space-time permutation model (2) is supported");
  if (entries.number("ScanAreas", 1, 1, 3) != 1)
    entries.fault_at("ScanAreas", "only high rates are supported");
  if (entries.number("PrecisionCaseTimes", 3, 0, 4) % 4 == 0)
    entries.fault_at("PrecisionCaseTimes", "times must be years, months or days");
  settings.plan.windows = windows_of(entries);
  settings.plan.likelihood.min_cases =
      entries.number<std::uint32_t>("MinimumCasesInHighRateClusters", 2, 0, 1'000'000'000);
  settings.plan.null.replicates =
      entries.number<std::uint32_t>("MonteCarloReps", 999, 0, 10'000'000);
  if (entries.number("PValueReportType", 0, 0, 3) == 2)
    settings.plan.multiplicity.stop_after_exceeding =
        entries.number<std::uint32_t>("EarlyTerminationThreshold", 50, 1, 10'000'000);
  refuse_unsupported(entries);
  auto faults = std::move(entries).faults();
  if (!faults.empty()) return Unexpected(std::move(faults));
  return settings;
}

}  // namespace anlan::patterns
