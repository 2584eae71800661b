// @ts-check
import { need, pageOf, Refusal } from "./http.mjs";
import { startJob } from "./jobs.mjs";
import { profiles } from "./offices.mjs";
import { filterIncidents } from "./routes_places.mjs";

const k_forbidden =
  /ethnic|民族|relig|宗教|face|人脸|plate|车牌|phone.?loc|手机定位|risk.?score|风险分/i;

const local = (time) => new Date(Date.parse(time) + 8 * 3_600_000).toISOString();

function keyOf(by, one) {
  const time = local(one.occurred_to);
  const day = time.slice(0, 10);
  if (by === "day") return day;
  if (by === "month") return day.slice(0, 7);
  if (by === "hour") return time.slice(11, 13);
  if (by === "kind") return one.kind;
  if (by === "unit") return one.unit;
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  if (by === "weekday") return String(weekday + 1);
  return new Date(Date.parse(`${day}T00:00:00Z`) - weekday * 86_400_000).toISOString().slice(0, 10);
}

function counts(ask, world) {
  need(ask, "incidents_read");
  const by = ask.query.get("by");
  const groups = new Map();
  const found = filterIncidents(ask, world);
  for (const one of found) {
    const key = keyOf(by, one);
    groups.set(key, (groups.get(key) ?? 0) + 1);
  }
  const sorted = [...groups].sort(([a], [b]) => a.localeCompare(b));
  return {
    json: { by, total: found.length, groups: sorted.map(([key, count]) => ({ key, count })) },
  };
}

function importFile(ask, world) {
  need(ask, "incidents_import");
  const lines = ask.body.toString().trim().split(/\r?\n/);
  const header = (lines[0] ?? "").split(",");
  const bad = header.find((name) => k_forbidden.test(name));
  if (bad !== undefined) {
    throw new Refusal(
      422,
      "incidents.forbidden_column",
      `The column "${bad}" names an attribute that Anlan never holds.`,
      [{ field: bad, fault: "names a forbidden attribute" }],
    );
  }
  const faults = lines.slice(1).flatMap((line, index) =>
    line.split(",").length === header.length
      ? []
      : [
          {
            line: index + 2,
            column: header[0] ?? "",
            reason: "has another number of columns than the header",
          },
        ],
  );
  const isSkipping = ask.query.get("skip_bad") === "true";
  const rows = lines.length - 1;
  const isRefused = faults.length > 0 && !isSkipping;
  const job = startJob(world, {
    kind: "import",
    title: ask.query.get("file_name") ?? "",
    milliseconds: 1500,
    finish: () => {
      const id = world.id();
      world.imports.unshift({
        id,
        profile: ask.query.get("profile") ?? "",
        file_name: ask.query.get("file_name") ?? "",
        at: new Date(world.now()).toISOString(),
        by: ask.account.display_name,
        state: isRefused ? "refused" : "loaded",
        rows,
        added: isRefused ? 0 : rows - faults.length,
        changed: 0,
        unchanged: 0,
        rejected: faults.length,
        faults: faults.slice(0, 100),
      });
      world.rejects.set(
        id,
        [
          "line,column,reason,row",
          ...faults.map(
            (one) =>
              `${one.line},${one.column},${one.reason},"${(lines[one.line - 1] ?? "").replaceAll('"', '""')}"`,
          ),
        ].join("\n"),
      );
      return { import: id };
    },
  });
  return { status: 202, json: job };
}

export const incidentRoutes = [
  ["GET", /^\/v1\/incident-kinds$/, (_ask, world) => ({ json: { items: world.kinds } })],
  ["GET", /^\/v1\/import-profiles$/, () => ({ json: { items: profiles } })],
  ["GET", /^\/v1\/imports$/, (ask, world) => ({ json: pageOf(ask, world.imports) })],
  ["POST", /^\/v1\/imports$/, importFile],
  [
    "GET",
    /^\/v1\/imports\/([^/]+)$/,
    (ask, world) => ({ json: world.imports.find((one) => one.id === ask.params[0]) }),
  ],
  [
    "GET",
    /^\/v1\/imports\/([^/]+)\/rejects$/,
    (ask, world) => ({
      type: "text/csv",
      bytes: world.rejects.get(ask.params[0]) ?? "line,column,reason,row\n",
    }),
  ],
  [
    "GET",
    /^\/v1\/incidents$/,
    (ask, world) => (
      need(ask, "incidents_read"),
      { json: pageOf(ask, filterIncidents(ask, world)) }
    ),
  ],
  [
    "GET",
    /^\/v1\/incidents\/([^/]+)$/,
    (ask, world) => ({ json: world.incidents.find((one) => one.id === ask.params[0]) }),
  ],
  ["GET", /^\/v1\/incident-counts$/, counts],
];
