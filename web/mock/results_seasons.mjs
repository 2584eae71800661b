// @ts-check
/** @typedef {import("./types").S} S */
import { dayOf } from "./clusters.mjs";

const crops = "property.theft_crops";
const livestock = "property.theft_livestock";
const bicycles = "property.theft_of_bicycle";

const solar = (unit, kind, begin, end, ratio, low, high) => ({
  ...{ unit, kind, begin, end, ratio, interval: { low, high } },
  calendar: /** @type {const} */ ("solar"),
  next: null,
});
const lunar = (unit, kind, begin, end, ratio, low, high, from, to) => ({
  ...{ unit, kind, begin, end, ratio, interval: { low, high } },
  calendar: /** @type {const} */ ("lunar"),
  next: { from, to },
});

const periods = [
  solar("360104", crops, "05-20", "06-12", 3.4, 2.3, 4.9),
  solar("360104", crops, "09-08", "10-05", 4.2, 2.9, 6.1),
  solar("360109", crops, "09-12", "10-02", 2.6, 1.6, 4.2),
  solar("360110", livestock, "11-25", "01-10", 2.1, 1.3, 3.3),
  lunar("360106", bicycles, "12-20", "01-15", 1.8, 1.2, 2.6, "2027-01-28", "2027-02-21"),
  lunar("360101", livestock, "08-15", "08-15", 5.6, 2.2, null, "2026-09-25", "2026-09-25"),
];

/** The next time that a period of the solar year begins. */
function nextOf(today, { begin, end }) {
  const year = Number(today.slice(0, 4));
  const first = `${year}-${begin}` >= today ? year : year + 1;
  return { from: `${first}-${begin}`, to: `${end < begin ? first + 1 : first}-${end}` };
}

/** @returns {{ seasons: S["ResultSeason"][] }} */
export function seasonsOf(world, analysis) {
  const today = dayOf(world.now());
  const seasons = periods
    .filter((one) => analysis.kinds.includes(one.kind))
    .map((one) => ({
      ...one,
      unit_name: world.places.get(one.unit)?.unit.name ?? { en: one.unit, zh: one.unit },
      next: one.next ?? nextOf(today, one),
    }));
  return { seasons };
}
