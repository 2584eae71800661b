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

  /// Numbers between commas; none where one is not a number.
  std::vector<double> numbers(std::string_view key) const {
    std::vector<double> values;
    std::string_view rest;
    if (const auto entry = entries_.find(key); entry != entries_.end()) rest = entry->second.value;
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      const std::string_view word = trim(rest.substr(0, comma));
      double value = 0;
      const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
      if (error != std::errc{} || end != word.data() + word.size()) return {};
      values.push_back(value);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return values;
  }

  void allow_only(std::string_view key, int value, std::string reason) {
    if (number(key, value, 0, 99) != value) fault_at(key, std::move(reason));
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
  entries.refuse("IncludePurelyTemporal", "a purely temporal cluster beside space-time ones");
  entries.refuse("IncludePurelySpatial", "a purely spatial cluster beside space-time ones");
  entries.refuse("RiskLimitHighClusters", "a limit of risk");
  entries.refuse("RiskLimitLowClusters", "a limit of risk");
  entries.refuse("UseReportOnlySmallerClusters", "a limit on reported clusters");
  entries.allow_only("TimeTrendAdjustmentType", 0, "adjustment for time trends is not supported");
  entries.allow_only("SpatialAdjustmentType", 0, "spatial adjustment is not supported");
  entries.allow_only("CriteriaForReportingSecondaryClusters", 0,
                     "only secondary clusters without overlap are supported");
  entries.allow_only("MultipleCoordinatesType", 0,
                     "several coordinates of a place are not supported");
  entries.allow_only("IsotonicScan", 0, "the isotonic scan is not supported");
  if (entries.number("IncludeClusters", 0, 0, 9) > 1)
    entries.fault_at("IncludeClusters", "a flexible temporal window is not supported");
}

void read_analysis(Entries& entries, ScanWindows& windows) {
  const bool alive = entries.number("IncludeClusters", 0, 0, 9) == 1;
  const TimeScan retrospective = alive ? TimeScan::prospective : TimeScan::retrospective;
  switch (entries.number("AnalysisType", 1, 1, 99)) {
    case 1: windows.time = TimeScan::whole_period; break;
    case 2:
      windows.space = SpaceScan::whole_map;
      windows.time = retrospective;
      break;
    case 3: windows.time = retrospective; break;
    case 4: windows.time = TimeScan::prospective; break;
    case 6:
      windows.space = SpaceScan::whole_map;
      windows.time = TimeScan::prospective;
      break;
    default:
      entries.fault_at("AnalysisType",
                       "only spatial, temporal and space-time analyses (1 to 4, 6) are supported");
  }
}

void read_ellipses(Entries& entries, ScanWindows& windows) {
  if (windows.space == SpaceScan::whole_map ||
      entries.number("SpatialWindowShapeType", 0, 0, 1) == 0)
    return;
  windows.space = SpaceScan::ellipses;
  const auto shapes = entries.numbers("EllipseShapes");
  const auto angles = entries.numbers("EllipseAngles");
  if (shapes.empty() || shapes.size() != angles.size()) {
    entries.fault_at("EllipseShapes", "EllipseShapes and EllipseAngles need as many numbers");
    return;
  }
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (!(shapes[i] > 1 && shapes[i] <= 100 && angles[i] >= 1 && angles[i] <= 360))
      entries.fault_at("EllipseShapes", "an ellipse needs a shape in (1, 100] and 1 to 360 angles");
    else
      windows.ellipses.push_back({shapes[i], static_cast<std::uint32_t>(angles[i])});
  }
  windows.ellipse_penalty = 0.5 * entries.number("NonCompactnessPenalty", 0, 0, 2);
}

