// @ts-check
import { templates } from "./clusters.mjs";
import { need, pageOf, Refusal, scopeOf, within } from "./http.mjs";
import { orderTask } from "./loop.mjs";
import { permissionsOf } from "./offices.mjs";
import { journal } from "./world.mjs";

const missing = () =>
  new Refusal(404, "access.not_found", "There is no such record, or it is not yours to see.");

function mayOf(ask, task) {
  const holds = (permission) => permissionsOf[ask.account.role].includes(permission);
  const isOpen = ["open", "assigned", "returned"].includes(task.state);
  const may = [];
  if (isOpen && holds("tasks_order")) may.push("assign");
  if (isOpen && holds("tasks_do") && task.owner === ask.account.id) may.push("feedback");
  if (task.state === "done" && holds("tasks_accept") && task.owner !== ask.account.id)
    may.push("accept");
  if (isOpen && task.ordered_by === ask.account.id) may.push("cancel");
  return may;
}

const seen = (ask, task) => ({ ...task, may: mayOf(ask, task) });

function taskOf(ask, world) {
  const task = world.tasks.find((one) => one.id === ask.params[0]);
  if (task === undefined || !within(world, task.unit, ask.account.unit)) throw missing();
  return task;
}

function listTasks(ask, world) {
  need(ask, "tasks_read");
  const unit = scopeOf(ask, world);
  const states = ask.query.get("state")?.split(",");
  const list = ask.query.get("list");
  const origin = ask.query.get("origin");
  const isGoing = (one) => ["open", "assigned", "returned"].includes(one.state);
  const lists = {
    mine: (one) => one.owner === ask.account.id && isGoing(one),
    to_accept: (one) => mayOf(ask, one).includes("accept"),
    overdue: (one) => one.is_overdue && isGoing(one),
    due_soon: (one) =>
      isGoing(one) && !one.is_overdue && Date.parse(one.due_at) < world.now() + 48 * 3_600_000,
  };
  const found = world.tasks
    .filter(
      (one) =>
        within(world, one.unit, unit) &&
        (states === undefined || states.includes(one.state)) &&
        (list === null || lists[list](one)) &&
        (origin === null ||
          (one.origin !== null && `${one.origin.kind}:${one.origin.id}` === origin)),
    )
    .sort((a, b) => a.due_at.localeCompare(b.due_at));
  return { json: pageOf(ask, found) };
}

function tell(ask, world, task, action, text) {
  task.timeline.push({
    at: new Date(world.now()).toISOString(),
    action,
    by: ask.account.display_name,
    ...(text ? { text } : {}),
  });
  task.version += 1;
  journal(world, ask.account, { action, subject: task.id, unit: task.unit });
  return { json: seen(ask, task) };
}

function notify(world, task, title) {
  world.inbox.unshift({
    id: world.id(),
    at: new Date(world.now()).toISOString(),
    title,
    subject_kind: "task",
    subject: task.id,
    is_read: false,
    unit: task.unit,
  });
}

function order(ask, world) {
  need(ask, "tasks_order");
  const twin = world.tasks.find(
    (one) =>
      one.unit === ask.json.unit &&
      one.template === ask.json.template &&
      ["open", "assigned", "returned"].includes(one.state) &&
      ask.json.origin?.id === one.origin?.id,
  );
  if (twin !== undefined)
    throw new Refusal(409, "tasks.duplicate", "The station has this task already.", [
      { field: "template", fault: `is ordered already: ${twin.id}` },
    ]);
  const task = orderTask(world, { ...ask.json, by: ask.account.id });
  notify(world, task, task.title);
  journal(world, ask.account, { action: "task.ordered", subject: task.id, unit: task.unit });
  return { status: 201, json: seen(ask, task) };
}

function assign(ask, world) {
  need(ask, "tasks_order");
  const task = taskOf(ask, world);
  const match = ask.headers["if-match"];
  if (match !== undefined && match !== `"${task.version}"`)
    throw new Refusal(412, "version_changed", "Someone else has changed it.");
  const owner = world.accounts.find((one) => one.id === ask.json.owner);
  Object.assign(task, { owner: owner?.id, owner_name: owner?.display_name, state: "assigned" });
  return tell(ask, world, task, "task.assigned", owner?.display_name);
}

