// @ts-check
import geojsonvt from "geojson-vt";
import vtpbf from "vt-pbf";

const k_extent = 4096;
const k_cells = 12;
const k_alone_zoom = 14;

/** Points of one cell of the tile become one point with their count, until they can be told apart. */
function gather(features) {
  const cells = new Map();
  for (const feature of features) {
    const [x, y] = feature.geometry[0];
    const key = `${Math.floor((x / k_extent) * k_cells)},${Math.floor((y / k_extent) * k_cells)}`;
    const cell = cells.get(key) ?? { x: 0, y: 0, count: 0, tags: feature.tags };
    cell.x += x;
    cell.y += y;
    cell.count += 1;
    cells.set(key, cell);
  }
  return [...cells.values()].map((cell) => ({
    type: 1,
    geometry: [[Math.round(cell.x / cell.count), Math.round(cell.y / cell.count)]],
    tags: cell.count === 1 ? cell.tags : { count: cell.count },
  }));
}

/** @returns {Uint8Array | null} */
export function tile(layer, features, z, x, y) {
  const index = geojsonvt(
    { type: "FeatureCollection", features },
    {
      maxZoom: z,
      indexMaxZoom: z,
      indexMaxPoints: 0,
      buffer: layer === "incidents" ? 0 : 64,
      extent: k_extent,
      tolerance: 2,
    },
  );
  const made = index.getTile(z, x, y);
  if (!made || made.features.length === 0) return null;
  if (layer === "incidents" && z < k_alone_zoom) made.features = gather(made.features);
  return vtpbf.fromGeojsonVt({ [layer]: made }, { version: 2, extent: k_extent });
}