ScanWindows windows_of(Entries& entries) {
  ScanWindows windows;
  windows.ties = TieOrder::compatible;
  read_analysis(entries, windows);
  read_ellipses(entries, windows);
  const bool timeless = windows.time == TimeScan::whole_period;
  switch (timeless ? 3 : entries.number("TimeAggregationUnits", 3, 0, 4)) {
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
  windows.max_share = entries.number("MaxSpatialSizeInPopulationAtRisk", 50.0, 1e-6, 100.0) / 100;
  if (entries.yes("UseDistanceFromCenterOption"))
    windows.max_radius =
        Metres::of(entries.number("MaxSpatialSizeInDistanceFromCenter", 1.0, 0.0, 1e12));
  return windows;
}

void read_model(Entries& entries, SatscanSettings& settings) {
  ScanLikelihood& likelihood = settings.plan.likelihood;
  ScanNull& null = settings.plan.null;
  null.sampler = NullSampler::permuted_marks;
  switch (entries.number("ModelType", 0, 0, 99)) {
    case 0: null.sampler = NullSampler::given_expected; break;
    case 1: likelihood.score = ScanScore::bernoulli; break;
    case 2: null.sampler = NullSampler::permuted_days; break;
    case 3: likelihood.score = ScanScore::ordinal; break;
    case 4: likelihood.score = ScanScore::exponential; break;
    case 5: likelihood.score = ScanScore::normal; break;
    case 6: null.sampler = NullSampler::uniform_points; break;
    default: entries.fault_at("ModelType", "only the models 0 to 6 are supported");
  }
  switch (entries.number("ScanAreas", 1, 1, 3)) {
    case 2: likelihood.rates = ScanRates::low; break;
    case 3: likelihood.rates = ScanRates::both; break;
    default: break;
  }
  likelihood.min_cases =
      entries.number<std::uint32_t>("MinimumCasesInHighRateClusters", 2, 0, 1'000'000'000);
  null.replicates = entries.number<std::uint32_t>("MonteCarloReps", 999, 0, 10'000'000);
  if (entries.number("PValueReportType", 0, 0, 3) == 2)
    settings.plan.multiplicity.stop_after_exceeding =
        entries.number<std::uint32_t>("EarlyTerminationThreshold", 50, 1, 10'000'000);
}

void read_regions(Entries& entries, SatscanSettings& settings) {
  for (int i = 1;; ++i) {
    const std::string key = "Polygon" + std::to_string(i);
    const std::string text = entries.text(key);
    if (text.empty()) break;
    if (auto region = read_satscan_region(text))
      settings.regions.push_back(std::move(*region));
    else
      entries.fault_at(key, "a polygon must be inequalities of X and Y between commas");
  }
  if (settings.regions.empty()) entries.fault_at("Polygon1", "Polygon1 is missing");
}

/// The files that the model needs; others are passed over, as SaTScan does.
void read_file_names(Entries& entries, SatscanSettings& settings) {
  const auto needed = [&](std::string_view key) {
    std::string name = entries.text(key);
    if (name.empty()) entries.fault_at(key, std::string(key) + " is missing");
    return name;
  };
  const NullSampler sampler = settings.plan.null.sampler;
  settings.coordinates_file = needed("CoordinatesFile");
  settings.results_file = entries.text("ResultsFile");
  if (sampler != NullSampler::uniform_points) settings.case_file = needed("CaseFile");
  if (sampler == NullSampler::given_expected) settings.population_file = needed("PopulationFile");
  if (settings.plan.likelihood.score == ScanScore::bernoulli)
    settings.control_file = needed("ControlFile");
  if (entries.yes("UseGridFile")) settings.grid_file = needed("GridFile");
}

}  // namespace

Parsed<SatscanSettings> read_satscan_settings(std::string_view prm) {
  Entries entries(prm);
  SatscanSettings settings;
  settings.plan.windows = windows_of(entries);
  read_model(entries, settings);
  read_file_names(entries, settings);
  settings.first_day = entries.day("StartDate");
  settings.last_day = entries.day("EndDate");
  settings.geographic = entries.number("CoordinatesType", 0, 0, 1) == 1;
  settings.column_headers = entries.yes("PrintAsciiColumnHeaders");
  settings.outputs = {.clusters = entries.yes("MostLikelyClusterEachCentroidASCII"),
                      .locations = entries.yes("CensusAreasReportedClustersASCII"),
                      .risks = entries.yes("IncludeRelativeRisksCensusAreasASCII"),
                      .replicates = entries.yes("SaveSimLLRsASCII")};
  const int precision = entries.number("PrecisionCaseTimes", 3, 0, 4);
  settings.has_dates = precision != 0;
  if (precision == 4) entries.fault_at("PrecisionCaseTimes", "times must be years, months or days");
  if (precision == 0 && settings.plan.windows.time != TimeScan::whole_period)
    entries.fault_at("PrecisionCaseTimes", "this analysis needs the times of cases");
  if (settings.plan.null.sampler == NullSampler::uniform_points) read_regions(entries, settings);
  refuse_unsupported(entries);
  auto faults = std::move(entries).faults();
  if (!faults.empty()) return Unexpected(std::move(faults));
  return settings;
}

}  // namespace anlan::patterns