function feedback(ask, world) {
  need(ask, "tasks_do");
  const task = taskOf(ask, world);
  task.feedback.push({
    id: world.id(),
    is_done: ask.json.is_done,
    at: ask.json.at ?? new Date(world.now()).toISOString(),
    by_name: ask.account.display_name,
    text: ask.json.text,
    minutes: ask.json.minutes,
    position: ask.json.position ?? null,
  });
  task.spent_minutes += ask.json.minutes;
  if (ask.json.is_done) task.state = "done";
  return {
    status: 201,
    ...tell(ask, world, task, ask.json.is_done ? "task.done" : "task.reported"),
  };
}

function accept(ask, world) {
  need(ask, "tasks_accept");
  const task = taskOf(ask, world);
  if (task.owner === ask.account.id)
    throw new Refusal(403, "tasks.own_work", "Nobody accepts their own work.");
  task.state = ask.json.accepted ? "accepted" : "returned";
  return tell(
    ask,
    world,
    task,
    ask.json.accepted ? "task.accepted" : "task.returned",
    ask.json.text,
  );
}

function load(ask, world) {
  const unit = scopeOf(ask, world);
  const items = [...world.places.values()]
    .filter((place) => place.unit.level === "station" && place.unit.path.includes(unit))
    .map(({ unit: station }) => {
      const tasks = world.tasks.filter((one) => one.unit === station.code);
      const sum = (pick) => tasks.reduce((all, one) => all + pick(one), 0);
      return {
        unit: station.code,
        unit_name: station.name,
        week: "2026-05-18",
        ordered_minutes: sum((one) => one.expected_minutes),
        open_minutes: sum((one) => Math.max(0, one.expected_minutes - one.spent_minutes)),
        spent_minutes: sum((one) => one.spent_minutes),
        open: tasks.filter((one) => one.state === "open").length,
      };
    });
  return { json: { items } };
}

export const taskRoutes = [
  ["GET", /^\/v1\/task-templates$/, () => ({ json: { items: templates } })],
  ["GET", /^\/v1\/tasks$/, listTasks],
  ["POST", /^\/v1\/tasks$/, order],
  [
    "GET",
    /^\/v1\/tasks\/([^/]+)$/,
    (ask, world) => {
      const task = taskOf(ask, world);
      return { json: seen(ask, task), headers: { ETag: `"${task.version}"` } };
    },
  ],
  ["POST", /^\/v1\/tasks\/([^/]+)\/assignment$/, assign],
  ["POST", /^\/v1\/tasks\/([^/]+)\/feedback$/, feedback],
  [
    "POST",
    /^\/v1\/tasks\/([^/]+)\/photos$/,
    (ask, world) => {
      const task = taskOf(ask, world);
      const photo = {
        id: world.id(),
        at: new Date(world.now()).toISOString(),
        bytes: ask.body.length,
        feedback: null,
        media_type: String(ask.headers["content-type"]),
      };
      world.photos.set(photo.id, { type: photo.media_type, bytes: ask.body });
      task.photos.push(photo);
      return { status: 201, json: photo };
    },
  ],
  [
    "GET",
    /^\/v1\/tasks\/([^/]+)\/photos\/([^/]+)$/,
    (ask, world) => {
      const photo = world.photos.get(ask.params[1]);
      if (photo === undefined) throw missing();
      return { type: photo.type, bytes: photo.bytes };
    },
  ],
  ["POST", /^\/v1\/tasks\/([^/]+)\/acceptance$/, accept],
  [
    "POST",
    /^\/v1\/tasks\/([^/]+)\/cancellation$/,
    (ask, world) => {
      const task = taskOf(ask, world);
      task.state = "cancelled";
      return tell(ask, world, task, "task.cancelled", ask.json.reason);
    },
  ],
  ["GET", /^\/v1\/task-load$/, load],
];
