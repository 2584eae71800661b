#include "base/problem.h"

#include <utility>

#include "base/check.h"

namespace anlan {

std::string_view to_string(ProblemKind kind) {
  switch (kind) {
    case ProblemKind::invalid: return "invalid";
    case ProblemKind::not_found: return "not_found";
    case ProblemKind::forbidden: return "forbidden";
    case ProblemKind::conflict: return "conflict";
    case ProblemKind::too_large: return "too_large";
    case ProblemKind::unavailable: return "unavailable";
  }
  check_failed("a known ProblemKind", __FILE__, __LINE__);
}

Problem::Problem(ProblemKind kind, std::string code, std::string sentence,
                 std::vector<FieldFault> faults)
    : kind_(kind),
      code_(std::move(code)),
      sentence_(std::move(sentence)),
      faults_(std::move(faults)) {}

Problem Problem::invalid(std::string code, std::string sentence, std::vector<FieldFault> faults) {
  return {ProblemKind::invalid, std::move(code), std::move(sentence), std::move(faults)};
}
Problem Problem::not_found(std::string code, std::string sentence) {
  return {ProblemKind::not_found, std::move(code), std::move(sentence)};
}
Problem Problem::forbidden(std::string code, std::string sentence) {
  return {ProblemKind::forbidden, std::move(code), std::move(sentence)};
}
Problem Problem::conflict(std::string code, std::string sentence) {
  return {ProblemKind::conflict, std::move(code), std::move(sentence)};
}
Problem Problem::too_large(std::string code, std::string sentence) {
  return {ProblemKind::too_large, std::move(code), std::move(sentence)};
}
Problem Problem::unavailable(std::string code, std::string sentence) {
  return {ProblemKind::unavailable, std::move(code), std::move(sentence)};
}

}  // namespace anlan
