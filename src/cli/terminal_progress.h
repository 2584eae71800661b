// TerminalProgress: a bar on the terminal for work that takes longer than a glance.
#pragma once

#include <chrono>
#include <string>

#include "store/jobs.h"

namespace anlan::cli {

/// Draws on standard error once the work has taken two seconds, and only where that is a terminal.
/// For one thread.
class TerminalProgress final : public store::JobProgress {
 public:
  explicit TerminalProgress(std::string title);
  ~TerminalProgress() override;
  void report(double share) override;
  bool is_cancelled() const override { return false; }

 private:
  std::string title_;
  bool is_terminal_;
  bool is_drawn_ = false;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point drawn_;
};

}  // namespace anlan::cli
