// @ts-check
/** @typedef {import("./types").S} S */
/** @typedef {import("./types").World} World */
import { dayOf, plusDays } from "./clusters.mjs";
import { forecastOf, selfExcitingOf } from "./results_forecast.mjs";
import { seasonsOf } from "./results_seasons.mjs";
import { methodOf } from "./methods.mjs";
import { randomFrom } from "./random.mjs";

const k_day_ms = 86_400_000;
const k_metres_a_degree = 111_320;

/** The box of the county in square cells. @param {World} world @returns {S["Grid"]} */
export function gridOf(world, metres) {
  const [west = 0, south = 0, east = 0, north = 0] = world.places.get("360100")?.unit.bbox ?? [];
  const row_degrees = metres / k_metres_a_degree;
  const column_degrees = row_degrees / Math.cos((((south + north) / 2) * Math.PI) / 180);
  const columns = Math.ceil((east - west) / column_degrees);
  const rows = Math.ceil((north - south) / row_degrees);
  const right = west + columns * column_degrees;
  const top = south + rows * row_degrees;
  return {
    origin: { longitude: west, latitude: south },
    cell_metres: metres,
    columns,
    rows,
    column_degrees,
    row_degrees,
    corners: [
      [west, top],
      [right, top],
      [right, south],
      [west, south],
    ],
  };
}

/** The incidents that an analysis reads, with how many days ago each happened. */
export function recordsOf(world, analysis) {
  return world.incidents
    .filter((one) => analysis.kinds.includes(one.kind) && one.known_by !== "police_initiative")
    .map((one) => ({ ...one, ago: (world.now() - Date.parse(one.occurred_to)) / k_day_ms }))
    .filter((one) => one.ago <= (analysis.settings.study_days ?? 365));
}

/** Counts of cells. @param {S["Grid"]} grid */
export function countsOf(grid, records) {
  const counts = new Array(grid.columns * grid.rows).fill(0);
  for (const { position } of records) {
    const column = Math.floor((position.longitude - grid.origin.longitude) / grid.column_degrees);
    const row = Math.floor((position.latitude - grid.origin.latitude) / grid.row_degrees);
    if (column < 0 || row < 0 || column >= grid.columns || row >= grid.rows) continue;
    counts[row * grid.columns + column] += 1;
  }
  return counts;
}

/** Each cell with its neighbours, weighed by a bell of so many cells. @param {S["Grid"]} grid */
export function smoothed(grid, counts, width) {
  const reach = Math.ceil(width * 3);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, at) =>
    Math.exp(-((at - reach) ** 2) / (2 * width * width)),
  );
  const total = weights.reduce((a, b) => a + b, 0);
  const pass = (values, step, isInside) =>
    values.map((_, index) => {
      let sum = 0;
      for (let at = -reach; at <= reach; ++at) {
        if (isInside(index, at)) sum += (values[index + at * step] ?? 0) * weights[at + reach];
      }
      return sum / total;
    });
  const { columns, rows } = grid;
  const along = pass(counts, 1, (index, at) => {
    const column = (index % columns) + at;
    return column >= 0 && column < columns;
  });
  return pass(along, columns, (index, at) => {
    const row = Math.floor(index / columns) + at;
    return row >= 0 && row < rows;
  });
}

export const digits = (value, count = 4) => Number(value.toFixed(count));

function densityOf(world, analysis) {
  const { grid_metres, bandwidth_metres, window_days, study_days } = analysis.settings;
  const grid = gridOf(world, grid_metres);
  const records = recordsOf(world, analysis);
  const recent = records.filter((one) => one.ago < window_days);
  const earlier = records.filter((one) => one.ago >= window_days);
  const width = bandwidth_metres / grid_metres;
  const area = (grid_metres / 1000) ** 2;
  const share = window_days / (study_days - window_days);
  const today = dayOf(world.now());
  return {
    surface: {
      ...grid,
      measures: /** @type {const} */ ("recent_density"),
      from: plusDays(today, 1 - window_days),
      to: today,
      values: smoothed(grid, countsOf(grid, recent), width).map((one) => digits(one / area)),
      expected: smoothed(grid, countsOf(grid, earlier), width).map((one) =>
        digits((one / area) * share),
      ),
    },
  };
}

/** @type {S["ResultHotspots"]["legend"]} */
const legend = [
  "none",
  "new",
  "consecutive",
  "intensifying",
  "persistent",
  "diminishing",
  "sporadic",
  "oscillating",
  "historical",
];

/** Which slices a cell was hot in, oldest first, told in one word. */
function classOf(hot, cold, trend) {
  const last = hot.length - 1;
  const share = hot.filter(Boolean).length / hot.length;
  const isHot = hot[last];
  if (!isHot) return share >= 0.8 ? "historical" : "none";
  if (share >= 0.8)
    return trend > 0.4 ? "intensifying" : trend < -0.4 ? "diminishing" : "persistent";
  if (share <= 1 / hot.length) return "new";
  if (cold.some(Boolean)) return "oscillating";
  const first = hot.indexOf(true);
  return hot.slice(first).every(Boolean) ? "consecutive" : "sporadic";
}

