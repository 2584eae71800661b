// Templates: what may be ordered, with its words and its usual measure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bilingual.h"
#include "base/instant.h"

namespace anlan::tasks {

struct TaskTemplate {
  std::string kind;
  Bilingual name;
  Bilingual instructions;
  Bilingual evidence;
  Duration due_after;
  std::int32_t expected_minutes = 0;
  Duration escalate_every;
  Duration expires_after;  ///< counted from the due time
};

/// The templates, in the order of their file. Immutable; safe to share between threads.
class TemplateBook {
 public:
  /// Reads data/task_templates.toml's format. Throws Problem (invalid, "tasks.templates") that
  /// names the template and the field.
  static TemplateBook read(std::string_view toml);
  /// data/task_templates.toml as it was when the program was built.
  static TemplateBook standard();

  const std::vector<TaskTemplate>& all() const { return templates_; }
  /// Null if there is none of that kind.
  const TaskTemplate* find(std::string_view kind) const;

 private:
  std::vector<TaskTemplate> templates_;
};

}  // namespace anlan::tasks
