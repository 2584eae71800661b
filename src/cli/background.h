// Background: what the program does by the clock while it serves.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace anlan::cli {

/// One thing to be done again and again.
struct Chore {
  std::string name;            ///< for the log
  std::function<void()> work;  ///< may throw: it is logged, and done again the next time
};

/// Does the chores one after the other, at once and then every half minute, on a thread of its own.
class Background {
 public:
  explicit Background(std::vector<Chore> chores);
  ~Background();  ///< waits for the chore that is being done

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace anlan::cli
