// @ts-check
import { randomUUID } from "node:crypto";
import { need, pageOf, Refusal, scopeOf, within } from "./http.mjs";
import { permissionsOf } from "./offices.mjs";
import { journal } from "./world.mjs";

function bare(account) {
  const shown = { ...account };
  delete shown.password;
  return shown;
}

function sessionBody(world, account, csrf) {
  return {
    account: bare(account),
    permissions: permissionsOf[account.role],
    csrf_token: csrf,
    expires_at: new Date(world.now() + 8 * 3_600_000).toISOString(),
  };
}

function signIn(ask, world) {
  const account = world.accounts.find((one) => one.name === ask.json.name);
  if (account === undefined || account.password !== ask.json.password) {
    throw new Refusal(401, "access.wrong_credentials", "The name or the password is wrong.");
  }
  const key = randomUUID();
  const csrf = randomUUID();
  world.sessions.set(key, { account: account.id, csrf });
  journal(world, account, { action: "session.opened", subject: account.id, unit: account.unit });
  return {
    status: 201,
    json: sessionBody(world, account, csrf),
    headers: { "Set-Cookie": `anlan=${key}; Path=/; HttpOnly; SameSite=Strict` },
  };
}

function accountOf(ask, world) {
  need(ask, "accounts_manage");
  const account = world.accounts.find((one) => one.id === ask.params[0]);
  if (account === undefined || !within(world, account.unit, ask.account.unit)) {
    throw new Refusal(
      404,
      "access.not_found",
      "There is no such record, or it is not yours to see.",
    );
  }
  return account;
}

function addAccount(ask, world) {
  need(ask, "accounts_manage");
  if (world.accounts.some((one) => one.name === ask.json.name)) {
    throw new Refusal(409, "access.name_taken", "An account of this name exists.", [
      { field: "name", fault: "is taken" },
    ]);
  }
  const account = {
    id: world.id(),
    language: "zh",
    is_disabled: false,
    must_change_password: true,
    last_sign_in_at: null,
    unit_name: world.places.get(ask.json.unit)?.unit.name,
    password: randomUUID().slice(0, 13),
    ...ask.json,
  };
  world.accounts.push(account);
  journal(world, ask.account, { action: "account.added", subject: account.id, unit: account.unit });
  return { status: 201, json: account };
}

function listAccounts(ask, world) {
  need(ask, "accounts_manage");
  const unit = scopeOf(ask, world);
  return {
    json: pageOf(ask, world.accounts.filter((one) => within(world, one.unit, unit)).map(bare)),
  };
}

function taskOwners(ask, world) {
  need(ask, "tasks_order");
  const unit = scopeOf(ask, world);
  const items = world.accounts
    .filter((one) => within(world, one.unit, unit) && permissionsOf[one.role].includes("tasks_do"))
    .map((one) => ({
      id: one.id,
      display_name: one.display_name,
      role: one.role,
      unit: one.unit,
      unit_name: one.unit_name,
    }));
  return { json: { items } };
}

function verification(ask, world) {
  need(ask, "journal_read");
  return {
    json: { holds: true, entries: world.journal.length, head: "9f2c41d0a7be53".padEnd(64, "0c") },
  };
}

function makeToken(ask, world) {
  const token = {
    id: world.id(),
    name: ask.json.name,
    unit: ask.account.unit,
    read_only: ask.json.read_only ?? true,
    created_at: new Date(world.now()).toISOString(),
    expires_at: new Date(world.now() + (ask.json.days ?? 90) * 86_400_000).toISOString(),
    last_used_at: null,
  };
  world.tokens.push(token);
  return { status: 201, json: { ...token, secret: `anlan_${randomUUID().replaceAll("-", "")}` } };
}

function cancelJob(ask, world) {
  const job = world.jobs.find((one) => one.id === ask.params[0]);
  if (job?.state === "running") {
    job.state = "cancelled";
    job.ended_at = new Date(world.now()).toISOString();
    world.emit("job", job);
  }
  return { status: 204 };
}

