#include "cli/terminal_progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace anlan::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto k_silent = 2s;       // what is done sooner needs no bar
constexpr auto k_interval = 100ms;  // often enough for an eye
constexpr int k_width = 40;

/// "12 s left", by what the share done has taken.
std::string time_left(double spent, double share) {
  if (share <= 0) return "";
  const double seconds = spent * (1 - share) / share;
  return seconds < 120 ? fmt::format("{:.0f} s left", seconds)
                       : fmt::format("{:.0f} min left", seconds / 60);
}

}  // namespace

TerminalProgress::TerminalProgress(std::string title)
    : title_(std::move(title)),
      is_terminal_(isatty(STDERR_FILENO) == 1),
      started_(std::chrono::steady_clock::now()) {}

TerminalProgress::~TerminalProgress() {
  if (is_drawn_) fmt::print(stderr, "\r{:{}}\r", "", title_.size() + k_width + 30);
}

void TerminalProgress::report(double share) {
  if (!is_terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - started_ < k_silent || now - drawn_ < k_interval) return;
  drawn_ = now;
  is_drawn_ = true;
  share = std::clamp(share, 0.0, 1.0);
  const auto filled = static_cast<int>(share * k_width);
  const double spent = std::chrono::duration<double>(now - started_).count();
  fmt::print(stderr, "\r{} [{:<{}}] {:3.0f} %, {:<14}", title_,
             std::string(static_cast<std::size_t>(filled), '#'), k_width, share * 100,
             time_left(spent, share));
  std::fflush(stderr);
}

}  // namespace anlan::cli
