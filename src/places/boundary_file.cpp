#include "places/boundary_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <stdlib.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <system_error>

#include "base/problem.h"
#include "geometry/projection.h"
#include "places/child_process.h"

namespace anlan::places {
namespace {

namespace fs = std::filesystem;

struct Format {
  std::string_view ending;
  std::string_view driver;
};

/// One driver of GDAL is let in a file, by its ending. Each of these reads the file that it is
/// given; none goes to a network or a database, or follows a file's word to another file.
constexpr std::array k_formats{Format{".geojson", "GeoJSON"},
                               Format{".json", "GeoJSON"},
                               Format{".geojsonl", "GeoJSONSeq"},
                               Format{".topojson", "TopoJSON"},
                               Format{".shp", "ESRI Shapefile"},
                               Format{".zip", "ESRI Shapefile"},
                               Format{".gpkg", "GPKG"},
                               Format{".kml", "LIBKML"},
                               Format{".kmz", "LIBKML"},
                               Format{".gml", "GML"},
                               Format{".fgb", "FlatGeobuf"},
                               Format{".tab", "MapInfo File"},
                               Format{".mif", "MapInfo File"},
                               Format{".gdb", "OpenFileGDB"},
                               Format{".dxf", "DXF"}};

[[noreturn]] void refuse(std::string sentence) {
  throw Problem::invalid("units.boundary_file", std::move(sentence));
}

std::string ending_of(const fs::path& name) {
  auto ending = name.extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return ending;
}

const Format* find_format(const fs::path& name) {
  const auto found = std::ranges::find(k_formats, ending_of(name), &Format::ending);
  return found == k_formats.end() ? nullptr : &*found;
}

/// A folder of our own, gone with all in it at the end.
class WorkFolder {
 public:
  WorkFolder() {
    auto pattern = (fs::temp_directory_path() / "anlan-units-XXXXXX").string();
    if (!mkdtemp(pattern.data()))
      throw Problem::unavailable("places.folder", "No temporary folder can be made.");
    path_ = pattern;
  }
  ~WorkFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

fs::path find_ogr2ogr() {
  for (const auto* path : {"/usr/bin/ogr2ogr", "/usr/local/bin/ogr2ogr"}) {
    if (fs::exists(path)) return path;
  }
  throw Problem::unavailable("places.no_ogr2ogr",
                             "Boundary files are read by ogr2ogr: install the package gdal-bin.");
}

/// Where GDAL finds the file: under a name that ends as its format wants it.
std::string source_name(const fs::path& file, const fs::path& name, const fs::path& folder) {
  std::error_code error;
  auto source = fs::canonical(file, error);
  if (error) refuse(fmt::format("{} cannot be read.", file.string()));
  const auto ending = ending_of(name);
  if (ending_of(source) != ending) {
    const auto link = folder / ("given" + ending);
    fs::create_symlink(source, link);
    source = link;
  }
  return (ending == ".zip" ? "/vsizip/" : "") + source.string();
}

void require_safe(const BoundaryOptions& options) {
  // GDAL would read a reference system from a file or an address, too.
  const auto colon = options.crs.find(':');
  const bool is_code = colon != std::string::npos && colon > 0 &&
                       std::ranges::all_of(options.crs, [](unsigned char c) {
                         return std::isalnum(c) || c == ':' || c == '.' || c == '_' || c == '-';
                       });
  if (!options.crs.empty()) {
    if (!is_code) refuse("A reference system is named by its code, such as EPSG:4490.");
    geometry::Projection::from(options.crs);
  }
  const auto is_word = [](std::string_view text) {
    return std::ranges::all_of(text, [](unsigned char c) { return std::isalnum(c) || c == '-'; });
  };
  if (!is_word(options.encoding)) refuse("An encoding is named such as GBK or UTF-8.");
  if (options.layer.starts_with('-')) refuse("There is no such layer.");
}

std::vector<std::string> arguments_for(const std::string& source, const fs::path& out,
                                       const BoundaryOptions& options, bool with_repair) {
  std::vector<std::string> arguments{
      "-f",     "GeoJSONSeq", "-lco", "COORDINATE_PRECISION=15", "-lco", "RS=NO",
      "-dim",   "XY",         "-nlt", "PROMOTE_TO_MULTI",        "-nlt", "CONVERT_TO_LINEAR",
      "-t_srs", "EPSG:4326"};
  if (!options.crs.empty()) arguments.insert(arguments.end(), {"-s_srs", options.crs});
  if (with_repair) arguments.push_back("-makevalid");
  if (!options.encoding.empty())
    arguments.insert(arguments.end(), {"-oo", "ENCODING=" + options.encoding});
  arguments.push_back(out.string());
  arguments.push_back(source);
  if (!options.layer.empty()) arguments.push_back(options.layer);
  return arguments;
}

std::vector<std::string> environment_in(const fs::path& folder) {
  return {"PATH=/usr/bin:/bin",
          "LANG=C.UTF-8",
          "HOME=" + folder.string(),
          "TMPDIR=" + folder.string(),
          "CPL_TMPDIR=" + folder.string(),
          "CPL_CURL_ENABLED=NO",
          "PROJ_NETWORK=OFF",
          "GML_DOWNLOAD_SCHEMA=NO",
          "GML_SKIP_RESOLVE_ELEMS=ALL",
          "GDAL_DISABLE_READDIR_ON_OPEN=EMPTY_DIR_IGNORED",
          "OGR_SQLITE_LOAD_EXTENSIONS=",
          "http_proxy=http://127.0.0.1:9",
          "https_proxy=http://127.0.0.1:9",
          "GDAL_CACHEMAX=64"};
}

/// Every driver of this GDAL but the format's and the one that writes: GDAL is told to leave them.
std::string other_drivers(const Format& format, const fs::path& ogr2ogr, const fs::path& folder) {
  const auto outcome = run_process(ogr2ogr, {"--formats"}, environment_in(folder), folder, {});
  std::string others;
  std::istringstream lines(outcome.output);
  for (std::string line; std::getline(lines, line);) {  // "  GPX -vector- (rw+v): GPX"
    const auto end = line.find(" -");
    if (!line.starts_with("  ") || end == std::string::npos) continue;
    const auto driver = line.substr(2, end - 2);
    if (driver != format.driver && driver != "GeoJSONSeq") others += driver + ',';
  }
  if (!outcome.is_done || others.empty())
    throw Problem::unavailable("places.no_ogr2ogr", "ogr2ogr does not say what it can read.");
  return others;
}

/// The beginning of what ogr2ogr complains of, in one line, without paths of ours.
std::string complaint(std::string errors, const fs::path& folder) {
  constexpr std::size_t k_shown_bytes_max = 200;
  for (auto at = errors.find(folder.string()); at != std::string::npos;
       at = errors.find(folder.string()))
    errors.erase(at, folder.string().size() + 1);
  std::ranges::replace(errors, '\n', ' ');
  return errors.substr(0, k_shown_bytes_max);
}

/// A file as GDAL is to read it.
class Conversion {
 public:
  Conversion(const fs::path& file, const fs::path& name, const BoundaryOptions& options)
      : options_(options), ogr2ogr_(find_ogr2ogr()), environment_(environment_in(folder_.path())) {
    const auto* format = find_format(name);
    if (!format) {
      std::vector<std::string_view> endings;
      for (const auto& known : k_formats) endings.push_back(known.ending);
      refuse(fmt::format("A boundary file ends in one of: {}.", fmt::join(endings, " ")));
    }
    require_safe(options);
    source_ = source_name(file, name, folder_.path());
    environment_.push_back("GDAL_SKIP=" + other_drivers(*format, ogr2ogr_, folder_.path()));
  }

