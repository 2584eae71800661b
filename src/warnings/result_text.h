// What a run leaves to be drawn, as the text that is stored.
#pragma once

#include <functional>
#include <string>

#include "base/bilingual.h"
#include "base/unit_code.h"
#include "warnings/analysis.h"
#include "warnings/method_result.h"

namespace anlan::warnings {

/// A JSON object: "method", "kinds" and "counts" of the run, for the analysis may change, and the
/// method's part as the contract writes it. `name_of` gives the
/// units their names. Numbers keep four digits, which is more than any of them means. Throws
/// Problem (too_large, "analyses.result") beyond k_result_bytes_max.
std::string result_text(const AnalysisSettings& settings, const MethodResult& result,
                        const AdmittedCounts& counts,
                        const std::function<Bilingual(const UnitCode&)>& name_of);

/// Two surfaces of k_result_cells_max cells, and as much again.
constexpr std::size_t k_result_bytes_max = 2'000'000;

}  // namespace anlan::warnings
