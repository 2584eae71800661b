// Analyses, runs and findings in SQL. No rules here, and no rights.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/session.h"
#include "warnings/analysis.h"

namespace anlan::warnings {

std::optional<Analysis> find_analysis(store::Session& session, const Id& id);
/// By name, in either language; nothing where two have it.
std::optional<Analysis> find_analysis_named(store::Session& session, const UnitPath& scope,
                                            std::string_view name);
/// Those within `scope`, by the time of making.
std::vector<Analysis> list_analyses(store::Session& session, const UnitPath& scope);
/// Enabled ones whose next run lies at or before `now`, the longest due first.
std::vector<Analysis> due_analyses(store::Session& session, Instant now);
void insert_analysis(store::Transaction& transaction, const Analysis& analysis);
/// False if the version stored is not `analysis.version - 1`: somebody was faster.
bool update_analysis(store::Transaction& transaction, const Analysis& analysis);
/// Sets the next run if it still is `expected`, so that one of many programs takes it.
bool claim_analysis(store::Transaction& transaction, const Id& analysis, Instant expected,
                    std::optional<Instant> next);

std::optional<Run> find_run(store::Session& session, const Id& id);
std::optional<Run> newest_run(store::Session& session, const Id& analysis);
/// The newest first.
std::vector<Run> list_runs(store::Session& session, const Id& analysis, int limit);
void insert_run(store::Transaction& transaction, const Run& run);
void update_run(store::Transaction& transaction, const Run& run);
/// Runs that were under way when the program died have failed.
std::int64_t fail_unfinished_runs(store::Transaction& transaction, Instant now,
                                  std::string_view problem);

/// With the incidents where `with_incidents`.
void insert_finding(store::Transaction& transaction, const Finding& finding, bool with_incidents);
/// Without incidents.
std::optional<Finding> find_finding(store::Session& session, const Id& id);
/// The strongest first, without incidents.
std::vector<Finding> findings_of(store::Session& session, const Id& run);
std::vector<Id> incidents_of(store::Session& session, const Id& finding);

/// What a run left to be drawn.
struct StoredResult {
  Id run;
  std::string content;
};
/// Of this run of the analysis, or of the latest that has one.
std::optional<StoredResult> find_result(store::Session& session, const Id& analysis,
                                        const std::optional<Id>& run);
void insert_result(store::Transaction& transaction, const Run& run, std::string_view content);

}  // namespace anlan::warnings
