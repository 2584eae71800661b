// @ts-check
/** @typedef {import("./types").S} S */
/** @typedef {import("./types").World} World */
import { dayOf, findingOf, templates, warningOf } from "./clusters.mjs";
import { addAnalysis, addOtherMethods } from "./analyses.mjs";
import { planted } from "./incidents.mjs";

const numbers = [
  { expected: 3.42, statistic: 17.318, p_value: 0.001, recurrence_days: 1000, radius_metres: 910 },
  { expected: 7.9, statistic: 10.472, p_value: 0.004, recurrence_days: 250, radius_metres: 1050 },
  { expected: 3.1, statistic: 8.266, p_value: 0.008, recurrence_days: 125, radius_metres: 2300 },
  { expected: 5.5, statistic: 9.874, p_value: 0.004, recurrence_days: 250, radius_metres: 880 },
  { expected: 4.6, statistic: 7.013, p_value: 0.009, recurrence_days: 111, radius_metres: 960 },
];

/** @param {World} world @param {S["Analysis"]} of */
export function addRun(world, of, hoursAgo, findings, warnings) {
  const at = world.now() - hoursAgo * 3_600_000;
  /** @type {S["RunWithFindings"]} */
  const run = {
    run: {
      id: world.id(),
      analysis: of.id,
      as_of: dayOf(at),
      state: "done",
      started_at: new Date(at).toISOString(),
      milliseconds: 3120 + (Math.round(hoursAgo * 7) % 900),
      records: world.incidents.filter((one) => of.kinds.includes(one.kind)).length,
      findings: findings.length,
      warnings,
    },
    findings,
  };
  world.runs.unshift(run);
  if (
    of.last_run === null ||
    of.last_run === undefined ||
    of.last_run.started_at < run.run.started_at
  ) {
    of.last_run = run.run;
  }
  return run;
}

/** @param {World} world */
export function issue(world, of, run, index, members, plan) {
  const warning = warningOf(world, {
    index,
    members,
    numbers: numbers[index],
    unit: planted[index]?.station,
    analysis: of.id,
    run: run.run.id,
    ...plan,
  });
  world.warnings.unshift(warning);
  world.inbox.unshift({
    id: world.id(),
    at: warning.issued_at,
    title: warning.title,
    subject_kind: "warning",
    subject: warning.id,
    severity: warning.severity,
    is_read: plan.issuedHoursAgo > 24,
    unit: warning.unit,
  });
  return warning;
}

/** @param {World} world */
export function orderTask(world, order) {
  const template = templates.find((one) => one.code === order.template) ?? templates[0];
  if (template === undefined) throw new Error("no templates");
  const place = world.places.get(order.unit);
  const at = new Date(world.now() - (order.hoursAgo ?? 0) * 3_600_000).toISOString();
  const by = world.accounts.find((one) => one.id === order.by);
  const due =
    order.due_at ?? new Date(Date.parse(at) + template.due_hours * 3_600_000).toISOString();
  /** @type {S["TaskDetail"]} */
  const task = {
    id: order.id ?? world.id(),
    template: template.code,
    title: {
      en: `${template.name.en}: ${place?.unit.name.en ?? ""}`,
      zh: `${place?.unit.name.zh ?? ""}：${template.name.zh}`,
    },
    unit: order.unit,
    unit_name: place?.unit.name ?? { en: order.unit, zh: order.unit },
    state: "open",
    due_at: due,
    is_overdue: Date.parse(due) < world.now(),
    owner: null,
    owner_name: null,
    ordered_by: by?.id ?? "system:detect",
    ordered_by_name: by?.display_name ?? "system:detect",
    origin: order.origin ?? null,
    expected_minutes: order.expected_minutes ?? template.expected_minutes,
    spent_minutes: 0,
    version: 1,
    instructions: template.instructions,
    evidence: template.evidence,
    ordered_at: at,
    expires_at: new Date(Date.parse(due) + 7 * 86_400_000).toISOString(),
    basis: order.basis,
    position: order.position ?? null,
    feedback: [],
    photos: [],
    timeline: [{ at, action: "task.ordered", by: by?.display_name ?? "", text: order.text ?? "" }],
    may: [],
  };
  world.tasks.push(task);
  return task;
}

