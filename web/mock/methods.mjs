// @ts-check
/** @typedef {import("./types").S} S */
import { Refusal } from "./http.mjs";

const refuses = {
  en: "Nothing about a person: no score, list or forecast of anybody's conduct. What the police's own initiative brought up is counted apart and teaches nothing.",
  zh: "不涉及任何个人：不对人评分、列名单或预测其行为。警方主动发现的记录单独计数、不参与学习。",
};
const learns = {
  en: "Places and days of incidents that the public or a sensor reported, over the days of records.",
  zh: "数据期内群众或感知设备报告的案件地点与日期。",
};

/** Settings as [default, least, most]. */
const chance = { replicates: [999, 9, 99_999], seed: [1, 0, Number.MAX_SAFE_INTEGER] };
const study = (days) => ({ study_days: [days, 14, 3660] });
const grid = (metres) => ({ grid_metres: [metres, 50, 100_000] });

const rows = [
  [
    "scan",
    "prospective space-time permutation scan 1",
    { en: "Space-time scan", zh: "时空扫描" },
    {
      en: "Circles only; a rise of the whole area at once is no cluster.",
      zh: "仅识别圆形区域；全域同时上升不构成聚集。",
    },
    {
      ...study(365),
      window_days: [28, 1, 365],
      max_cases_share: [0.1, 0.000001, 0.5],
      max_radius_metres: [3000, 1, 1_000_000],
      grid_metres: [250, 0, 100_000],
      ...chance,
    },
  ],
  [
    "near_repeat",
    "Knox test 1",
    { en: "Near repeats", zh: "近重复" },
    {
      en: "Says that incidents follow each other, not who or why.",
      zh: "只说明案件相继发生，不说明何人、为何。",
    },
    {
      ...study(365),
      space_band_metres: [200, 10, 10_000],
      space_bands: [5, 1, 20],
      time_band_days: [7, 1, 90],
      time_bands: [4, 1, 20],
      ratio_min: [1.2, 1, 100],
      chain_min: [3, 2, 100],
      ...chance,
    },
  ],
  [
    "hotspots",
    "emerging hot spots, Getis-Ord Gi* 1",
    { en: "Emerging hot spots", zh: "新兴热点" },
    {
      en: "A cell is judged with its neighbours; a hot spot smaller than a cell is not seen.",
      zh: "网格与邻格一并判断；小于网格的热点看不到。",
    },
    { ...study(365), ...grid(1000), slice_days: [28, 1, 365], z_threshold: [1.96, 0.5, 10] },
  ],
  [
    "series",
    "Farrington flexible 1",
    { en: "Abnormal series", zh: "异常序列" },
    {
      en: "Units with few incidents are judged late; a first season cannot be judged.",
      zh: "案件少的单位判断较迟；首个季节无法判断。",
    },
    {
      ...study(1095),
      years_back: [2, 1, 10],
      half_window_weeks: [3, 1, 12],
      left_out_weeks: [4, 0, 26],
      weeks_shown: [52, 4, 260],
      alpha: [0.05, 0.000001, 0.5],
    },
  ],
  [
    "density",
    "kernel density 1",
    { en: "Density", zh: "密度" },
    {
      en: "Smooth by design: the edge of a busy street is not seen.",
      zh: "本为平滑：看不出一条街的边界。",
    },
    {
      ...study(365),
      ...grid(1000),
      bandwidth_metres: [1200, 50, 50_000],
      window_days: [28, 1, 365],
    },
  ],
  [
    "self_exciting",
    "self-exciting point process 1",
    { en: "Self-exciting model", zh: "自激模型" },
    {
      en: "Near repeats need not be contagion: lasting risk of a place looks alike.",
      zh: "近重复未必是传染：地点的长期风险看来相似。",
    },
    {
      ...study(365),
      ...grid(1000),
      horizon_days: [7, 1, 90],
      reach_metres: [1000, 50, 20_000],
      reach_days: [60, 1, 365],
      background_metres: [2000, 50, 50_000],
    },
  ],
  [
    "seasons",
    "key periods of the year 1",
    { en: "Key periods", zh: "重点时段" },
    {
      en: "Needs two years at least; a change of the law looks like a season once.",
      zh: "至少需两年数据；法规变化会被误作一次季节。",
    },
    {
      ...study(1095),
      announce_days: [14, 1, 90],
      discovery_rate: [0.1, 0.0001, 0.5],
      ...chance,
    },
  ],
  [
    "forecast",
    "stacked forecast 1",
    { en: "Forecast", zh: "预测" },
    {
      en: "Of places, never of people; what is patrolled is reported more, so some cells are drawn by lot.",
      zh: "只预测地点，绝不预测人；巡逻多则报案多，故部分网格抽签。",
    },
    {
      ...study(730),
      ...grid(1000),
      horizon_days: [7, 1, 90],
      area_share: [0.02, 0.001, 0.5],
      exploration_share: [0.2, 0, 0.5],
      origins: [10, 1, 52],
      ...chance,
    },
  ],
];

const limitsOf = new Map(rows.map(([method, , , , settings]) => [method, settings]));

export const methods = /** @type {S["AnalysisMethod"][]} */ (
  rows.map(([method, engine, title, limits, settings]) => ({
    method,
    title,
    learns_from: learns,
    refuses,
    limits,
    engine,
    settings: Object.fromEntries(
      Object.entries(settings).map(([key, [standard]]) => [key, standard]),
    ),
  }))
);

export function methodOf(name) {
  const found = methods.find((one) => one.method === name);
  if (found === undefined) {
    throw new Refusal(422, "invalid", "There is no such method.", [
      { field: "method", fault: "is wrong" },
    ]);
  }
  return found;
}

function faultsOfName(name) {
  return ["zh", "en"]
    .filter((language) => !name?.[language])
    .map((language) => ({ field: `name.${language}`, fault: "must have 1 to 120 characters" }));
}

/** Refuses settings as the server does: every fault at once, by field. */
export function checkAnalysis(given) {
  const faults = faultsOfName(given.name);
  if ((given.kinds ?? []).length === 0) faults.push({ field: "kinds", fault: "must not be empty" });
  const limits = limitsOf.get(methodOf(given.method).method) ?? {};
  for (const [key, value] of Object.entries(given.settings ?? {})) {
    const field = `settings.${key}`;
    const limit = limits[key];
    if (limit === undefined) {
      faults.push({ field, fault: "is not a setting of this method" });
      continue;
    }
    const [, least, most] = limit;
    if (value === null && key === "max_radius_metres") continue;
    if (typeof value !== "number") faults.push({ field, fault: "must be a number" });
    else if (value < least || value > most)
      faults.push({ field, fault: `must be from ${least} to ${most}` });
  }
  if (!(given.valid_days >= 1 && given.valid_days <= 90))
    faults.push({ field: "valid_days", fault: "must be 1 to 90" });
  if (faults.length > 0) {
    const code = faults.some((one) => !one.field.startsWith("settings."))
      ? "analyses.settings"
      : "analyses.method_settings";
    throw new Refusal(422, code, "The settings are not right.", faults);
  }
}
