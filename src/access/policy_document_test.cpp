// The table of posts in docs/access.md is the one that the policy holds.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "access/policy.h"

namespace anlan::access {
namespace {

std::string without(std::string text, std::string_view characters) {
  std::erase_if(text, [&](char c) { return characters.find(c) != std::string_view::npos; });
  return text;
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream stream(line);
  for (std::string cell; std::getline(stream, cell, '|');) cells.push_back(without(cell, " `"));
  if (!cells.empty()) cells.erase(cells.begin());  // before the first bar
  return cells;
}

using Table = std::map<std::pair<Permission, Role>, bool>;

Table read_table(std::istream& in) {
  Table table;
  std::vector<std::string> roles;
  for (std::string line; std::getline(in, line);) {
    const auto cells = cells_of(line);
    if (!cells.empty() && cells[0] == "permission") {
      roles.assign(cells.begin() + 1, cells.end());
    } else if (roles.empty() || cells.size() != roles.size() + 1) {
      roles.clear();  // the table has ended
    } else if (const auto permission = permission_from(cells[0])) {
      for (std::size_t i = 0; i < roles.size(); ++i)
        table[{*permission, role_from(roles[i]).value()}] = cells[i + 1] == "yes";
    } else {
      EXPECT_EQ(cells[0], "---");
    }
  }
  return table;
}

TEST(PolicyDocument, TheTableOfPostsIsThePolicy) {
  std::ifstream file(std::string(ANLAN_SOURCE_DIR) + "/docs/access.md");
  ASSERT_TRUE(file) << "docs/access.md is missing";
  const auto table = read_table(file);
  EXPECT_EQ(table.size(), all_permissions().size() * all_roles().size());
  for (const auto& [key, is_granted] : table) {
    EXPECT_EQ(is_granted, holds(key.second, key.first))
        << to_string(key.second) << " " << to_string(key.first);
  }
}

}  // namespace
}  // namespace anlan::access
