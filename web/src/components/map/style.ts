import type { SourceSpecification, StyleSpecification } from "maplibre-gl";
import type { Palette } from "@/components/charts/palette";
import type { Language } from "@/app/language";
import type { Theme } from "@/app/theme";
import { cellFillLayers, cellMarkLayers } from "./cell_layers";
import { boundaryLayers, incidentLayers, landLayers, shapeLayers, wordLayers } from "./layers";

export interface MapView {
  unit: string;
  from: string;
  to: string;
  kinds: string;
  language: Language;
  theme: Theme;
  hasIncidents: boolean;
}

const k_max_tile_zoom = 16;

export function tileAddress(origin: string, layer: string, query: Record<string, string>): string {
  const given = Object.entries(query).filter(([, value]) => value !== "");
  const text = new URLSearchParams(given).toString();
  return `${origin}/v1/layers/${layer}/{z}/{x}/{y}.mvt${text === "" ? "" : `?${text}`}`;
}

export function incidentTiles(origin: string, view: MapView): string {
  const { unit, from, to, kinds } = view;
  return tileAddress(origin, "incidents", { unit, from, to, kind: kinds });
}

const tiles = (address: string): SourceSpecification => ({
  type: "vector",
  tiles: [address],
  maxzoom: k_max_tile_zoom,
});
const collection = (): SourceSpecification => ({
  type: "geojson",
  data: { type: "FeatureCollection", features: [] },
});

/** The whole map: boundaries as a quiet ground, then incidents, outlines, and words on top. */
export function mapStyle(origin: string, view: MapView, palette: Palette): StyleSpecification {
  return {
    version: 8,
    sources: {
      units: tiles(tileAddress(origin, "units", {})),
      ...(view.hasIncidents ? { incidents: tiles(incidentTiles(origin, view)) } : {}),
      cells: collection(),
      names: collection(),
      shapes: collection(),
      points: collection(),
      chosen: collection(),
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": palette.surface } },
      ...landLayers(palette),
      ...cellFillLayers(),
      ...boundaryLayers(view, palette),
      ...cellMarkLayers(palette),
      ...(view.hasIncidents ? incidentLayers(view, palette) : []),
      ...shapeLayers(palette),
      ...wordLayers(view, palette),
    ],
  };
}