function hotspotsOf(world, analysis) {
  const { grid_metres, slice_days, z_threshold, study_days } = analysis.settings;
  const grid = gridOf(world, grid_metres);
  const slices = Math.floor(study_days / slice_days);
  const records = recordsOf(world, analysis);
  const z = Array.from({ length: slices }, (_, at) => {
    const from = (slices - 1 - at) * slice_days;
    const inside = records.filter((one) => one.ago >= from && one.ago < from + slice_days);
    const values = smoothed(grid, countsOf(grid, inside), 1.2);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const deviation = Math.sqrt(
      values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length,
    );
    return values.map((one) => (one - mean) / (deviation || 1));
  });
  const classes = z[0]?.map((_, cell) => {
    const path = z.map((slice) => slice[cell] ?? 0);
    const half = Math.floor(slices / 2);
    const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
    const name = classOf(
      path.map((one) => one >= z_threshold),
      path.map((one) => one <= -0.55),
      mean(path.slice(half)) - mean(path.slice(0, half)),
    );
    return legend.indexOf(/** @type {never} */ (name));
  });
  return {
    hotspots: {
      ...grid,
      legend,
      classes,
      z: z.at(-1)?.map((one) => digits(one, 2)),
      slice_days,
      slices,
    },
  };
}

function seriesOf(world, analysis) {
  const weeks = analysis.settings.weeks_shown;
  const records = recordsOf(world, analysis);
  const today = dayOf(world.now());
  const stations = [...world.places.values()].filter((place) => place.unit.level === "station");
  const series = stations.map(({ unit }) => {
    const counts = Array.from({ length: weeks + 12 }, () => 0);
    for (const one of records) {
      const week = Math.floor(one.ago / 7);
      if (one.unit === unit.code && week < counts.length) counts[counts.length - 1 - week] += 1;
    }
    const points = counts.slice(12).map((count, at) => {
      const before = counts.slice(at, at + 12);
      const expected = before.reduce((a, b) => a + b, 0) / before.length;
      const threshold = expected + 2.58 * Math.sqrt(Math.max(0.5, expected));
      const isJudged = at >= 4;
      return {
        day: plusDays(today, -7 * (weeks - 1 - at) - 6),
        count,
        expected: isJudged ? digits(expected, 2) : null,
        threshold: isJudged ? digits(threshold, 2) : null,
        alarm: isJudged && count > threshold,
      };
    });
    return { unit: unit.code, unit_name: unit.name, step_days: 7, points };
  });
  return { series };
}

function nearRepeatOf(world, analysis, finding) {
  const { space_band_metres, space_bands, time_band_days, time_bands } = analysis.settings;
  const random = randomFrom(11);
  const bands = (count, width) =>
    Array.from({ length: count }, (_, at) => ({ from: at * width, to: (at + 1) * width }));
  const table = (cell) =>
    Array.from({ length: space_bands }, (_, space) =>
      Array.from({ length: time_bands }, (__, time) => cell(space, time)),
    );
  const expected = table((space) => digits(6.4 * (space + 1) + random.next() * 2, 2));
  const observed = table((space, time) => {
    const lift = 1 + 1.7 * Math.exp(-space * 0.9 - time * 1.1);
    return Math.round((expected[space]?.[time] ?? 0) * lift * (0.94 + random.next() * 0.1));
  });
  const ratio = table((space, time) =>
    digits((observed[space]?.[time] ?? 0) / (expected[space]?.[time] ?? 1), 3),
  );
  const chain = (days, incidents) => ({
    centre: {
      longitude: finding.longitude + 0.01 * days,
      latitude: finding.latitude - 0.006 * days,
    },
    radius_metres: 180 + 40 * incidents,
    incidents,
    first_day: plusDays(dayOf(world.now()), -days * 4 - 5),
    last_day: plusDays(dayOf(world.now()), -days),
  });
  return {
    near_repeat: {
      space_bands: bands(space_bands, space_band_metres),
      time_bands: bands(time_bands, time_band_days),
      observed,
      expected,
      ratio,
      p: table((space, time) =>
        (ratio[space]?.[time] ?? 1) > 1.25 ? 0.001 : digits(0.08 + random.next() * 0.9, 3),
      ),
      near_metres: 2 * space_band_metres,
      near_days: 2 * time_band_days,
      chains: [chain(0, 5), chain(2, 3), chain(4, 3)],
    },
  };
}

/** @param {World} world @returns {Partial<S["AnalysisResult"]>} */
function partOf(world, analysis, findings) {
  if (analysis.method === "scan") return { clusters: findings };
  if (analysis.method === "near_repeat") {
    const [longitude = 0, latitude = 0] = world.places.get("360106")?.centre ?? [];
    return nearRepeatOf(world, analysis, { longitude, latitude });
  }
  if (analysis.method === "hotspots") return hotspotsOf(world, analysis);
  if (analysis.method === "series") return seriesOf(world, analysis);
  if (analysis.method === "density") return densityOf(world, analysis);
  if (analysis.method === "self_exciting") return selfExcitingOf(world, analysis);
  if (analysis.method === "seasons") return seasonsOf(world, analysis);
  return forecastOf(world, analysis);
}

/** What a run left to be drawn, with its method's card. @param {World} world @returns {S["AnalysisResult"]} */
export function resultOf(world, analysis, run) {
  const { title, learns_from, refuses, limits, engine } = methodOf(analysis.method);
  const days = analysis.settings.study_days ?? 365;
  const all = world.incidents.filter((one) => analysis.kinds.includes(one.kind));
  const admitted = recordsOf(world, analysis).length;
  return {
    analysis: analysis.id,
    run: run.run.id,
    method: analysis.method,
    as_of: run.run.as_of,
    engine,
    card: {
      title,
      learns_from,
      refuses,
      limits,
      settings: analysis.settings,
      kinds: analysis.kinds,
      unit: analysis.unit,
      first_day: plusDays(run.run.as_of, 1 - days),
      last_day: run.run.as_of,
      counts: {
        admitted,
        police_initiative: all.filter((one) => one.known_by === "police_initiative").length,
        without_place: 17,
        reported_later: 2,
      },
    },
    ...partOf(world, analysis, run.findings),
  };
}
