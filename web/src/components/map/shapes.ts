/** The small part of GeoJSON that the page makes itself. */
export interface Shape {
  type: "Feature";
  geometry: { type: string; coordinates: unknown };
  properties: Record<string, string | number | null>;
}

export interface Shapes {
  type: "FeatureCollection";
  features: Shape[];
}

export type Box = [west: number, south: number, east: number, north: number];

export interface Picked {
  kind: "incident" | "group" | "shape" | "unit" | "place";
  id: string;
  longitude: number;
  latitude: number;
}

export const collect = (features: Shape[]): Shapes => ({ type: "FeatureCollection", features });

export function pointShape(
  longitude: number,
  latitude: number,
  properties: Shape["properties"] = {},
): Shape {
  return {
    type: "Feature",
    geometry: { type: "Point", coordinates: [longitude, latitude] },
    properties,
  };
}

/** The box around a geometry, whatever its kind; null where it holds no point. */
export function boxOf(coordinates: unknown): Box | null {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    const [x, y] = part as unknown[];
    if (typeof x === "number" && typeof y === "number") {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
      return;
    }
    part.forEach(visit);
  };
  visit(coordinates);
  return box[0] === Infinity ? null : box;
}

export function grow(box: Box, share: number): Box {
  const dx = Math.max(box[2] - box[0], 0.002) * share;
  const dy = Math.max(box[3] - box[1], 0.002) * share;
  return [box[0] - dx, box[1] - dy, box[2] + dx, box[3] + dy];
}