function listJournal(ask, world) {
  need(ask, "journal_read");
  const unit = scopeOf(ask, world);
  const kind = ask.query.get("subject_kind");
  const subject = ask.query.get("subject");
  const found = world.journal.filter(
    (one) =>
      within(world, one.unit, unit) &&
      (kind === null || one.subject_kind === kind) &&
      (subject === null || one.subject === subject),
  );
  return { json: pageOf(ask, found.reverse()) };
}

export const accessRoutes = [
  [
    "GET",
    /^\/v1\/about$/,
    (_ask, world) => ({
      json: {
        name: "Anlan",
        version: "0.1.0",
        zone: "Asia/Shanghai",
        is_demonstration: true,
        now: new Date(world.now()).toISOString(),
        map: { west: 103.4, south: 30.29, east: 104.08, north: 30.74 },
      },
    }),
  ],
  ["POST", /^\/v1\/session$/, signIn],
  [
    "GET",
    /^\/v1\/session$/,
    (ask, world) => ({ json: sessionBody(world, ask.account, world.sessions.get(ask.key).csrf) }),
  ],
  ["DELETE", /^\/v1\/session$/, (ask, world) => (world.sessions.delete(ask.key), { status: 204 })],
  [
    "PUT",
    /^\/v1\/session\/password$/,
    (ask, world) => {
      const account = world.accounts.find((one) => one.id === ask.account.id);
      if (account.password !== ask.json.old_password)
        throw new Refusal(422, "access.wrong_password", "The present password is wrong.", [
          { field: "old_password", fault: "is wrong" },
        ]);
      if (ask.json.new_password.length < 12)
        throw new Refusal(422, "access.weak_password", "A password has at least 12 characters.", [
          { field: "new_password", fault: "is too short" },
        ]);
      Object.assign(account, { password: ask.json.new_password, must_change_password: false });
      return { status: 204 };
    },
  ],
  ["GET", /^\/v1\/accounts$/, listAccounts],
  ["POST", /^\/v1\/accounts$/, addAccount],
  ["GET", /^\/v1\/accounts\/([^/]+)$/, (ask, world) => ({ json: bare(accountOf(ask, world)) })],
  [
    "PATCH",
    /^\/v1\/accounts\/([^/]+)$/,
    (ask, world) => {
      const account = Object.assign(accountOf(ask, world), ask.json);
      account.unit_name = world.places.get(account.unit)?.unit.name;
      return { json: bare(account) };
    },
  ],
  [
    "POST",
    /^\/v1\/accounts\/([^/]+)\/password$/,
    (ask, world) => ({
      status: 201,
      json: { ...bare(accountOf(ask, world)), password: randomUUID().slice(0, 13) },
    }),
  ],
  ["GET", /^\/v1\/task-owners$/, taskOwners],
  ["GET", /^\/v1\/tokens$/, (_ask, world) => ({ json: { items: world.tokens } })],
  ["POST", /^\/v1\/tokens$/, makeToken],
  [
    "DELETE",
    /^\/v1\/tokens\/([^/]+)$/,
    (ask, world) => (
      (world.tokens = world.tokens.filter((one) => one.id !== ask.params[0])),
      { status: 204 }
    ),
  ],
  ["GET", /^\/v1\/journal$/, listJournal],
  ["GET", /^\/v1\/journal\/verification$/, verification],
  ["GET", /^\/v1\/jobs$/, (_ask, world) => ({ json: { items: [...world.jobs].reverse() } })],
  [
    "GET",
    /^\/v1\/jobs\/([^/]+)$/,
    (ask, world) => ({ json: world.jobs.find((one) => one.id === ask.params[0]) }),
  ],
  ["DELETE", /^\/v1\/jobs\/([^/]+)$/, cancelJob],
];
