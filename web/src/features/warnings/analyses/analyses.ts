import { api, type Schemas, take } from "@/api/client";

export type Analysis = Schemas["Analysis"];
export type AnalysisSettings = Schemas["AnalysisSettings"];
export type Run = Schemas["Run"];
export type Finding = Schemas["Finding"];
export type Method = Schemas["AnalysisMethod"];
export type MethodName = Schemas["Method"];
export type AnalysisResult = Schemas["AnalysisResult"];

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
    methods: async () => (await take(api.GET("/v1/analysis-methods"))).items,
    /** What a run left to be drawn; the latest that left something where no run is named. */
    result: (id: string, run: string) =>
      take(
        api.GET("/v1/analyses/{id}/result", {
          params: { path: { id }, query: run === "" ? {} : { run } },
        }),
      ),
    findings: (run: string) => take(api.GET("/v1/runs/{id}", path(run))),
  };
}

/** What a new analysis of a method starts from: the server's own settings. */
export function freshSettings(unit: string, method: Method): AnalysisSettings {
  return {
    name: { en: "", zh: "" },
    method: method.method,
    kinds: [],
    unit,
    settings: { ...method.settings },
    alert_recurrence_days: 100,
    valid_days: 14,
    tasks: "on_acknowledgement",
    warned_level: "station",
    schedule: { mode: "daily", at: "06:30" },
    is_enabled: true,
  };
}

/** The settings alone, out of a saved analysis: a copy that a form may change. */
export function settingsOf(analysis: Analysis): AnalysisSettings {
  const kept: Partial<Analysis> = JSON.parse(JSON.stringify(analysis)) as Analysis;
  delete kept.id;
  delete kept.version;
  delete kept.last_run;
  delete kept.next_run_at;
  return kept as AnalysisSettings;
}
