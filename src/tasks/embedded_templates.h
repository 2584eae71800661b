// data/task_templates.toml, in the binary (written by tools/embed_text.py).
#pragma once

#include <string_view>

namespace anlan::tasks {

std::string_view embedded_templates();

}  // namespace anlan::tasks
