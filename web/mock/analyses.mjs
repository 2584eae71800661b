// @ts-check
/** @typedef {import("./types").S} S */
/** @typedef {import("./types").World} World */
import { dayOf, plusDays } from "./clusters.mjs";
import { methodOf } from "./methods.mjs";

/** @param {World} world */
export function addAnalysis(world, { name, method, kinds, schedule, isEnabled = true }) {
  const next = `${plusDays(dayOf(world.now()), 1)}T${schedule.at}:00+08:00`;
  /** @type {S["Analysis"]} */
  const made = {
    id: world.id(),
    version: 1,
    name,
    method,
    kinds,
    unit: "360100",
    settings: { ...methodOf(method).settings },
    alert_recurrence_days: 100,
    valid_days: 14,
    warned_level: "station",
    tasks: "on_acknowledgement",
    schedule,
    is_enabled: isEnabled,
    last_run: null,
    next_run_at: schedule.mode === "daily" ? new Date(Date.parse(next)).toISOString() : null,
  };
  world.analyses.push(made);
  return made;
}

const thefts = [
  "property.burglary_dwelling",
  "property.theft_of_bicycle",
  "property.theft_from_vehicle",
];

/** One analysis of each method but the scan. @param {World} world */
export function addOtherMethods(world, addRun) {
  const rows = [
    ["near_repeat", "Do burglaries repeat?", "入室盗窃近重复", ["property.burglary_dwelling"]],
    ["hotspots", "Theft hot spots", "盗窃新兴热点", thefts],
    ["series", "Theft by station", "各所盗窃序列", thefts],
    ["density", "Where thefts lie now", "盗窃密度", thefts],
    ["self_exciting", "Burglary, contagion", "入室盗窃自激模型", ["property.burglary_dwelling"]],
    [
      ...["seasons", "Harvest and holidays", "农忙与节日"],
      ["property.theft_crops", "property.theft_livestock", "property.theft_of_bicycle"],
    ],
    ["forecast", "Thefts of the coming week", "未来一周盗窃预测", thefts],
  ];
  rows.forEach(([method, en, zh, kinds], at) => {
    const schedule = { mode: "daily", at: `05:${String(10 + at * 5)}` };
    const made = addAnalysis(world, { name: { en, zh }, method, kinds, schedule });
    addRun(world, made, 4 - at * 0.1, [], 0);
  });
}
