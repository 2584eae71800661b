// @ts-check
/** @typedef {import("./types").S} S */
/** @typedef {import("./types").World} World */
import { planted } from "./incidents.mjs";

export const dayOf = (instant) =>
  new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" }).format(instant);
export const plusDays = (day, count) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);

/** A circle as a polygon of degrees. */
export function circle(longitude, latitude, metres) {
  const ring = [];
  for (let n = 0; n <= 48; ++n) {
    const angle = (n / 48) * 2 * Math.PI;
    ring.push([
      longitude + (Math.cos(angle) * metres) / 111_320 / Math.cos((latitude * Math.PI) / 180),
      latitude + (Math.sin(angle) * metres) / 110_540,
    ]);
  }
  return { type: "Polygon", coordinates: [ring] };
}

/** What the scan would have found of a planted cluster. @param {World} world */
export function findingOf(world, members, numbers) {
  const set = new Set(members);
  const incidents = world.incidents.filter((one) => set.has(one.id));
  const mean = (pick) => incidents.reduce((sum, one) => sum + pick(one), 0) / incidents.length;
  const longitude = mean((one) => one.position.longitude);
  const latitude = mean((one) => one.position.latitude);
  const times = incidents.map((one) => one.occurred_to).sort();
  /** @type {S["Finding"]} */
  const finding = {
    id: world.id(),
    start: dayOf(Date.parse(times[0] ?? "")),
    end: dayOf(Date.parse(times.at(-1) ?? "")),
    observed: incidents.length,
    is_significant: numbers.recurrence_days >= 100,
    centre: { longitude, latitude },
    places: incidents.length - 2,
    ...numbers,
  };
  return finding;
}

const measuresOf = {
  burglary_dwelling: ["patrol", "hardening", "law_talk"],
  theft_of_bicycle: ["patrol", "hardening"],
  theft_crops: ["patrol", "law_talk", "inspection"],
  theft_from_vehicle: ["patrol", "inspection"],
};

const reasons = {
  patrol: {
    en: "Most of the incidents fall between 22:00 and 04:00 in the outlined area.",
    zh: "多数发生在22时至次日4时，集中于划定区域。",
  },
  hardening: {
    en: "Doors and locks were forced in the same way; owners nearby are at risk next.",
    zh: "门锁被撬方式相同，周边住户可能接续受害。",
  },
  law_talk: {
    en: "Residents should know what happens and how to report it.",
    zh: "应让居民了解情况和报案方式。",
  },
  inspection: {
    en: "Second-hand dealers near the place may be offered the goods.",
    zh: "附近旧货收购点可能收到赃物。",
  },
};

/** @param {World} world @returns {S["WarningDetail"]} */
export function warningOf(world, plan) {
  const { index, state, severity, issuedHoursAgo, numbers, members, analysis, run, unit } = plan;
  const kind = planted[index]?.kind ?? "";
  const short = kind.split(".")[1] ?? "";
  const names = world.kinds.find((one) => one.code === kind)?.name ?? { en: kind, zh: kind };
  const place = world.places.get(unit);
  const issued = world.now() - issuedHoursAgo * 3_600_000;
  const finding = findingOf(world, members, numbers);
  const id = world.id();
  const from = dayOf(issued);
  const unitName = place?.unit.name ?? { en: unit, zh: unit };
  world.warningIncidents.set(id, members);
  return {
    id,
    title: { en: `${names.en}: cluster at ${unitName.en}`, zh: `${unitName.zh}：${names.zh}聚集` },
    severity,
    state,
    unit,
    unit_name: unitName,
    kinds: [kind],
    valid_from: from,
    valid_until: plusDays(from, 14),
    issued_at: new Date(issued).toISOString(),
    updated_at: new Date(issued).toISOString(),
    version: 1,
    observed: finding.observed,
    expected: finding.expected,
    recurrence_days: finding.recurrence_days,
    description: {
      en: `${finding.observed} incidents within ${Math.round(finding.radius_metres)} m since ${finding.start}, where ${finding.expected.toFixed(1)} were expected.`,
      zh: `自${finding.start}以来，半径${Math.round(finding.radius_metres)}米内发生${finding.observed}起，按常情约${finding.expected.toFixed(1)}起。`,
    },
    area: circle(finding.centre.longitude, finding.centre.latitude, finding.radius_metres),
    finding,
    analysis,
    run,
    observed_in_unit: finding.observed,
    measures: (measuresOf[short] ?? ["patrol"]).map((template) => ({
      template,
      title: templates.find((one) => one.code === template)?.name ?? { en: template, zh: template },
      reason: reasons[template],
    })),
    may: [],
    timeline: [
      { at: new Date(issued).toISOString(), action: "warning.issued", by: "system:detect" },
    ],
  };
}

/** @type {S["TaskTemplate"][]} */
export const templates = [
  {
    code: "patrol",
    name: { en: "Patrol", zh: "巡逻防控" },
    instructions: {
      en: "Walk the outlined area in the hours named. Speak with shopkeepers and gate keepers. Note what you saw.",
      zh: "在指明时段步巡划定区域，走访店主和门卫，记录所见。",
    },
    evidence: { en: "Time, way walked, whom you spoke with.", zh: "时间、路线、走访人员。" },
    due_hours: 24,
    expected_minutes: 120,
  },
  {
    code: "law_talk",
    name: { en: "Law talk", zh: "普法宣讲" },
    instructions: {
      en: "Tell residents of the area what has happened, how to prevent it and how to report it.",
      zh: "向辖区居民说明警情、防范办法和报案方式。",
    },
    evidence: { en: "How many came, a photo.", zh: "参加人数、照片。" },
    due_hours: 72,
    expected_minutes: 90,
  },
  {
    code: "hardening",
    name: { en: "Target hardening", zh: "技防加固" },
    instructions: {
      en: "Visit the dwellings beside those broken into; check doors, locks, lights; record what the owner agrees to mend.",
      zh: "走访被盗住户的邻近住户，检查门、锁、灯，记录住户同意整改的事项。",
    },
    evidence: {
      en: "Addresses visited, what was agreed, a photo.",
      zh: "走访地址、商定事项、照片。",
    },
    due_hours: 96,
    expected_minutes: 180,
  },
  {
    code: "inspection",
    name: { en: "Inspection", zh: "场所检查" },
    instructions: {
      en: "Inspect the dealers named in the warning; check the registers of the last thirty days.",
      zh: "检查预警所列收购点，查验近三十日登记台账。",
    },
    evidence: { en: "Dealers inspected, entries checked.", zh: "检查场所、核对台账情况。" },
    due_hours: 72,
    expected_minutes: 60,
  },
];
