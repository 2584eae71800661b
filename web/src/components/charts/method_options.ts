// Charts of the methods: a series with its alarms, models side by side, periods of the year.
import type { CustomSeriesOption } from "echarts/charts";
import { base, categories, type ChartOption } from "./options";
import { k_chosen_colour, k_sequence, type Palette } from "./palette";
import type { Theme } from "@/app/theme";

export interface AlarmNames {
  count: string;
  expected: string;
  threshold: string;
  alarm: string;
}

export interface AlarmPoint {
  count: number;
  expected: number | null;
  threshold: number | null;
  alarm: boolean;
}

const decimals = (palette: Palette) => ({
  type: "value" as const,
  splitNumber: 3,
  splitLine: { lineStyle: { color: palette.line } },
  axisLabel: { color: palette.quiet },
});

const keys = (palette: Palette, top: number) => ({
  legend: { top: 0, left: 0, textStyle: { color: palette.quiet }, itemWidth: 22, itemHeight: 9 },
  grid: { left: 4, right: 12, top, bottom: 4, containLabel: true },
});

/** Counts as columns, what was expected dashed, the threshold above; an alarm is a pin over its column. */
export function alarmOption(
  palette: Palette,
  labels: string[],
  points: AlarmPoint[],
  names: AlarmNames,
): ChartOption {
  const line = (
    name: string,
    data: (number | null)[],
    type: "dashed" | "solid",
    color: string,
  ) => ({
    type: "line" as const,
    name,
    data,
    color,
    step: "middle" as const,
    showSymbol: false,
    silent: true,
    lineStyle: { width: 1.5, type },
  });
  return {
    ...base(palette),
    ...keys(palette, 36),
    xAxis: categories(palette, labels),
    yAxis: { ...decimals(palette), minInterval: 1 },
    series: [
      {
        type: "bar",
        name: names.count,
        data: points.map((point) => point.count),
        color: palette.accent,
        barCategoryGap: "25%",
      },
      line(
        names.expected,
        points.map((point) => point.expected),
        "dashed",
        palette.quiet,
      ),
      line(
        names.threshold,
        points.map((point) => point.threshold),
        "solid",
        palette.warn,
      ),
      {
        type: "scatter",
        name: names.alarm,
        data: points.map((point) => (point.alarm ? point.count : null)),
        symbol: "pin",
        symbolSize: 18,
        color: palette.bad,
      },
    ],
  };
}

export interface ModelLine {
  name: string;
  values: (number | null)[];
  isChosen: boolean;
}

const k_symbols = ["circle", "rect", "triangle", "diamond", "roundRect", "arrow"] as const;
const k_dashes = ["solid", "dashed", "dotted"] as const;

/** One line a model over the origins: told apart by sign and dash; the chosen one in the accent. */
export function modelOption(palette: Palette, labels: string[], models: ModelLine[]): ChartOption {
  const colours = [palette.quiet, palette.warn, palette.good, palette.bad, palette.text];
  return {
    ...base(palette),
    ...keys(palette, 56),
    xAxis: { ...categories(palette, labels), boundaryGap: true },
    yAxis: { ...decimals(palette), scale: true },
    series: models.map((model, index) => ({
      type: "line" as const,
      name: model.name,
      data: model.values,
      symbol: k_symbols[index % k_symbols.length] ?? "circle",
      symbolSize: model.isChosen ? 8 : 6,
      lineStyle: {
        width: model.isChosen ? 3 : 1.5,
        type: model.isChosen ? ("solid" as const) : (k_dashes[index % k_dashes.length] ?? "solid"),
      },
      color: model.isChosen ? palette.accent : (colours[index % colours.length] ?? palette.quiet),
    })),
  };
}

export interface YearPeriod {
  /** The row that it lies in. */
  row: number;
  /** Weeks from New Year; the end is not in it. */
  from: number;
  to: number;
  /** 0 to 4: how far above the rest of the year. */
  strength: number;
  isNext: boolean;
}

export const k_weeks_a_year = 366 / 7;

/** A dashed line through all rows. */
const todayLine = (palette: Palette, today: number, lastRow: number): CustomSeriesOption => ({
  type: "custom",
  data: [[today, 0]],
  renderItem: (_params, api) => {
    const [x = 0, y = 0] = api.coord([api.value(0), 0]);
    const [, bottom = 0] = api.coord([0, lastRow]);
    return {
      type: "line",
      shape: { x1: x, y1: y - 16, x2: x, y2: bottom + 16 },
      style: { stroke: palette.text, lineWidth: 1, lineDash: [3, 3] },
    };
  },
});

/** Units by weeks of the year: each period a bar, the next one framed. */
export function seasonOption(
  palette: Palette,
  theme: Theme,
  labels: string[],
  periods: YearPeriod[],
  months: { week: number; text: string }[],
  today: number,
  labelWidth: number,
): ChartOption {
  const textOf = new Map(months.map((month) => [month.week, month.text]));
  return {
    ...base(palette),
    tooltip: { show: false },
    xAxis: {
      type: "value",
      min: 0,
      max: k_weeks_a_year,
      position: "top",
      splitLine: { lineStyle: { color: palette.line } },
      axisTick: { customValues: months.map((month) => month.week) },
      axisLabel: {
        color: palette.quiet,
        customValues: months.map((month) => month.week),
        align: "left",
        hideOverlap: true,
        formatter: (value: number) => textOf.get(value) ?? "",
      },
    },
    yAxis: {
      ...categories(palette, labels),
      inverse: true,
      splitLine: { show: true, lineStyle: { color: palette.line } },
      axisLabel: { color: palette.text, width: labelWidth, lineHeight: 16, overflow: "truncate" },
    },
    series: [
      {
        type: "custom",
        data: periods.map((one) => [one.from, one.row, one.to, one.strength, one.isNext ? 1 : 0]),
        encode: { x: [0, 2], y: 1 },
        renderItem: (_params, api) => {
          const row = api.value(1) as number;
          const [left = 0, y = 0] = api.coord([api.value(0), row]);
          const [right = 0] = api.coord([api.value(2), row]);
          const isNext = api.value(4) === 1;
          const fill = k_sequence[theme][api.value(3) as number] ?? palette.accent;
          return {
            type: "rect",
            shape: { x: left, y: y - 9, width: Math.max(3, right - left), height: 18 },
            style: {
              fill,
              ...(isNext ? { stroke: k_chosen_colour, lineWidth: 2 } : {}),
            },
          };
        },
      },
      todayLine(palette, today, labels.length - 1),
    ],
  };
}
