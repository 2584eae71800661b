// @ts-check
import { findingOf } from "./clusters.mjs";
import { need, Refusal } from "./http.mjs";
import { startJob } from "./jobs.mjs";
import { addRun, issue } from "./loop.mjs";
import { checkAnalysis, methodOf, methods } from "./methods.mjs";
import { resultOf } from "./results.mjs";
import { journal } from "./world.mjs";

const missing = () =>
  new Refusal(404, "access.not_found", "There is no such record, or it is not yours to see.");

function analysisOf(ask, world) {
  const of = world.analyses.find((one) => one.id === ask.params[0]);
  if (of === undefined) throw missing();
  return of;
}

/** The first run of the analysis of crops finds its planted cluster and warns. */
function findCrops(world, of) {
  const crops = world.crops;
  if (crops === undefined || of.id !== crops.analysis.id || of.last_run !== null)
    return addRun(world, of, 0, [], 0);
  const isKnown = world.warnings.some((one) => one.analysis === of.id);
  const finding = findingOf(world, crops.members, crops.numbers);
  const run = addRun(world, of, 0, [finding], isKnown ? 0 : 1);
  if (isKnown) return run;
  const made = issue(world, of, run, 2, crops.members, {
    state: "issued",
    severity: "moderate",
    issuedHoursAgo: 0,
  });
  journal(world, null, { action: "warning.issued", subject: made.id, unit: made.unit });
  return run;
}

function runAnalysis(ask, world) {
  need(ask, "analyses_write");
  const of = analysisOf(ask, world);
  const job = startJob(world, {
    kind: "detect",
    title: of.name.zh,
    milliseconds: 1800,
    finish: () => ({ run: findCrops(world, of).run.id }),
  });
  return { status: 202, json: job };
}

const complete = (given) => ({
  ...given,
  settings: { ...methodOf(given.method).settings, ...given.settings },
});

function saveAnalysis(ask, world) {
  need(ask, "analyses_write");
  const of = analysisOf(ask, world);
  const match = ask.headers["if-match"];
  if (match !== undefined && match !== `"${of.version}"`)
    throw new Refusal(412, "version_changed", "Someone else has changed it.");
  checkAnalysis(ask.json);
  Object.assign(of, complete(ask.json), { version: of.version + 1 });
  return { json: of };
}

function addAnalysis(ask, world) {
  need(ask, "analyses_write");
  checkAnalysis(ask.json);
  const made = {
    ...complete(ask.json),
    id: world.id(),
    version: 1,
    last_run: null,
    next_run_at: null,
  };
  world.analyses.push(made);
  return { status: 201, json: made };
}

function showResult(ask, world) {
  need(ask, "analyses_read");
  const of = analysisOf(ask, world);
  const wanted = ask.query.get("run");
  const run = world.runs.find(
    (one) => one.run.analysis === of.id && (wanted === null || one.run.id === wanted),
  );
  if (run === undefined)
    throw new Refusal(404, "analyses.no_result", "No run of it has left a result.");
  return { json: resultOf(world, of, run) };
}

function showRun(ask, world) {
  const run = world.runs.find((one) => one.run.id === ask.params[0]);
  if (run === undefined) throw missing();
  return { json: run };
}

export const analysisRoutes = [
  [
    "GET",
    /^\/v1\/analyses$/,
    (ask, world) => (need(ask, "analyses_read"), { json: { items: world.analyses } }),
  ],
  ["POST", /^\/v1\/analyses$/, addAnalysis],
  ["GET", /^\/v1\/analysis-methods$/, () => ({ json: { items: methods } })],
  [
    "GET",
    /^\/v1\/analyses\/([^/]+)$/,
    (ask, world) => {
      const of = analysisOf(ask, world);
      return { json: of, headers: { ETag: `"${of.version}"` } };
    },
  ],
  ["PUT", /^\/v1\/analyses\/([^/]+)$/, saveAnalysis],
  [
    "GET",
    /^\/v1\/analyses\/([^/]+)\/runs$/,
    (ask, world) => ({
      json: {
        items: world.runs.map((one) => one.run).filter((one) => one.analysis === ask.params[0]),
      },
    }),
  ],
  ["POST", /^\/v1\/analyses\/([^/]+)\/runs$/, runAnalysis],
  ["GET", /^\/v1\/analyses\/([^/]+)\/result$/, showResult],
  ["GET", /^\/v1\/runs\/([^/]+)$/, showRun],
];
