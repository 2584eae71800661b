import type { LayerSpecification } from "maplibre-gl";
import type { Palette } from "@/components/charts/palette";
import { k_chosen_colour, k_sequence, k_sequence_steps } from "@/components/charts/palette";
import type { Theme } from "@/app/theme";
import type { MapView } from "./style";

export const k_font = ["Noto Sans SC", "Noto Sans CJK SC", "sans-serif"];
const k_village_zoom = 11.5;
const k_units = { source: "units", "source-layer": "units" } as const;
const k_incidents = { source: "incidents", "source-layer": "incidents" } as const;

type Step = ["step", ["get", string], string, ...(string | number)[]];

/** Few to many, by the theme's sequence of colours. */
export function countColour(theme: Theme): Step {
  const colours = k_sequence[theme];
  const steps = k_sequence_steps.flatMap((step, index) => [step, colours[index + 1] ?? ""]);
  return ["step", ["get", "count"], colours[0], ...steps];
}

/** The number on a circle of five or more, readable on each of its colours. */
const k_count_ink: Record<Theme, string> = { light: "#ffffff", dark: "#0b1a2a" };

const ofLevels = (...levels: string[]): ["in", ["get", string], ["literal", string[]]] => [
  "in",
  ["get", "level"],
  ["literal", levels],
];

/** The quiet ground of every map. */
export function landLayers(palette: Palette): LayerSpecification[] {
  return [
    {
      id: "land",
      type: "fill",
      ...k_units,
      filter: ofLevels("county", "station"),
      paint: { "fill-color": palette.land },
    },
  ];
}

/** Boundaries, drawn over the ground and over whatever fills cells of it. */
export function boundaryLayers(view: MapView, palette: Palette): LayerSpecification[] {
  return [
    {
      id: "village-lines",
      type: "line",
      ...k_units,
      minzoom: k_village_zoom,
      filter: ofLevels("community"),
      paint: { "line-color": palette.mapLine, "line-width": 0.5, "line-dasharray": [3, 2] },
    },
    {
      id: "station-lines",
      type: "line",
      ...k_units,
      filter: ofLevels("station", "county"),
      paint: { "line-color": palette.mapLine, "line-width": 1 },
    },
    {
      id: "unit-chosen",
      type: "line",
      ...k_units,
      filter: ["==", ["get", "code"], view.unit],
      paint: { "line-color": palette.quiet, "line-width": 2 },
    },
  ];
}

/** Circles that grow and darken with their count, until incidents can be told apart. */
export function incidentLayers(view: MapView, palette: Palette): LayerSpecification[] {
  return [
    {
      id: "groups",
      type: "circle",
      ...k_incidents,
      filter: [">", ["get", "count"], 1],
      paint: {
        "circle-radius": [
          "interpolate",
          ["linear"],
          ["sqrt", ["get", "count"]],
          1,
          7,
          4,
          12,
          16,
          26,
        ],
        "circle-color": countColour(view.theme),
        "circle-opacity": 0.9,
        "circle-stroke-color": palette.surface,
        "circle-stroke-width": 1,
      },
    },
    {
      id: "singles",
      type: "circle",
      ...k_incidents,
      filter: ["==", ["get", "count"], 1],
      paint: {
        "circle-radius": 4.5,
        "circle-color": k_sequence[view.theme][0],
        "circle-stroke-color": k_sequence[view.theme][3],
        "circle-stroke-width": 1,
      },
    },
  ];
}

function severityColour(palette: Palette) {
  return [
    "match",
    ["get", "severity"],
    "high",
    palette.bad,
    "moderate",
    palette.warn,
    palette.quiet,
  ] as never;
}

/** Outlines of warnings and findings, the incidents behind one, and what is chosen. */
export function shapeLayers(palette: Palette): LayerSpecification[] {
  const colour = severityColour(palette);
  return [
    {
      id: "shape-fills",
      type: "fill",
      source: "shapes",
      paint: { "fill-color": colour, "fill-opacity": 0.1 },
    },
    {
      id: "shape-lines",
      type: "line",
      source: "shapes",
      paint: { "line-color": colour, "line-width": 2 },
    },
    {
      id: "shape-chosen",
      type: "line",
      source: "shapes",
      filter: ["==", ["get", "id"], ""],
      paint: { "line-color": k_chosen_colour, "line-width": 3 },
    },
    {
      id: "points",
      type: "circle",
      source: "points",
      paint: {
        "circle-radius": 5,
        "circle-color": palette.accent,
        "circle-stroke-color": palette.surface,
        "circle-stroke-width": 1.5,
      },
    },
    {
      id: "chosen",
      type: "circle",
      source: "chosen",
      paint: {
        "circle-radius": 8,
        "circle-color": "rgba(0, 0, 0, 0)",
        "circle-stroke-color": k_chosen_colour,
        "circle-stroke-width": 3,
      },
    },
  ];
}

function nameLayer(id: string, level: string, size: number, view: MapView, palette: Palette) {
  return {
    id,
    type: "symbol" as const,
    source: "names",
    filter: ["==", ["get", "level"], level] as ["==", ["get", string], string],
    layout: {
      "text-field": ["get", view.language === "zh" ? "name_zh" : "name_en"] as never,
      "text-font": k_font,
      "text-size": size,
      "text-max-width": 8,
      "text-padding": 8,
    },
    paint: { "text-color": palette.quiet, "text-halo-color": palette.land, "text-halo-width": 1.5 },
  };
}

/** Words above everything; of those that would overlap, numbers win over names. */
export function wordLayers(view: MapView, palette: Palette): LayerSpecification[] {
  const counts: LayerSpecification = {
    id: "group-counts",
    type: "symbol",
    ...k_incidents,
    filter: [">=", ["get", "count"], 5],
    layout: {
      "text-field": ["to-string", ["get", "count"]],
      "text-font": k_font,
      "text-size": 11,
      "text-allow-overlap": true,
    },
    paint: { "text-color": k_count_ink[view.theme] },
  };
  return [
    { ...nameLayer("village-names", "community", 11, view, palette), minzoom: k_village_zoom },
    nameLayer("station-names", "station", 12, view, palette),
    ...(view.hasIncidents ? [counts] : []),
    {
      id: "shape-labels",
      type: "symbol",
      source: "shapes",
      layout: {
        "text-field": ["get", "label"],
        "text-font": k_font,
        "text-size": 13,
        "text-anchor": "bottom",
        "text-offset": [0, -1],
        "text-allow-overlap": true,
      },
      paint: {
        "text-color": severityColour(palette),
        "text-halo-color": palette.surface,
        "text-halo-width": 2,
      },
    },
  ];
}