  /// Calls `take` with each feature, a GeoJSON text. Returns how many there were.
  template <class Take>
  std::int64_t run(bool with_repair, Take&& take) {
    const auto out = folder_.path() / (with_repair ? "repaired.geojsonl" : "features.geojsonl");
    const auto outcome = run_process(ogr2ogr_, arguments_for(source_, out, options_, with_repair),
                                     environment_, folder_.path(), {});
    if (outcome.is_late)
      throw Problem::too_large("units.boundary_file", "Reading the file took too long.");
    if (!outcome.is_done) refuse_for(outcome.errors);
    std::ifstream lines(out, std::ios::binary);
    std::int64_t count = 0;
    for (std::string line; std::getline(lines, line);) {
      if (!line.empty()) take(++count, line);
    }
    return count;
  }

 private:
  [[noreturn]] void refuse_for(const std::string& errors) const {
    const auto said = complaint(errors, folder_.path());
    if (said.find("source layer has no coordinate system") != std::string::npos)
      refuse("The file does not say its reference system: name it, such as EPSG:4490.");
    refuse(fmt::format("The file cannot be read: {}", said));
  }

  const BoundaryOptions& options_;
  WorkFolder folder_;
  fs::path ogr2ogr_;
  std::vector<std::string> environment_;
  std::string source_;
};

}  // namespace

bool is_boundary_file(const fs::path& name) { return find_format(name) != nullptr; }

ParsedUnits read_boundary_file(const fs::path& file, const fs::path& name,
                               const BoundaryOptions& options) {
  Conversion conversion(file, name, options);
  FeatureRows rows(options);
  const auto count =
      conversion.run(false, [&](std::int64_t, std::string_view feature) { rows.add(feature); });
  if (rows.to_repair().empty()) return rows.take();
  std::map<std::int64_t, std::string> repaired;
  const auto again = conversion.run(true, [&](std::int64_t number, std::string_view feature) {
    if (rows.to_repair().contains(number)) repaired.emplace(number, feature);
  });
  // Where a feature was lost on the way, no number is to be trusted.
  if (again != count) repaired.clear();
  for (const auto number : std::set(rows.to_repair())) {
    const auto feature = repaired.find(number);
    rows.add_repaired(number, feature == repaired.end()
                                  ? std::nullopt
                                  : std::optional<std::string_view>(feature->second));
  }
  return rows.take();
}

}  // namespace anlan::places
