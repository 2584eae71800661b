import { api, type Schemas, take } from "@/api/client";

export type Account = Schemas["Account"];
export type NewAccount = Schemas["NewAccount"];
export type JournalEntry = Schemas["JournalEntry"];

export const roles: readonly Schemas["Role"][] = [
  "station_officer",
  "station_chief",
  "analyst",
  "commander",
  "mediator",
  "fraud_operator",
  "auditor",
  "administrator",
];

const path = (id: string) => ({ params: { path: { id } } });

/** Every request about accounts, tokens and the journal. */
export function useAccess() {
  return {
    accounts: (unit: string, cursor?: string, signal?: AbortSignal) =>
      take(
        api.GET("/v1/accounts", {
          params: { query: { unit, ...(cursor === undefined ? {} : { cursor }) } },
          ...(signal ? { signal } : {}),
        }),
      ),
    add: (account: NewAccount) => take(api.POST("/v1/accounts", { body: account })),
    change: (id: string, change: Schemas["AccountChange"]) =>
      take(api.PATCH("/v1/accounts/{id}", { ...path(id), body: change })),
    resetPassword: (id: string) => take(api.POST("/v1/accounts/{id}/password", path(id))),
    tokens: async () => (await take(api.GET("/v1/tokens"))).items,
    makeToken: (body: { name: string; days: number; read_only: boolean }) =>
      take(api.POST("/v1/tokens", { body })),
    revokeToken: (id: string) => take(api.DELETE("/v1/tokens/{id}", path(id))),
    journal: (
      query: { unit: string; subject_kind?: string; subject?: string; cursor?: string },
      signal?: AbortSignal,
    ) => take(api.GET("/v1/journal", { params: { query }, ...(signal ? { signal } : {}) })),
    verify: () => take(api.GET("/v1/journal/verification")),
  };
}
