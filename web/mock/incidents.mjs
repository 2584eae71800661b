// @ts-check
/** @typedef {import("./types").S} S */
import { isInside } from "./geography.mjs";
import { randomFrom } from "./random.mjs";

const k_day_ms = 86_400_000;

/** @type {[string, string, string, [string, string, string, number][]][]} */
const scheme = [
  [
    "property",
    "Theft and damage",
    "侵财与毁财",
    [
      ["burglary_dwelling", "Burglary of a dwelling", "住宅入室盗窃", 11],
      ["burglary_business", "Burglary of a business", "经营场所盗窃", 4],
      ["theft_of_bicycle", "Theft of a bicycle or e-bike", "盗窃自行车、电动车", 17],
      ["theft_from_vehicle", "Theft from a vehicle", "盗窃车内财物", 7],
      ["theft_from_person", "Theft from a person", "扒窃", 5],
      ["theft_crops", "Theft of crops or farm goods", "盗窃农作物、农资", 5],
      ["theft_livestock", "Theft of livestock", "盗窃牲畜", 2],
      ["damage", "Criminal damage", "故意毁坏财物", 6],
    ],
  ],
  [
    "violence",
    "Violence",
    "暴力",
    [
      ["brawl", "Fight or brawl", "打架斗殴", 12],
      ["domestic", "Domestic violence", "家庭暴力", 8],
    ],
  ],
  ["fraud", "Fraud", "诈骗", [["telecom", "Telephone or network fraud", "电信网络诈骗", 13]]],
  [
    "order",
    "Public order",
    "公共秩序",
    [["nuisance", "Anti-social behaviour or nuisance", "扰民", 10]],
  ],
];

/** @type {S["IncidentKind"][]} */
export const kinds = scheme.flatMap(([code, en, zh, inner]) =>
  inner.map(([kind, kindEn, kindZh]) => ({
    code: `${code}.${kind}`,
    class: code,
    class_name: { en, zh },
    name: { en: kindEn, zh: kindZh },
  })),
);
const weights = scheme.flatMap(([, , , inner]) => inner.map((kind) => kind[3]));
const totalWeight = weights.reduce((a, b) => a + b, 0);
const stationWeights = [6, 4, 3, 5, 10, 22, 14, 7, 8, 9, 8, 4];

/** Places of planted clusters: [kind, station, days before today, days long, count, spread in degrees]. */
export const planted = [
  {
    kind: "property.burglary_dwelling",
    station: "360107",
    end: 0,
    days: 11,
    count: 19,
    spread: 0.0042,
  },
  {
    kind: "property.theft_of_bicycle",
    station: "360106",
    end: 3,
    days: 9,
    count: 24,
    spread: 0.005,
  },
  { kind: "property.theft_crops", station: "360104", end: 1, days: 14, count: 13, spread: 0.011 },
  {
    kind: "property.theft_of_bicycle",
    station: "360105",
    end: 52,
    days: 8,
    count: 18,
    spread: 0.004,
  },
  {
    kind: "property.theft_from_vehicle",
    station: "360111",
    end: 75,
    days: 10,
    count: 14,
    spread: 0.005,
  },
];

/** @param {Map<string, import("./types").Place>} places @param {number} now */
export function makeIncidents(places, now) {
  const random = randomFrom(77);
  const stations = [...places.values()].filter((place) => place.unit.level === "station");
  const villages = [...places.values()].filter((place) => place.unit.level === "community");
  /** @type {S["Incident"][]} */
  const incidents = [];
  /** @type {string[][]} */
  const clusters = planted.map(() => []);

  const pickWeighted = (list, total) => {
    let left = random.next() * total;
    return Math.max(
      0,
      list.findIndex((weight) => (left -= weight) < 0),
    );
  };
  const add = (kind, instant, x, y) => {
    const village = villages.find((one) => isInside(one.ring, x, y));
    if (village === undefined) return;
    const hours = kind.includes("burglary") ? random.between(1, 9) : 0;
    const id = random.id();
    const code = village.unit.path[1] ?? "";
    incidents.push({
      id,
      kind,
      occurred_from: new Date(instant - hours * 3_600_000).toISOString(),
      occurred_to: new Date(instant).toISOString(),
      reported_at: new Date(
        Math.min(now, instant + random.between(0.2, 6) * 3_600_000),
      ).toISOString(),
      position: { longitude: Number(x.toFixed(6)), latitude: Number(y.toFixed(6)) },
      place_precision: random.next() < 0.8 ? "exact" : "block",
      place_radius_metres: 30,
      known_by: random.pick([
        "public_report",
        "public_report",
        "public_report",
        "sensor",
        "police_initiative",
      ]),
      status: instant < now - 40 * k_day_ms ? random.pick(["cleared", "closed", "closed"]) : "open",
      unit: code,
      unit_name: places.get(code)?.unit.name ?? { en: code, zh: code },
      source: "demonstration",
      external_id: `JQ${String(incidents.length + 1).padStart(8, "0")}`,
    });
    return id;
  };
  for (let day = 730; day >= 0; --day) {
    const season = 1 + 0.2 * Math.sin((day / 365) * 2 * Math.PI);
    const count = Math.round((11 + random.normal() * 3) * season);
    for (let n = 0; n < count; ++n) {
      const index = pickWeighted(weights, totalWeight);
      const kind = kinds[index]?.code ?? "";
      const station = stations[pickWeighted(stationWeights, 100)] ?? stations[0];
      if (station === undefined) continue;
      const inside = villages.filter((one) => one.unit.parent === station.unit.code);
      const village = inside[Math.floor(random.next() ** 1.8 * inside.length)];
      const month = new Date(now - day * k_day_ms).getUTCMonth();
      if (kind.endsWith("theft_crops") && ![4, 8, 9].includes(month) && random.next() < 0.75)
        continue;
      const x = (village?.centre[0] ?? 0) + random.normal() * 0.011;
      const y = (village?.centre[1] ?? 0) + random.normal() * 0.009;
      const instant = now - day * k_day_ms - random.next() * k_day_ms;
      add(kind, instant, x, y);
    }
  }
  planted.forEach((plan, index) => {
    const station = places.get(plan.station);
    for (let n = 0; n < plan.count; ++n) {
      const instant = now - (plan.end + random.next() * plan.days) * k_day_ms;
      const x = (station?.centre[0] ?? 0) + 0.02 + random.normal() * plan.spread;
      const y = (station?.centre[1] ?? 0) + 0.012 + random.normal() * plan.spread * 0.85;
      const id = add(plan.kind, instant, x, y);
      if (id !== undefined) clusters[index]?.push(id);
    }
  });
  incidents.sort((a, b) => b.occurred_to.localeCompare(a.occurred_to));
  return { incidents, clusters };
}
