// @ts-check
import { isInside } from "./geography.mjs";
import { need, pageOf, Refusal, scopeOf, within } from "./http.mjs";
import { tile } from "./tiles.mjs";

const missing = () =>
  new Refusal(404, "access.not_found", "There is no such record, or it is not yours to see.");

function unitOf(ask, world) {
  const place = world.places.get(ask.params[0]);
  if (place === undefined || !within(world, place.unit.code, ask.account.unit)) throw missing();
  return place;
}

function listUnits(ask, world) {
  const scope = scopeOf(ask, world);
  const parent = ask.query.get("parent");
  const level = ask.query.get("level");
  const text = ask.query.get("text")?.toLowerCase();
  const units = [...world.places.values()]
    .map((place) => place.unit)
    .filter(
      (unit) =>
        unit.path.includes(scope) &&
        (parent === null || unit.parent === parent) &&
        (level === null || unit.level === level) &&
        (text === undefined ||
          `${unit.code} ${unit.name.en} ${unit.name.zh}`.toLowerCase().includes(text)),
    );
  return { json: pageOf(ask, units) };
}

function unitAt(ask, world) {
  const x = Number(ask.query.get("longitude"));
  const y = Number(ask.query.get("latitude"));
  const level = ask.query.get("level") ?? "community";
  const found = [...world.places.values()].find(
    (place) => place.unit.level === level && isInside(place.ring, x, y),
  );
  if (found === undefined) throw missing();
  return { json: found.unit };
}

export function featuresOf(ask, world) {
  const layer = ask.layer;
  const scope = scopeOf(ask, world);
  const point = (one) => ({
    type: "Feature",
    geometry: { type: "Point", coordinates: [one.position.longitude, one.position.latitude] },
    properties: { id: one.id, kind: one.kind, count: 1 },
  });
  if (layer === "incidents")
    return filterIncidents(ask, world)
      .filter((one) => one.position)
      .map(point);
  if (layer === "warnings") {
    return world.warnings
      .filter((one) => within(world, one.unit, scope))
      .map((one) => ({
        type: "Feature",
        geometry: one.area,
        properties: { id: one.id, severity: one.severity, state: one.state },
      }));
  }
  const level = ask.query.get("level");
  return [...world.places.values()]
    .filter(
      (place) => place.unit.path.includes(scope) && (level === null || place.unit.level === level),
    )
    .map(({ unit, ring }) => ({
      type: "Feature",
      geometry: { type: "Polygon", coordinates: [ring] },
      properties: {
        code: unit.code,
        level: unit.level,
        name_en: unit.name.en,
        name_zh: unit.name.zh,
      },
    }));
}

export function filterIncidents(ask, world) {
  const scope = scopeOf(ask, world);
  const kinds = ask.query.get("kind")?.split(",").filter(Boolean) ?? [];
  const from = ask.query.get("from") ?? "0000";
  const to = ask.query.get("to") ?? "9999";
  const known = ask.query.get("known_by");
  const box = ask.query.get("bbox")?.split(",").map(Number);
  const local = (time) => new Date(Date.parse(time) + 8 * 3_600_000).toISOString().slice(0, 10);
  return world.incidents.filter((one) => {
    const day = local(one.occurred_to);
    return (
      day >= from &&
      day <= to &&
      within(world, one.unit, scope) &&
      (kinds.length === 0 ||
        kinds.some((kind) => one.kind === kind || one.kind.startsWith(`${kind}.`))) &&
      (known === null || one.known_by === known) &&
      (box === undefined ||
        (one.position.longitude >= box[0] &&
          one.position.latitude >= box[1] &&
          one.position.longitude <= box[2] &&
          one.position.latitude <= box[3]))
    );
  });
}

export const placeRoutes = [
  ["GET", /^\/v1\/units$/, listUnits],
  [
    "POST",
    /^\/v1\/units\/imports$/,
    (ask) => {
      need(ask, "units_write");
      const rows = Math.max(0, ask.body.toString().trim().split("\n").length - 1);
      return { json: { rows, added: 0, changed: 0, unchanged: rows, rejected: 0, faults: [] } };
    },
  ],
  ["GET", /^\/v1\/units\/([^/]+)$/, (ask, world) => ({ json: unitOf(ask, world).unit })],
  [
    "GET",
    /^\/v1\/units\/([^/]+)\/boundary$/,
    (ask, world) => {
      const { unit, ring } = unitOf(ask, world);
      return {
        type: "application/geo+json",
        json: {
          type: "Feature",
          geometry: { type: "Polygon", coordinates: [ring] },
          properties: { code: unit.code },
        },
      };
    },
  ],
  ["GET", /^\/v1\/unit-at$/, unitAt],
  [
    "GET",
    /^\/v1\/layers\/(incidents|units|warnings)\/(\d+)\/(\d+)\/(\d+)\.mvt$/,
    (ask, world) => {
      const [layer, z, x, y] = ask.params;
      const bytes = tile(
        layer,
        featuresOf({ ...ask, layer }, world),
        Number(z),
        Number(x),
        Number(y),
      );
      return bytes === null
        ? { status: 204 }
        : { type: "application/vnd.mapbox-vector-tile", bytes };
    },
  ],
  [
    "GET",
    /^\/v1\/layers\/(incidents|units|warnings)\.geojson$/,
    (ask, world) => ({
      type: "application/geo+json",
      json: {
        type: "FeatureCollection",
        features: featuresOf({ ...ask, layer: ask.params[0] }, world),
      },
    }),
  ],
];
