// @ts-check
/** @typedef {import("./types").S} S */
/** @typedef {import("./types").World} World */
import { makePlaces } from "./geography.mjs";
import { kinds, makeIncidents } from "./incidents.mjs";
import { makeAccounts, makeDelivery, makeImports } from "./offices.mjs";
import { randomFrom } from "./random.mjs";
import { makeLoop } from "./loop.mjs";

/** The morning on which the demonstration county stands still. */
export const k_start = Date.parse("2026-05-18T09:40:00+08:00");

/** The county, its records and its loop, from one seed. @returns {World} */
export function makeWorld() {
  const opened = Date.now();
  const random = randomFrom(5);
  const places = makePlaces();
  const { incidents, clusters } = makeIncidents(places, k_start);
  /** @type {World} */
  const world = {
    now: () => k_start + (Date.now() - opened),
    id: () => random.id(),
    emit: () => undefined,
    places,
    kinds,
    incidents,
    accounts: [],
    sessions: new Map(),
    analyses: [],
    runs: [],
    warnings: [],
    warningIncidents: new Map(),
    outcomes: new Map(),
    tasks: [],
    photos: new Map(),
    inbox: [],
    journal: [],
    jobs: [],
    imports: [],
    rejects: new Map(),
    webhooks: [],
    mails: [],
    tokens: [],
  };
  makeAccounts(world);
  makeLoop(world, clusters);
  makeDelivery(world);
  makeImports(world);
  return world;
}

/** @param {World} world @param {Partial<S["JournalEntry"]> & {action: string, subject: string, unit: string}} entry */
export function journal(world, account, entry) {
  const full = {
    sequence: (world.journal.at(-1)?.sequence ?? 0) + 1,
    at: new Date(world.now()).toISOString(),
    actor: account?.id ?? "system:detect",
    actor_name: account?.display_name ?? "system:detect",
    subject_kind: entry.action.split(".")[0] ?? "",
    purpose: "",
    detail: {},
    ...entry,
  };
  world.journal.push(full);
  const { sequence, action, subject_kind, subject, unit, at } = full;
  world.emit("journal", { sequence, action, subject_kind, subject, unit, at });
}