/** @param {World} world @param {S["Outcome"]["against_expected"]} effect */
function outcome(world, warning, observed, effect, words) {
  world.outcomes.set(warning.id, {
    window_from: warning.valid_from,
    window_to: warning.valid_until,
    observed,
    expected: Number((observed / (effect.ratio ?? 1)).toFixed(1)),
    before: warning.observed,
    beside: observed + 5,
    displaced: 1,
    against_expected: effect,
    against_before: { ratio: 0.33, low: 0.16, high: 0.66, verdict: "fewer" },
    against_beside: { ratio: 0.71, low: 0.35, high: 1.44, verdict: "no_difference_can_be_told" },
    tasks_done: 3,
    tasks_total: 4,
    minutes: 540,
    words,
  });
}

/** @param {World} world @param {string[][]} clusters */
export function makeLoop(world, clusters) {
  const chiefOf = (unit) =>
    world.accounts.find((one) => one.role === "station_chief" && one.unit === unit);
  const officerOf = (unit) =>
    world.accounts.find((one) => one.role === "station_officer" && one.unit === unit);
  const scan = (name, kinds, schedule, isEnabled = true) =>
    addAnalysis(world, { name, method: "scan", kinds, schedule, isEnabled });
  const burglary = scan(
    { en: "Burglary, daily", zh: "入室盗窃日扫描" },
    ["property.burglary_dwelling", "property.burglary_business"],
    { mode: "daily", at: "06:30" },
  );
  const bicycles = scan(
    { en: "Bicycles and e-bikes, daily", zh: "电动车被盗日扫描" },
    ["property.theft_of_bicycle"],
    { mode: "daily", at: "06:40" },
  );
  const crops = scan(
    { en: "Harvest season thefts", zh: "农忙季节盗窃" },
    ["property.theft_crops", "property.theft_livestock"],
    { mode: "by_hand" },
  );
  const vehicles = scan(
    { en: "From vehicles, weekly by hand", zh: "盗窃车内财物" },
    ["property.theft_from_vehicle"],
    { mode: "by_hand" },
    false,
  );
  const members = (index) => clusters[index] ?? [];
  const found = (index) => findingOf(world, members(index), numbers[index]);
  const faint = {
    ...found(4),
    id: world.id(),
    observed: 5,
    expected: 1.9,
    statistic: 3.91,
    p_value: 0.412,
    recurrence_days: 2.4,
    is_significant: false,
  };

  const old2 = addRun(world, vehicles, 24 * 74, [found(4)], 1);
  const old1 = addRun(world, bicycles, 24 * 51, [found(3)], 1);
  addRun(world, burglary, 27, [faint], 0);
  const run2 = addRun(world, bicycles, 51, [found(1)], 1);
  addRun(world, bicycles, 3, [found(1), faint], 0);
  const run1 = addRun(world, burglary, 2.9, [found(0), faint], 1);

  const closed = issue(world, vehicles, old2, 4, members(4), {
    state: "closed",
    severity: "notice",
    issuedHoursAgo: 24 * 74,
  });
  const expired = issue(world, bicycles, old1, 3, members(3), {
    state: "expired",
    severity: "moderate",
    issuedHoursAgo: 24 * 51,
  });
  const going = issue(world, bicycles, run2, 1, members(1), {
    state: "acknowledged",
    severity: "moderate",
    issuedHoursAgo: 51,
  });
  issue(world, burglary, run1, 0, members(0), {
    state: "issued",
    severity: "high",
    issuedHoursAgo: 2.9,
  });
  outcome(
    world,
    closed,
    4,
    { ratio: 0.87, low: 0.24, high: 2.23, verdict: "no_difference_can_be_told" },
    {
      en: "4 incidents where 4.6 were expected (ratio 0.87, 95 % interval 0.24 to 2.23): no difference can be told.",
      zh: "发生4起，预期4.6起（比值0.87，95%区间0.24至2.23）：看不出差异。",
    },
  );
  outcome(
    world,
    expired,
    6,
    { ratio: 0.41, low: 0.15, high: 0.89, verdict: "fewer" },
    {
      en: "6 incidents where 14.6 were expected (ratio 0.41, 95 % interval 0.15 to 0.89): fewer than expected.",
      zh: "发生6起，预期14.6起（比值0.41，95%区间0.15至0.89）：少于预期。",
    },
  );
  makeTasks(world, going, expired, chiefOf, officerOf);
  addOtherMethods(world, addRun);
  world.crops = { analysis: crops, members: members(2), numbers: numbers[2] };
}

