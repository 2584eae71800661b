import { shallowRef } from "vue";
import { api, changeHeaders, type Schemas, take } from "@/api/client";
import { problemFrom } from "@/api/problem";

export type Incident = Schemas["Incident"];
export type CountKey = Schemas["Counts"]["groups"][number];
export type CountBy = "day" | "week" | "month" | "hour" | "weekday" | "kind" | "unit";

export interface IncidentQuery {
  unit: string;
  from: string;
  to: string;
  kind?: string;
  known_by?: Schemas["KnownBy"];
  cursor?: string;
  limit?: number;
}

const kinds = shallowRef<Schemas["IncidentKind"][]>([]);
let kindsFlight: Promise<void> | null = null;

async function loadKinds(): Promise<void> {
  kindsFlight ??= take(api.GET("/v1/incident-kinds"))
    .then((answer) => {
      kinds.value = answer.items;
    })
    .catch((error: unknown) => {
      kindsFlight = null;
      throw error;
    });
  return kindsFlight;
}

/** The names of kinds and classes; read once. */
export function useKinds() {
  loadKinds().catch(() => undefined);
  return {
    kinds,
    nameOf(code: string): Schemas["Names"] {
      const kind = kinds.value.find((one) => one.code === code);
      if (kind !== undefined) return kind.name;
      const ofClass = kinds.value.find((one) => one.class === code);
      return ofClass?.class_name ?? { en: code, zh: code };
    },
  };
}

/** Every request about incidents and their import. */
export function useIncidents() {
  return {
    list: (query: IncidentQuery, signal?: AbortSignal) =>
      // The contract also offers CSV here; JSON is what comes unless one asks for the other.
      take(
        api.GET("/v1/incidents", { params: { query }, ...(signal ? { signal } : {}) }),
      ) as Promise<Schemas["IncidentPage"]>,
    one: (id: string) => take(api.GET("/v1/incidents/{id}", { params: { path: { id } } })),
    counts: (by: CountBy, query: Omit<IncidentQuery, "limit" | "cursor">, signal?: AbortSignal) =>
      take(
        api.GET("/v1/incident-counts", {
          params: { query: { by, ...query } },
          ...(signal ? { signal } : {}),
        }),
      ),
    profiles: async () => (await take(api.GET("/v1/import-profiles"))).items,
    imports: (cursor?: string, signal?: AbortSignal) =>
      take(
        api.GET("/v1/imports", {
          params: { query: cursor === undefined ? {} : { cursor } },
          ...(signal ? { signal } : {}),
        }),
      ),
    import: (id: string) => take(api.GET("/v1/imports/{id}", { params: { path: { id } } })),
    importFile,
  };
}

/** Sends the file as it is; the answer is the job that reads it. */
async function importFile(file: File, profile: string, skipBad: boolean): Promise<Schemas["Job"]> {
  const query = new URLSearchParams({ profile, file_name: file.name, skip_bad: String(skipBad) });
  const response = await fetch(`/v1/imports?${query.toString()}`, {
    method: "POST",
    headers: { ...changeHeaders(), "Content-Type": "text/csv" },
    body: file,
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemFrom(body, response.status);
  return body as Schemas["Job"];
}

export const rejectsAddress = (id: string): string => `/v1/imports/${id}/rejects`;
