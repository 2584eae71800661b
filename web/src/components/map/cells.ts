import type { Schemas } from "@/api/client";
import { type Box, collect, type Shape, type Shapes } from "./shapes";

export type Grid = Schemas["Grid"];

/** What a cell is marked as: among the first, drawn by lot, chosen by the reader, or a sign alone. */
export type CellMark = "first" | "explored" | "chosen" | "sign";

export interface MarkedCell {
  index: number;
  mark: CellMark;
  label?: string;
}

type Corner = [longitude: number, latitude: number];

function cornerOf(grid: Grid, column: number, row: number): Corner {
  return [
    grid.origin.longitude + column * grid.column_degrees,
    grid.origin.latitude + row * grid.row_degrees,
  ];
}

/** A run of cells of one row, from `column` up to and without `end`. */
function runRing(grid: Grid, column: number, end: number, row: number): Corner[] {
  const southWest = cornerOf(grid, column, row);
  return [
    southWest,
    cornerOf(grid, end, row),
    cornerOf(grid, end, row + 1),
    cornerOf(grid, column, row + 1),
    southWest,
  ];
}

export const columnOf = (grid: Grid, index: number): number => index % grid.columns;
export const rowOf = (grid: Grid, index: number): number => Math.floor(index / grid.columns);

export function cellCentre(grid: Grid, index: number): Corner {
  return cornerOf(grid, columnOf(grid, index) + 0.5, rowOf(grid, index) + 0.5);
}

/** The cell at a place; null outside of the grid. */
export function cellAt(grid: Grid, longitude: number, latitude: number): number | null {
  const column = Math.floor((longitude - grid.origin.longitude) / grid.column_degrees);
  const row = Math.floor((latitude - grid.origin.latitude) / grid.row_degrees);
  const isInside = column >= 0 && column < grid.columns && row >= 0 && row < grid.rows;
  return isInside ? row * grid.columns + column : null;
}

/** The box around some cells. */
export function cellsBox(grid: Grid, indices: readonly number[]): Box {
  const columns = indices.map((index) => columnOf(grid, index));
  const rows = indices.map((index) => rowOf(grid, index));
  return [
    ...cornerOf(grid, Math.min(...columns), Math.min(...rows)),
    ...cornerOf(grid, Math.max(...columns) + 1, Math.max(...rows) + 1),
  ];
}

export function gridBox(grid: Grid): Box {
  return [...cornerOf(grid, 0, 0), ...cornerOf(grid, grid.columns, grid.rows)];
}

/**
 * The cells of a grid as areas of one colour; neighbours in a row that share it are one area, so that
 * forty thousand cells stay quick to draw. A cell without a colour is left out.
 */
export function paintedCells(grid: Grid, colourOf: (index: number) => string | null): Shape[] {
  const shapes: Shape[] = [];
  for (let row = 0; row < grid.rows; ++row) {
    let start = 0;
    let colour: string | null = null;
    for (let column = 0; column <= grid.columns; ++column) {
      const next = column < grid.columns ? colourOf(row * grid.columns + column) : null;
      if (next === colour && column < grid.columns) continue;
      if (colour !== null) {
        const coordinates = [runRing(grid, start, column, row)];
        shapes.push({
          type: "Feature",
          geometry: { type: "Polygon", coordinates },
          properties: { colour },
        });
      }
      start = column;
      colour = next;
    }
  }
  return shapes;
}

const k_sign_pixels = 12;
const k_metres_a_pixel = 78_271.5; // at zoom 0 on the equator, with tiles of 512 pixels

/** The zoom from which a cell is as wide as a sign. */
export function signZoom(grid: Grid): number {
  const shrink = Math.cos((grid.origin.latitude * Math.PI) / 180);
  return Math.log2((k_sign_pixels * k_metres_a_pixel * shrink) / grid.cell_metres);
}

function markedCell(grid: Grid, { index, mark, label }: MarkedCell): Shape {
  const column = columnOf(grid, index);
  const coordinates = [runRing(grid, column, column + 1, rowOf(grid, index))];
  return {
    type: "Feature",
    geometry: { type: "Polygon", coordinates },
    properties: { mark, ...(label === undefined ? {} : { label, sign_zoom: signZoom(grid) }) },
  };
}

/** Everything that the map draws of a grid. */
export function drawnCells(
  grid: Grid,
  colourOf: (index: number) => string | null,
  marks: MarkedCell[],
): Shapes {
  return collect([...paintedCells(grid, colourOf), ...marks.map((one) => markedCell(grid, one))]);
}

/** Cells by their value, the largest first, at most `count`; those without a value are left out. */
export function topCells(values: readonly number[], count: number): number[] {
  const indices = values.flatMap((value, index) => (value > 0 ? [index] : []));
  return indices.sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0)).slice(0, count);
}
