// Warnings as text on a terminal, readable without a manual.
#pragma once

#include <string>
#include <vector>

#include "warnings/service.h"

namespace anlan::cli {

/// Rows with their columns in line; the first row is the heading. Wide (Chinese) characters take
/// two places.
std::string table_text(const std::vector<std::vector<std::string>>& rows);

std::string analyses_text(const std::vector<warnings::Analysis>& analyses, const Zone& zone);
/// One line for a run, and one for each significant finding.
std::string run_text(const warnings::Analysis& analysis, const warnings::RunRecord& record);
std::string warnings_text(const std::vector<warnings::Warning>& warnings);
/// A whole warning; `names` of its unit, and of its measures in their order.
std::string warning_text(const warnings::WarningRecord& record, const Bilingual& unit_name,
                         const std::vector<Bilingual>& measure_names, const Zone& zone);

}  // namespace anlan::cli
