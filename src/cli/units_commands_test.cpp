#include "cli/units_commands.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/problem.h"
#include "tests/support/command_line.h"

namespace anlan::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class UnitsCommandsTest : public tests::CommandLine {
 protected:
  UnitsCommandsTest() : CommandLine({add_units_commands}) {
    run({"units", "import",
         file("units.csv", "level,code,name,parent\ncounty,c,County,\nstation,s1,East,c\n")});
  }
  std::string file(const std::string& name, std::string_view text) const {
    const auto path = folder.path() / name;
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }
  std::string drawn(std::string_view properties) const {
    return file("drawn.geojson",
                R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{)" +
                    std::string(properties) +
                    R"(},"geometry":{"type":"Polygon",)"
                    R"("coordinates":[[[-90,-35],[-89,-35],[-89,36],[-90,36],[-90,-35]]]}}]})");
  }
};

TEST_F(UnitsCommandsTest, PlacesWestOfGreenwichAreNoOptions) {
  run({"units", "import", drawn(R"("code":"s1")")});
  EXPECT_THAT(run({"units", "at", "-89.5", "35.5"}), HasSubstr("c/s1/"));
  EXPECT_THAT(run({"units", "at", "-89.5", "-34.5", "--level", "station"}), HasSubstr("c/s1/"));
  EXPECT_THAT(run({"units", "at", "--", "-89.5", "-.5"}), HasSubstr("c/s1/"));
  EXPECT_THROW(run({"units", "at", "-88.5", "35.5"}), Problem);
  run({"units", "at", "-189.5", "35.5"});
  EXPECT_NE(exit_code, 0);
}

TEST_F(UnitsCommandsTest, FindsTheUsualFieldsOfABoundaryFile) {
  EXPECT_THAT(run({"units", "import",
                   drawn(R"("code":"n","level":"station","parent":"c","name_zh":"北门")")}),
              HasSubstr("1 new"));
  EXPECT_EQ(run({"units", "find", "北门"}), "n\tstation\tn\t北门\tc/n/\n");
}

TEST_F(UnitsCommandsTest, WritesWhatItRefused) {
  const auto rows = file("more.csv", "level,code,name,parent\nstation,s2,A,c\nstation,s3,B,no\n");
  const auto rejects = (folder.path() / "rejects.csv").string();
  EXPECT_THROW(run({"units", "import", rows, "--rejects", rejects}), Problem);
  std::ifstream in(rejects);
  const std::string told{std::istreambuf_iterator<char>(in), {}};
  EXPECT_THAT(lines_of(told), ElementsAre("line,column,reason", HasSubstr("3,parent,")));
  EXPECT_THAT(run({"units", "import", rows, "--skip-bad"}), HasSubstr("1 new, 0 changed"));
}

}  // namespace
}  // namespace anlan::cli
