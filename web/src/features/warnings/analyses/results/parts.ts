import type { Schemas } from "@/api/client";
import { cellCentre, type Grid } from "@/components/map/cells";

export type Surface = Schemas["ResultSurface"];
export type Hotspots = Schemas["ResultHotspots"];
export type Series = Schemas["ResultSeries"];
export type NearRepeat = Schemas["ResultNearRepeat"];
export type Band = Schemas["ResultBand"];
export type Season = Schemas["ResultSeason"];
export type Forecast = Schemas["ResultForecast"];
export type Backtest = Forecast["backtest"];

/** Where a ratio of now to before stops being "about as before". */
export const k_change_limits = [0.5, 0.8, 1.25, 2] as const;

/** Values over what they are held against; null where nothing was expected. */
export function changes(surface: Surface): (number | null)[] {
  const expected = surface.expected ?? [];
  return surface.values.map((value, index) => {
    const before = expected[index] ?? 0;
    return before > 0 ? value / before : null;
  });
}

/** A position as it is read out and copied: degrees, a tenth of a second of arc or so. */
export function positionText(grid: Grid, index: number): string {
  const [longitude, latitude] = cellCentre(grid, index);
  return `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
}

/** Half open: what begins the band is in it, what ends it is not. */
export function bandText(band: Band, number: (value: number) => string): string {
  return `[${number(band.from)}, ${number(band.to)})`;
}

export const k_significance = 0.05;

/** More pairs than chance brings together. */
export function isMore(of: NearRepeat, space: number, time: number): boolean {
  const p = of.p[space]?.[time] ?? 1;
  const ratio = of.ratio[space]?.[time] ?? null;
  return p <= k_significance && ratio !== null && ratio > 1;
}

/** Units with an alarm in the latest step first, then those with the highest excess. */
export function bySeverity(series: readonly Series[]): Series[] {
  const excess = (one: Series): number => {
    const last = one.points.at(-1);
    if (last === undefined) return -Infinity;
    return (last.alarm ? 1e6 : 0) + last.count - (last.expected ?? last.count);
  };
  return [...series].sort((a, b) => excess(b) - excess(a));
}

const k_day_ms = 86_400_000;
// A leap year, so that 02-29 has its place.
const k_new_year = Date.UTC(2024, 0, 1);
const k_days = 366;

/** Weeks from New Year to a day of the year ("04-20" or "2026-04-20"). */
export function weekOf(day: string): number {
  const [month = 1, date = 1] = day.split("-").slice(-2).map(Number);
  return (Date.UTC(2024, month - 1, date) - k_new_year) / k_day_ms / 7;
}

export interface Stretch {
  from: number;
  to: number;
}

/** The weeks that a period covers, its last day included; two stretches where it spans New Year. */
export function stretchesOf(first: string, last: string): Stretch[] {
  const from = weekOf(first);
  const to = weekOf(last) + 1 / 7;
  const end = k_days / 7;
  return to > from
    ? [{ from, to }]
    : [
        { from, to: end },
        { from: 0, to },
      ];
}

/** The days of a period in this year: by its own dates, or where its calendar is not ours, by the next. */
export const stretchesIn = (season: Season): Stretch[] =>
  season.calendar === "solar"
    ? stretchesOf(season.begin, season.end)
    : stretchesOf(season.next.from, season.next.to);

/** How far above the rest of the year, in the five shades of the scale. */
export const strengthOf = (ratio: number): number =>
  [1.5, 2, 3, 5].filter((limit) => ratio >= limit).length;

/** The mean of what there is; null where there is nothing. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
