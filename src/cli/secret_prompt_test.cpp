#include "cli/secret_prompt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <iostream>
#include <string>

namespace anlan::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

/// In a child with a terminal of its own: asks for a secret, then says in another form what it was.
[[noreturn]] void ask_in_child() {
  const auto secret = read_secret("Password");
  std::cerr << "It has " << secret.size() << " letters.\n" << std::flush;
  std::string line;
  std::getline(std::cin, line);  // with the echo on again
  _exit(0);
}

/// What the terminal shows until the text appears, or the child ends.
std::string shown_until(int terminal, std::string_view text) {
  std::string shown;
  std::array<char, 256> part{};
  while (shown.find(text) == std::string::npos) {
    const auto count = read(terminal, part.data(), part.size());
    if (count <= 0) break;
    shown.append(part.data(), static_cast<std::size_t>(count));
  }
  return shown;
}

TEST(SecretPrompt, ATerminalDoesNotShowWhatIsTyped) {
  int terminal = -1;
  const auto child = forkpty(&terminal, nullptr, nullptr, nullptr);
  ASSERT_GE(child, 0);
  if (child == 0) ask_in_child();
  auto shown = shown_until(terminal, "Password: ");
  const std::string typed = "hunter2hunter2\n";
  ASSERT_EQ(write(terminal, typed.data(), typed.size()), static_cast<ssize_t>(typed.size()));
  shown += shown_until(terminal, "letters.");
  EXPECT_THAT(shown, HasSubstr("It has 14 letters."));
  EXPECT_THAT(shown, Not(HasSubstr("hunter2")));
  const std::string open = "in the open\n";
  ASSERT_EQ(write(terminal, open.data(), open.size()), static_cast<ssize_t>(open.size()));
  EXPECT_THAT(shown_until(terminal, "in the open"), HasSubstr("in the open"));
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  close(terminal);
}

}  // namespace
}  // namespace anlan::cli
