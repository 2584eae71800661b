import type {
  BarSeriesOption,
  CustomSeriesOption,
  LineSeriesOption,
  ScatterSeriesOption,
} from "echarts/charts";
import type {
  GridComponentOption,
  LegendComponentOption,
  TooltipComponentOption,
} from "echarts/components";
import type { ComposeOption } from "echarts/core";
import type { Palette } from "./palette";

export type ChartOption = ComposeOption<
  | BarSeriesOption
  | LineSeriesOption
  | CustomSeriesOption
  | ScatterSeriesOption
  | LegendComponentOption
  | GridComponentOption
  | TooltipComponentOption
>;

const k_font =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans SC", "Noto Sans CJK SC", sans-serif';

/** What all charts share: quiet axes, no movement, a tooltip drawn on the canvas. */
export function base(palette: Palette) {
  return {
    animation: false,
    textStyle: { fontFamily: k_font, color: palette.quiet },
    grid: { left: 4, right: 12, top: 12, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis" as const,
      // Rich text needs no inline style, so that the content security policy can forbid it.
      renderMode: "richText" as const,
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.text, fontSize: 13 },
    },
  };
}

export const categories = (palette: Palette, data: string[]) => ({
  type: "category" as const,
  data,
  axisTick: { show: false },
  axisLine: { lineStyle: { color: palette.line } },
  axisLabel: { color: palette.quiet, hideOverlap: true },
});

const values = (palette: Palette) => ({
  type: "value" as const,
  minInterval: 1,
  splitNumber: 3,
  splitLine: { lineStyle: { color: palette.line } },
  axisLabel: { color: palette.quiet },
});

export interface Line {
  name: string;
  values: number[];
  isFaint?: boolean;
}

/** Series over the same days: the first in the accent, faint ones dashed. */
export function lineOption(palette: Palette, labels: string[], lines: Line[]): ChartOption {
  return {
    ...base(palette),
    xAxis: { ...categories(palette, labels), boundaryGap: false },
    yAxis: values(palette),
    series: lines.map((line) => ({
      type: "line" as const,
      name: line.name,
      data: line.values,
      showSymbol: false,
      silent: true,
      lineStyle: {
        width: line.isFaint ? 1.5 : 2,
        type: line.isFaint ? ("dashed" as const) : ("solid" as const),
      },
      color: line.isFaint ? palette.quiet : palette.accent,
    })),
  };
}

export interface Bar {
  key: string;
  label: string;
  value: number;
  isChosen?: boolean;
  isOff?: boolean;
}

/** Columns in the order given. */
export function columnOption(palette: Palette, name: string, bars: Bar[]): ChartOption {
  return {
    ...base(palette),
    xAxis: categories(
      palette,
      bars.map((bar) => bar.label),
    ),
    yAxis: values(palette),
    series: [{ type: "bar", name, data: barData(palette, bars), barCategoryGap: "25%" }],
  };
}

/** Lying bars, the first at the top. */
export function barOption(palette: Palette, name: string, bars: Bar[]): ChartOption {
  return {
    ...base(palette),
    xAxis: values(palette),
    yAxis: {
      ...categories(
        palette,
        bars.map((bar) => bar.label),
      ),
      inverse: true,
      axisLabel: { color: palette.text, width: 132, overflow: "truncate" },
    },
    series: [
      {
        type: "bar",
        name,
        data: barData(palette, bars),
        barCategoryGap: "30%",
        label: { show: true, position: "right", color: palette.quiet },
      },
    ],
  };
}

function barData(palette: Palette, bars: Bar[]) {
  return bars.map((bar) => ({
    name: bar.key,
    value: bar.value,
    itemStyle: {
      color: bar.isChosen ? "#e66100" : bar.isOff ? palette.line : palette.accent,
    },
  }));
}

export interface Interval {
  label: string;
  ratio: number | null;
  low: number;
  high: number | null;
}

const k_ratio_low = 1 / 16;
const k_ratio_high = 16;

/** Ratios with their intervals on a scale of doublings; the line at one says "no difference". */
export function intervalOption(palette: Palette, rows: Interval[], sameText: string): ChartOption {
  const clip = (value: number) => Math.min(k_ratio_high, Math.max(k_ratio_low, value));
  return {
    ...base(palette),
    tooltip: { show: false },
    xAxis: {
      type: "log",
      logBase: 2,
      min: k_ratio_low,
      max: k_ratio_high,
      splitLine: { lineStyle: { color: palette.line } },
      axisLabel: {
        color: palette.quiet,
        hideOverlap: true,
        formatter: (value: number) =>
          value === 1 ? sameText : value < 1 ? `1/${Math.round(1 / value)}` : `${value}×`,
      },
    },
    yAxis: {
      ...categories(
        palette,
        rows.map((row) => row.label),
      ),
      inverse: true,
      axisLabel: { color: palette.text },
    },
    series: [
      {
        type: "custom",
        data: rows.map((row, index) => [
          clip(row.low),
          index,
          clip(row.high ?? k_ratio_high),
          clip(row.ratio ?? 1),
        ]),
        encode: { x: [0, 2, 3], y: 1 },
        renderItem: (_params, api) => {
          const row = api.value(1) as number;
          const [left = 0, y = 0] = api.coord([api.value(0), row]);
          const [right = 0] = api.coord([api.value(2), row]);
          const [middle = 0] = api.coord([api.value(3), row]);
          const [one = 0] = api.coord([1, row]);
          const colour = right < one ? palette.good : left > one ? palette.bad : palette.quiet;
          const stroke = { stroke: colour, lineWidth: 2 };
          const line = (x1: number, y1: number, x2: number, y2: number) => ({
            type: "line" as const,
            shape: { x1, y1, x2, y2 },
            style: stroke,
          });
          return {
            type: "group",
            children: [
              {
                type: "line",
                shape: { x1: one, y1: y - 18, x2: one, y2: y + 18 },
                style: { stroke: palette.text, lineWidth: 1, lineDash: [3, 3] },
              },
              line(left, y, right, y),
              line(left, y - 5, left, y + 5),
              line(right, y - 5, right, y + 5),
              { type: "circle", shape: { cx: middle, cy: y, r: 5 }, style: { fill: colour } },
            ],
          };
        },
      },
    ],
  };
}
