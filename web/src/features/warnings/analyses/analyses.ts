import { api, type Schemas, take } from "@/api/client";

export type Analysis = Schemas["Analysis"];
export type AnalysisSettings = Schemas["AnalysisSettings"];
export type Run = Schemas["Run"];
export type Finding = Schemas["Finding"];

const path = (id: string) => ({ params: { path: { id } } });

/** Every request about analyses and their runs. */
export function useAnalyses() {
  return {
    list: async () => (await take(api.GET("/v1/analyses"))).items,
    one: (id: string) => take(api.GET("/v1/analyses/{id}", path(id))),
    add: (settings: AnalysisSettings) => take(api.POST("/v1/analyses", { body: settings })),
    change: (analysis: Analysis, settings: AnalysisSettings) =>
      take(
        api.PUT("/v1/analyses/{id}", {
          params: { path: { id: analysis.id }, header: { "If-Match": `"${analysis.version}"` } },
          body: settings,
        }),
      ),
    runs: async (id: string) => (await take(api.GET("/v1/analyses/{id}/runs", path(id)))).items,
    run: (id: string, asOf: string) =>
      take(
        api.POST("/v1/analyses/{id}/runs", {
          ...path(id),
          body: asOf === "" ? {} : { as_of: asOf },
        }),
      ),
    findings: (run: string) => take(api.GET("/v1/runs/{id}", path(run))),
  };
}

/** What a new analysis starts from: a year of records, clusters up to four weeks long. */
export function freshSettings(unit: string): AnalysisSettings {
  return {
    name: { en: "", zh: "" },
    method: "scan",
    kinds: [],
    unit,
    settings: {
      study_days: 365,
      window_days: 28,
      max_cases_share: 0.1,
      max_radius_metres: 3000,
      grid_metres: 250,
      replicates: 999,
      seed: 1,
    },
    alert_recurrence_days: 100,
    valid_days: 14,
    schedule: { mode: "daily", at: "06:30" },
    is_enabled: true,
  };
}

/** Only what belongs to the settings, out of a saved analysis. */
export function settingsOf(analysis: Analysis): AnalysisSettings {
  const { name, method, kinds, unit, settings, alert_recurrence_days, schedule } = analysis;
  return {
    name: { ...name },
    method,
    kinds: [...kinds],
    unit,
    settings: { ...settings },
    alert_recurrence_days,
    ...(analysis.valid_days === undefined ? {} : { valid_days: analysis.valid_days }),
    schedule: { ...schedule },
    is_enabled: analysis.is_enabled,
  };
}
