import type { LayerSpecification } from "maplibre-gl";
import { k_chosen_colour, type Palette } from "@/components/charts/palette";
import { k_font } from "./layers";

/** The cells of a grid: each brings its colour. */
export function cellFillLayers(): LayerSpecification[] {
  return [
    {
      id: "cells",
      type: "fill",
      source: "cells",
      filter: ["has", "colour"],
      paint: {
        "fill-color": ["get", "colour"],
        // Smoothed edges would show as seams between cells.
        "fill-antialias": false,
      },
    },
  ];
}

/** Marked cells: told apart by the kind of line and by a sign, not by colour alone. */
export function cellMarkLayers(palette: Palette): LayerSpecification[] {
  const marked = (mark: string): ["==", ["get", string], string] => ["==", ["get", "mark"], mark];
  const width = ["interpolate", ["linear"], ["zoom"], 9, 1.5, 13, 3] as never;
  const casing = ["interpolate", ["linear"], ["zoom"], 9, 3.5, 13, 6] as never;
  return [
    {
      // Under the line, so that it is seen on the darkest and on the lightest cell.
      id: "cells-casing",
      type: "line",
      source: "cells",
      filter: ["in", ["get", "mark"], ["literal", ["first", "explored"]]],
      paint: { "line-color": palette.surface, "line-width": casing },
    },
    {
      id: "cells-first",
      type: "line",
      source: "cells",
      filter: marked("first"),
      paint: { "line-color": palette.text, "line-width": width },
    },
    {
      id: "cells-explored",
      type: "line",
      source: "cells",
      filter: marked("explored"),
      paint: { "line-color": palette.text, "line-width": width, "line-dasharray": [2, 1.5] },
    },
    {
      id: "cells-chosen",
      type: "line",
      source: "cells",
      filter: marked("chosen"),
      paint: { "line-color": k_chosen_colour, "line-width": 3 },
    },
    {
      id: "cell-signs",
      type: "symbol",
      source: "cells",
      // Where a cell is smaller than its sign, the sign would hide it.
      filter: ["all", ["has", "label"], [">=", ["zoom"], ["get", "sign_zoom"]]],
      layout: {
        "text-field": ["get", "label"],
        "text-font": k_font,
        "text-size": 11,
        "text-padding": 0,
      },
      paint: {
        "text-color": palette.text,
        "text-halo-color": palette.surface,
        "text-halo-width": 1,
      },
    },
  ];
}
