import { shallowReactive } from "vue";
import { api, type Schemas, take } from "@/api/client";

export type Unit = Schemas["Unit"];

const known = shallowReactive(new Map<string, Unit>());
const asked = new Map<string, Promise<Unit>>();

function keep(units: Unit[]): Unit[] {
  for (const unit of units) known.set(unit.code, unit);
  return units;
}

async function unit(code: string): Promise<Unit> {
  const found = known.get(code);
  if (found !== undefined) return found;
  const flying = asked.get(code);
  if (flying !== undefined) return flying;
  const flight = take(api.GET("/v1/units/{code}", { params: { path: { code } } }))
    .then((answer) => {
      known.set(code, answer);
      return answer;
    })
    .finally(() => asked.delete(code));
  asked.set(code, flight);
  return flight;
}

/** All pages of a listing: the children of a unit are few. */
async function all(query: { parent?: string; text?: string; level?: Schemas["Level"] }) {
  const units: Unit[] = [];
  let cursor: string | undefined;
  do {
    const page = await take(
      api.GET("/v1/units", {
        params: { query: { ...query, limit: 200, ...(cursor === undefined ? {} : { cursor }) } },
      }),
    );
    units.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return keep(units);
}

let stationsFlight: Promise<Unit[]> | null = null;

/** All stations in scope, read once. */
function stations(): Promise<Unit[]> {
  stationsFlight ??= all({ level: "station" }).catch((error: unknown) => {
    stationsFlight = null;
    throw error;
  });
  return stationsFlight;
}

function forget(): void {
  known.clear();
  stationsFlight = null;
}

async function search(text: string): Promise<Unit[]> {
  const query = { text, limit: 30 };
  return keep((await take(api.GET("/v1/units", { params: { query } }))).items);
}

/** The one place where the page asks for units; what was read once is kept. */
export function useUnits() {
  return {
    known,
    unit,
    search,
    children: (code: string) => all({ parent: code }),
    stations,
    upper: async () => [
      ...(await all({ level: "prefecture" })),
      ...(await all({ level: "county" })),
    ],
    forget,
    boundary: (code: string) =>
      take(api.GET("/v1/units/{code}/boundary", { params: { path: { code } } })),
    unitAt: (longitude: number, latitude: number) =>
      take(api.GET("/v1/unit-at", { params: { query: { longitude, latitude } } })),
    importUnits: (file: File, query: Omit<ImportQuery, "file_name">) =>
      take(
        api.POST("/v1/units/imports", {
          params: { query: { ...query, file_name: file.name } },
          body: file as unknown as string,
          bodySerializer: (body) => body,
          headers: { "Content-Type": "application/octet-stream" },
        }),
      ),
  };
}

export interface ImportQuery {
  file_name: string;
  code_field?: string;
  name_en_field?: string;
  name_zh_field?: string;
  level?: Schemas["Level"];
  parent?: string;
  crs?: string;
  skip_bad?: boolean;
}
