// Results in the forms that SaTScan's users know.
#pragma once

#include <string>

#include "patterns/scan/satscan_files.h"

namespace anlan::patterns {

/// The clusters as text, laid out like SaTScan's results file.
std::string satscan_text(const SatscanSettings& settings, const SatscanInput& input,
                         const ScanResult& result);

/// One line a cluster (.col.txt): CLUSTER LOC_ID X Y (or LATITUDE LONGITUDE) RADIUS START_DATE
/// END_DATE NUMBER_LOC TEST_STAT P_VALUE [RECURR_INT] OBSERVED EXPECTED ODE.
std::string satscan_cluster_columns(const SatscanSettings& settings, const SatscanInput& input,
                                    const ScanResult& result);

/// One line a place in a cluster (.gis.txt): LOC_ID CLUSTER P_VALUE [RECURR_INT] CLU_OBS CLU_EXP
/// CLU_ODE, and for permutation, Poisson and Bernoulli LOC_OBS LOC_EXP LOC_ODE.
std::string satscan_location_columns(const SatscanSettings& settings, const SatscanInput& input,
                                     const ScanResult& result);

/// One line a place (.rr.txt): LOC_ID OBSERVED EXPECTED ODE. Empty for scores without expected
/// cases.
std::string satscan_risk_columns(const SatscanSettings& settings, const SatscanInput& input);

/// One line a replicate (.llr.txt), in their order: TST_STAT of permutations and of ellipses with a
/// penalty, else LLR.
std::string satscan_replicate_columns(const SatscanSettings& settings, const ScanResult& result);

}  // namespace anlan::patterns
