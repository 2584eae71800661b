#include "places/child_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <thread>

#include "base/problem.h"

namespace anlan::places {
namespace {

constexpr int k_exit_not_started = 127;  // as a shell says it
constexpr std::size_t k_output_bytes_max = 1 << 16;
constexpr rlim_t k_open_files_max = 128;  // a GeoPackage with its journal takes some ten
constexpr std::chrono::milliseconds k_look_every{5};

/// Everything that the child needs, made before it is there: between fork and exec nothing may
/// allocate.
struct Plan {
  std::vector<char*> arguments;
  std::vector<char*> environment;
  std::string folder;
  std::string output;
  std::string errors;
  ProcessLimits limits;
  pid_t parent;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

void limit(__rlimit_resource what, rlim_t most) {
  const rlimit both{most, most};
  setrlimit(what, &both);
}

/// Calls only what is safe between fork and exec.
[[noreturn]] void become(const Plan& plan) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (getppid() != plan.parent) _exit(k_exit_not_started);  // we died in between
  // A network of its own, which is empty. Refused on some systems; then the settings of the
  // program itself must do.
  if (unshare(CLONE_NEWNET) != 0) unshare(CLONE_NEWUSER | CLONE_NEWNET);
  const auto seconds = static_cast<rlim_t>(plan.limits.time.count() / 1000 + 1);
  limit(RLIMIT_CPU, seconds * 2);  // two threads at most keep a core each
  limit(RLIMIT_AS, plan.limits.memory_bytes);
  limit(RLIMIT_FSIZE, plan.limits.file_bytes);
  limit(RLIMIT_NOFILE, k_open_files_max);
  limit(RLIMIT_CORE, 0);
  const int nothing = open("/dev/null", O_RDONLY);
  const int output = open(plan.output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int errors = open(plan.errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (nothing < 0 || output < 0 || errors < 0 || chdir(plan.folder.c_str()) != 0)
    _exit(k_exit_not_started);
  dup2(nothing, 0);
  dup2(output, 1);
  dup2(errors, 2);
  syscall(SYS_close_range, 3U, ~0U, 0U);
  execve(plan.arguments[0], plan.arguments.data(), plan.environment.data());
  _exit(k_exit_not_started);
}

std::string beginning_of(const std::filesystem::path& file) {
  std::string text(k_output_bytes_max, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

/// Returns the child's status; empty where its time was up, and it was ended with all it started.
int wait_for(pid_t child, std::chrono::milliseconds time, bool& is_late) {
  const auto deadline = std::chrono::steady_clock::now() + time;
  int status = 0;
  for (;;) {
    const auto ended = waitpid(child, &status, WNOHANG);
    if (ended == child) return status;
    if (ended < 0 && errno != EINTR) return -1;
    if (std::chrono::steady_clock::now() >= deadline) break;
    std::this_thread::sleep_for(k_look_every);
  }
  is_late = true;
  kill(-child, SIGKILL);
  kill(child, SIGKILL);  // where it had not yet made its group
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

ProcessOutcome run_process(const std::filesystem::path& program,
                           const std::vector<std::string>& arguments,
                           const std::vector<std::string>& environment,
                           const std::filesystem::path& folder, const ProcessLimits& limits) {
  std::vector<std::string> words{program.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  auto surroundings = environment;
  const auto output = folder / "output.txt", errors = folder / "errors.txt";
  const Plan plan{.arguments = pointers(words),
                  .environment = pointers(surroundings),
                  .folder = folder.string(),
                  .output = output.string(),
                  .errors = errors.string(),
                  .limits = limits,
                  .parent = getpid()};
  const pid_t child = fork();
  if (child < 0) {
    throw Problem::unavailable("places.program", fmt::format("{} cannot be started: {}.",
                                                             program.string(), strerror(errno)));
  }
  if (child == 0) become(plan);
  ProcessOutcome outcome;
  const int status = wait_for(child, limits.time, outcome.is_late);
  if (WIFEXITED(status) && WEXITSTATUS(status) == k_exit_not_started) {
    throw Problem::unavailable("places.program",
                               fmt::format("{} cannot be started.", program.string()));
  }
  outcome.is_done = !outcome.is_late && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  outcome.output = beginning_of(output);
  outcome.errors = beginning_of(errors);
  return outcome;
}

}  // namespace anlan::places
