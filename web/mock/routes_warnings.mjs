// @ts-check
import { dayOf } from "./clusters.mjs";
import { need, pageOf, Refusal, scopeOf, within } from "./http.mjs";
import { orderTask } from "./loop.mjs";
import { permissionsOf } from "./offices.mjs";
import { journal } from "./world.mjs";

const missing = () =>
  new Refusal(404, "access.not_found", "There is no such record, or it is not yours to see.");

function warningOf(ask, world) {
  const warning = world.warnings.find((one) => one.id === ask.params[0]);
  if (warning === undefined || !within(world, warning.unit, ask.account.unit)) throw missing();
  return warning;
}

function mayOf(ask, warning) {
  const holds = (permission) => permissionsOf[ask.account.role].includes(permission);
  const isLive = ["issued", "acknowledged"].includes(warning.state);
  const may = [];
  if (holds("warnings_handle") && warning.state === "issued") may.push("acknowledge");
  if (holds("warnings_handle")) may.push("comment");
  if (holds("warnings_handle") && isLive) may.push("close");
  if (holds("tasks_order") && isLive) may.push("order_measures");
  return may;
}

const seen = (ask, warning) => ({ ...warning, may: mayOf(ask, warning) });

function orderMeasures(ask, world) {
  need(ask, "tasks_order");
  const warning = warningOf(ask, world);
  const origin = { kind: "warning", id: warning.id };
  const open = warning.measures.filter(
    (measure) =>
      !world.tasks.some(
        (one) => one.origin?.id === warning.id && one.template === measure.template,
      ),
  );
  for (const { template } of open) {
    const task = orderTask(world, {
      template,
      unit: warning.unit,
      by: ask.account.id,
      basis: warning.title.zh,
      origin,
      position: warning.finding.centre,
    });
    journal(world, ask.account, { action: "task.ordered", subject: task.id, unit: task.unit });
  }
  return { json: { ordered: open.length } };
}

function listWarnings(ask, world) {
  need(ask, "warnings_read");
  const unit = scopeOf(ask, world);
  const states = ask.query.get("state")?.split(",");
  const severity = ask.query.get("severity");
  const found = world.warnings.filter(
    (one) =>
      within(world, one.unit, unit) &&
      (states === undefined || states.includes(one.state)) &&
      (severity === null || one.severity === severity),
  );
  return { json: pageOf(ask, found) };
}

function tell(ask, world, warning, action, text) {
  const at = new Date(world.now()).toISOString();
  const entry = {
    at,
    action,
    by: ask.account.display_name,
    ...(text === undefined ? {} : { text }),
  };
  warning.timeline.push(entry);
  warning.updated_at = at;
  warning.version += 1;
  journal(world, ask.account, { action, subject: warning.id, unit: warning.unit });
  return entry;
}

function acknowledge(ask, world) {
  need(ask, "warnings_handle");
  const warning = warningOf(ask, world);
  if (warning.state !== "issued")
    throw new Refusal(409, "warnings.not_issued", "It is acknowledged already.");
  warning.state = "acknowledged";
  tell(ask, world, warning, "warning.acknowledged");
  return { json: seen(ask, warning) };
}

function close(ask, world) {
  need(ask, "warnings_handle");
  const warning = warningOf(ask, world);
  warning.state = "closed";
  tell(ask, world, warning, "warning.closed", ask.json.reason);
  return { json: seen(ask, warning) };
}

function inboxOf(ask, world) {
  const items = world.inbox.filter((one) => within(world, one.unit, ask.account.unit));
  const wanted = ask.query.get("unread") === "true" ? items.filter((one) => !one.is_read) : items;
  return { json: { ...pageOf(ask, wanted), unread: items.filter((one) => !one.is_read).length } };
}

function outcome(ask, world) {
  const found = world.outcomes.get(warningOf(ask, world).id);
  if (found === undefined)
    throw new Refusal(404, "warnings.not_lapsed", `It runs until ${dayOf(world.now())} or later.`);
  return { json: found };
}

function behind(ask, world) {
  const members = new Set(world.warningIncidents.get(warningOf(ask, world).id));
  return {
    json: pageOf(
      ask,
      world.incidents.filter((one) => members.has(one.id)),
    ),
  };
}

const remove = (list) => (ask, world) => {
  world[list] = world[list].filter((one) => one.id !== ask.params[0]);
  return { status: 204 };
};

const add = (list, extra) => (ask, world) => {
  need(ask, "delivery_manage");
  const made = { id: world.id(), ...ask.json, ...extra };
  world[list].push(made);
  return {
    status: 201,
    json: list === "webhooks" ? { ...made, secret: "whsec_4f7a90c1d2" } : made,
  };
};

export const warningRoutes = [
  ["GET", /^\/v1\/warnings$/, listWarnings],
  [
    "GET",
    /^\/v1\/warnings\/([^/]+)$/,
    (ask, world) => (need(ask, "warnings_read"), { json: seen(ask, warningOf(ask, world)) }),
  ],
  ["POST", /^\/v1\/warnings\/([^/]+)\/acknowledgement$/, acknowledge],
  [
    "POST",
    /^\/v1\/warnings\/([^/]+)\/comments$/,
    (ask, world) => ({
      status: 201,
      json: tell(ask, world, warningOf(ask, world), "warning.commented", ask.json.text),
    }),
  ],
  ["POST", /^\/v1\/warnings\/([^/]+)\/tasks$/, orderMeasures],
  ["POST", /^\/v1\/warnings\/([^/]+)\/closure$/, close],
  ["GET", /^\/v1\/warnings\/([^/]+)\/incidents$/, behind],
  ["GET", /^\/v1\/warnings\/([^/]+)\/outcome$/, outcome],
  ["GET", /^\/v1\/inbox$/, inboxOf],
  [
    "POST",
    /^\/v1\/inbox\/([^/]+)\/reading$/,
    (ask, world) => {
      const item = world.inbox.find((one) => one.id === ask.params[0]);
      if (item !== undefined) item.is_read = true;
      return { status: 204 };
    },
  ],
  ["GET", /^\/v1\/webhooks$/, (_ask, world) => ({ json: { items: world.webhooks } })],
  ["POST", /^\/v1\/webhooks$/, add("webhooks", { is_failing: false, last_sent_at: null })],
  ["DELETE", /^\/v1\/webhooks\/([^/]+)$/, remove("webhooks")],
  ["GET", /^\/v1\/mail-subscriptions$/, (_ask, world) => ({ json: { items: world.mails } })],
  ["POST", /^\/v1\/mail-subscriptions$/, add("mails", {})],
  ["DELETE", /^\/v1\/mail-subscriptions\/([^/]+)$/, remove("mails")],
];
