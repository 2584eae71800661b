#include "cli/settings.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/problem.h"
#include "tests/support/temporary_folder.h"

namespace anlan::cli {
namespace {

class SettingsTest : public testing::Test {
 protected:
  Settings read(std::string_view text) {
    const auto file = folder.path() / "settings.toml";
    std::ofstream(file) << text;
    return read_settings(file);
  }
  tests::TemporaryFolder folder;
};

TEST_F(SettingsTest, AnAbsentFileGivesTheDefaults) {
  const auto settings = read_settings(folder.path() / "settings.toml");
  EXPECT_EQ(settings.zone, "Asia/Shanghai");
  EXPECT_FALSE(settings.is_demonstration);
}

TEST_F(SettingsTest, ReadsEveryTable) {
  std::ofstream(folder.path() / "secret") << "hidden\n";
  const auto settings = read(R"(zone = "America/Chicago"
[delivery]
base_url = "https://anlan.example.org"
[mail]
host = "mail.example.org"
port = 465
security = "tls"
password_file = "secret"
)");
  EXPECT_EQ(settings.zone, "America/Chicago");
  EXPECT_EQ(settings.delivery.base_url, "https://anlan.example.org");
  EXPECT_EQ(settings.delivery.mail.port, 465);
  EXPECT_EQ(settings.delivery.mail.password, "hidden");
}

TEST_F(SettingsTest, WhatIsWrittenIsRead) {
  const auto file = folder.path() / "settings.toml";
  write_settings(file, {.zone = "Etc/UTC", .is_demonstration = true});
  EXPECT_EQ(read_settings(file).zone, "Etc/UTC");
  EXPECT_TRUE(read_settings(file).is_demonstration);
}

TEST_F(SettingsTest, RefusesWhatItDoesNotKnow) {
  EXPECT_THROW(read("zoen = \"Etc/UTC\""), Problem);
  EXPECT_THROW(read("[mail]\nport = 0"), Problem);
  EXPECT_THROW(read("[mail]\nsecurity = \"yes\""), Problem);
  EXPECT_THROW(read("[mail]\npassword_file = \"absent\""), Problem);
  EXPECT_THROW(read("zone = "), Problem);
}

}  // namespace
}  // namespace anlan::cli
