import { describe, expect, it } from "vitest";
import {
  cellAt,
  cellCentre,
  drawnCells,
  type Grid,
  gridBox,
  paintedCells,
  topCells,
  cellsBox,
  signZoom,
} from "./cells";
import { classOf, shareLimits } from "./scale";

const grid: Grid = {
  origin: { longitude: 100, latitude: 30 },
  cell_metres: 1000,
  columns: 3,
  rows: 2,
  column_degrees: 0.5,
  row_degrees: 0.25,
  corners: [],
};

describe("a grid of cells", () => {
  it("finds the cell at a place, from the south-western corner on", () => {
    expect(cellAt(grid, 100, 30)).toBe(0);
    expect(cellAt(grid, 101.49, 30.01)).toBe(2);
    expect(cellAt(grid, 100.6, 30.26)).toBe(4);
    expect(cellAt(grid, 101.5, 30)).toBeNull();
    expect(cellAt(grid, 99.99, 30)).toBeNull();
  });

  it("agrees with itself about the middle of each cell", () => {
    for (let index = 0; index < 6; ++index) {
      expect(cellAt(grid, ...cellCentre(grid, index))).toBe(index);
    }
  });

  it("lies in its box", () => {
    expect(gridBox(grid)).toEqual([100, 30, 101.5, 30.5]);
  });

  it("draws neighbours of one colour as one area, rows apart, and leaves out what has none", () => {
    const colours = ["red", "red", null, "red", "blue", "blue"];
    const shapes = paintedCells(grid, (index) => colours[index] ?? null);
    expect(shapes.map((one) => one.properties["colour"])).toEqual(["red", "red", "blue"]);
    expect(shapes[0]?.geometry.coordinates).toEqual([
      [
        [100, 30],
        [101, 30],
        [101, 30.25],
        [100, 30.25],
        [100, 30],
      ],
    ]);
  });

  it("marks cells besides their colours", () => {
    const { features } = drawnCells(grid, () => null, [
      { index: 4, mark: "explored", label: "?" },
      { index: 0, mark: "chosen" },
    ]);
    expect(features.map((one) => one.properties)).toEqual([
      { mark: "explored", label: "?", sign_zoom: signZoom(grid) },
      { mark: "chosen" },
    ]);
  });

  it("has its signs from the zoom at which they fit into a cell", () => {
    const metresAPixel = (zoom: number) => (78_271.5 * Math.cos(Math.PI / 6)) / 2 ** zoom;
    expect(grid.cell_metres / metresAPixel(signZoom(grid))).toBeCloseTo(12, 6);
  });

  it("has a box around some of its cells", () => {
    expect(cellsBox(grid, [1, 5])).toEqual([100.5, 30, 101.5, 30.5]);
  });

  it("names its largest cells first and those without a value never", () => {
    expect(topCells([0, 5, 2, 9, 0], 2)).toEqual([3, 1]);
    expect(topCells([0, 1], 5)).toEqual([1]);
  });
});

describe("a colour scale", () => {
  it("puts a limit into the class above it", () => {
    expect(classOf([1, 2], 0.9)).toBe(0);
    expect(classOf([1, 2], 1)).toBe(1);
    expect(classOf([1, 2], 7)).toBe(2);
  });

  it("has rising limits that a person can read, and the fewest cells in the darkest class", () => {
    const values = Array.from({ length: 1000 }, (_, index) => index / 317);
    const limits = shareLimits(values);
    expect(limits).toEqual([...limits].sort((a, b) => a - b));
    expect(limits).toHaveLength(4);
    for (const limit of limits) expect(limit).toBe(Number(limit.toPrecision(2)));
    const darkest = values.filter((value) => classOf(limits, value) === 4).length;
    expect(darkest).toBeLessThan(50);
  });

  it("has no limits where nothing happened, and one where all is the same", () => {
    expect(shareLimits([0, 0])).toEqual([]);
    expect(shareLimits([3, 3, 3])).toEqual([3]);
  });
});