/** @param {World} world */
function makeTasks(world, going, expired, chiefOf, officerOf) {
  const at = (hours) => new Date(world.now() - hours * 3_600_000).toISOString();
  const chief = chiefOf(going.unit);
  const officer = officerOf(going.unit);
  const analyst = world.accounts.find((one) => one.role === "analyst");
  going.timeline.push(
    { at: at(49), action: "warning.acknowledged", by: chief?.display_name ?? "" },
    {
      at: at(48.5),
      action: "warning.commented",
      by: chief?.display_name ?? "",
      text: "今晚起夜巡两组，重点是集贸市场和中学北门停车处。",
    },
    { at: at(30), action: "warning.updated", by: "system:detect", text: "21 -> 24" },
  );
  const basis = "预警：电动车被盗聚集";
  const origin = { kind: "warning", id: going.id };
  const order = (template, hoursAgo, dueInHours, by = analyst) =>
    orderTask(world, {
      template,
      unit: going.unit,
      by: by?.id,
      basis,
      origin,
      hoursAgo,
      due_at: at(-dueInHours),
    });
  const patrol = order("patrol", 47, 20);
  Object.assign(patrol, {
    state: "assigned",
    owner: officer?.id,
    owner_name: officer?.display_name,
    spent_minutes: 130,
  });
  patrol.feedback.push({
    id: world.id(),
    is_done: false,
    at: at(12),
    by_name: officer?.display_name ?? "",
    text: "22点至0点步巡集贸市场一带，提醒车主上双锁12人。中学北门照明坏两盏，已报。",
    minutes: 130,
    position: { longitude: 103.7282, latitude: 30.5851 },
  });
  const hardening = order("hardening", 46, 3, chief);
  Object.assign(hardening, {
    state: "done",
    owner: officer?.id,
    owner_name: officer?.display_name,
    spent_minutes: 165,
  });
  hardening.feedback.push({
    id: world.id(),
    is_done: false,
    at: at(4),
    by_name: officer?.display_name ?? "",
    text: "走访停车棚3处，2处同意加装监控。",
    minutes: 165,
    position: null,
  });
  const late = order("inspection", 60, -6);
  Object.assign(late, { state: "open", is_overdue: true });
  const talk = orderTask(world, {
    template: "law_talk",
    unit: going.unit,
    by: chief?.id,
    basis: "辖区夜市开市",
    hoursAgo: 5,
    due_at: at(-40),
  });
  talk.state = "open";
  const past = orderTask(world, {
    template: "patrol",
    unit: expired.unit,
    by: analyst?.id,
    basis: "预警：电动车被盗聚集",
    origin: { kind: "warning", id: expired.id },
    hoursAgo: 24 * 50,
    due_at: at(24 * 49),
  });
  Object.assign(past, {
    state: "accepted",
    is_overdue: false,
    owner: officerOf(expired.unit)?.id,
    owner_name: officerOf(expired.unit)?.display_name,
    spent_minutes: 240,
  });
  world.inbox.unshift({
    id: world.id(),
    at: at(4),
    title: { en: "Done, to be accepted: target hardening", zh: "待验收：技防加固" },
    subject_kind: "task",
    subject: hardening.id,
    is_read: false,
    unit: going.unit,
  });
}
