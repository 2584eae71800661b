import { api, type Schemas, take } from "@/api/client";

export type Warning = Schemas["Warning"];
export type WarningDetail = Schemas["WarningDetail"];
export type Outcome = Schemas["Outcome"];

export interface WarningQuery {
  unit: string;
  state?: string;
  severity?: Schemas["Severity"];
  cursor?: string;
  limit?: number;
}

const path = (id: string) => ({ params: { path: { id } } });

/** Every request about warnings. */
export function useWarnings() {
  return {
    list: (query: WarningQuery, signal?: AbortSignal) =>
      take(api.GET("/v1/warnings", { params: { query }, ...(signal ? { signal } : {}) })),
    one: (id: string, signal?: AbortSignal) =>
      take(api.GET("/v1/warnings/{id}", { ...path(id), ...(signal ? { signal } : {}) })),
    incidents: (id: string) =>
      take(
        api.GET("/v1/warnings/{id}/incidents", {
          params: { path: { id } },
        }),
      ),
    outcome: (id: string) => take(api.GET("/v1/warnings/{id}/outcome", path(id))),
    acknowledge: (id: string) => take(api.POST("/v1/warnings/{id}/acknowledgement", path(id))),
    comment: (id: string, text: string) =>
      take(api.POST("/v1/warnings/{id}/comments", { ...path(id), body: { text } })),
    close: (id: string, reason: string) =>
      take(api.POST("/v1/warnings/{id}/closure", { ...path(id), body: { reason } })),
    orderMeasures: async (id: string) =>
      (await take(api.POST("/v1/warnings/{id}/tasks", path(id)))).ordered,
    outlines: (unit: string, signal?: AbortSignal) =>
      take(
        api.GET("/v1/layers/warnings.geojson", {
          params: { query: { unit } },
          ...(signal ? { signal } : {}),
        }),
      ),
  };
}

export const isLive = (warning: Warning): boolean =>
  warning.state === "issued" || warning.state === "acknowledged";
