// Problem: what ends a request, said to a person.
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace anlan {

enum class ProblemKind { invalid, not_found, forbidden, conflict, too_large, unavailable };

/// "invalid", "not_found", ...
std::string_view to_string(ProblemKind kind);

/// A field of the input that is at fault, and why.
struct FieldFault {
  std::string field;
  std::string fault;
};

/// Thrown by rules and services, and turned into an answer in one place each by `server` (RFC 9457)
/// and `cli` (one line and an exit code). `code` is a stable slug, such as
/// "incidents.forbidden_header", by which a page finds its own words; `sentence` is a whole English
/// sentence. Knows nothing of HTTP.
class Problem : public std::exception {
 public:
  Problem(ProblemKind kind, std::string code, std::string sentence,
          std::vector<FieldFault> faults = {});

  static Problem invalid(std::string code, std::string sentence,
                         std::vector<FieldFault> faults = {});
  static Problem not_found(std::string code, std::string sentence);
  static Problem forbidden(std::string code, std::string sentence);
  static Problem conflict(std::string code, std::string sentence);
  static Problem too_large(std::string code, std::string sentence);
  static Problem unavailable(std::string code, std::string sentence);

  ProblemKind kind() const { return kind_; }
  const std::string& code() const { return code_; }
  const std::string& sentence() const { return sentence_; }
  const std::vector<FieldFault>& faults() const { return faults_; }
  const char* what() const noexcept override { return sentence_.c_str(); }

 private:
  ProblemKind kind_;
  std::string code_;
  std::string sentence_;
  std::vector<FieldFault> faults_;
};

}  // namespace anlan
