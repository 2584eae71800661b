// @ts-check
/** @typedef {import("./types").World} World */
/** @typedef {import("./types").Answer} Answer */
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { randomUUID } from "node:crypto";
import { permissionsOf } from "./offices.mjs";
import { routes } from "./routes.mjs";
import { makeWorld } from "./world.mjs";

/** @type {[string, RegExp, import("./types").Handler][]} */
const table = /** @type {never} */ (routes);

const k_dist = new URL("../dist/", import.meta.url).pathname;
const k_types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
// As strict as the server may ever be: the page must live with it.
const k_policy =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; worker-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

export class Refusal extends Error {
  constructor(status, code, detail, errors) {
    super(detail);
    this.problem = {
      type: "about:blank",
      title: code,
      status,
      code,
      detail,
      request_id: randomUUID().slice(0, 8),
      errors,
    };
  }
}

/** @param {World} world */
function sessionOf(world, headers) {
  const key = /anlan=([\w-]+)/.exec(headers.cookie ?? "")?.[1];
  const session = key === undefined ? undefined : world.sessions.get(key);
  const account = world.accounts.find((one) => one.id === session?.account);
  return session === undefined || account === undefined || account.is_disabled
    ? null
    : { key, session, account };
}

export const within = (world, code, unit) =>
  world.places.get(code)?.unit.path.includes(unit) ?? false;

export function need(ask, permission) {
  if (!permissionsOf[ask.account.role].includes(permission)) {
    throw new Refusal(
      403,
      "access.forbidden",
      `Your post does not allow this here (${permission}).`,
    );
  }
}

/** The unit that a list is about: what is asked for, inside one's scope. */
export function scopeOf(ask, world) {
  const asked = ask.query.get("unit") ?? ask.account.unit;
  if (!within(world, asked, ask.account.unit)) {
    throw new Refusal(
      404,
      "access.not_found",
      "There is no such record, or it is not yours to see.",
    );
  }
  return asked;
}

export function pageOf(ask, items) {
  const limit = Math.min(200, Number(ask.query.get("limit") ?? 50));
  const start = Number(ask.query.get("cursor") ?? 0);
  const next = start + limit < items.length ? String(start + limit) : null;
  return { items: items.slice(start, start + limit), next_cursor: next };
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

function serveFile(response, path) {
  const wished = join(k_dist, normalize(path));
  const file =
    existsSync(wished) && statSync(wished).isFile() ? wished : join(k_dist, "index.html");
  response.writeHead(200, {
    "Content-Type": k_types[extname(file)] ?? "application/octet-stream",
    "Content-Security-Policy": k_policy,
  });
  createReadStream(file).pipe(response);
}

/** @param {World} world */
async function answerOf(world, request, url) {
  const signed = sessionOf(world, request.headers);
  const isOpen =
    url.pathname === "/v1/about" || (url.pathname === "/v1/session" && request.method === "POST");
  if (signed === null && !isOpen) throw new Refusal(401, "access.not_signed_in", "Sign in first.");
  const body = await bodyOf(request);
  if (
    request.method !== "GET" &&
    signed !== null &&
    !isOpen &&
    request.headers["x-csrf-token"] !== signed.session.csrf
  ) {
    throw new Refusal(403, "access.csrf", "The request did not come from the page.");
  }
  const isJson = (request.headers["content-type"] ?? "").startsWith("application/json");
  for (const [method, pattern, handler] of table) {
    const found = method === request.method ? pattern.exec(url.pathname) : null;
    if (found === null) continue;
    const ask = {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
      json: isJson && body.length > 0 ? JSON.parse(body.toString()) : {},
      account: signed?.account,
      params: found.slice(1).map(decodeURIComponent),
      key: signed?.key,
    };
    return handler(/** @type {never} */ (ask), world);
  }
  throw new Refusal(404, "not_found", "There is no such path.");
}

/** Starts the demonstration server of the page's developers; gives its address. */
export function startMock(port = 0) {
  let world = makeWorld();
  const streams = new Set();
  const connect = () => {
    world.emit = (event, data) => {
      for (const stream of streams)
        stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    };
  };
  connect();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://mock");
    if (url.pathname === "/mock/reset") {
      const { sessions } = world;
      world = makeWorld();
      world.sessions = sessions;
      connect();
      response.writeHead(204).end();
      return;
    }
    if (url.pathname === "/v1/events" && sessionOf(world, request.headers) !== null) {
      response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
      response.write(": open\n\n");
      streams.add(response);
      request.on("close", () => streams.delete(response));
      return;
    }
    if (!url.pathname.startsWith("/v1/")) return serveFile(response, url.pathname);
    answerOf(world, request, url)
      .catch((error) => {
        if (!(error instanceof Refusal)) console.error(error);
        const problem =
          error instanceof Refusal ? error.problem : new Refusal(500, "bug", String(error)).problem;
        return {
          status: problem.status,
          type: "application/problem+json",
          bytes: JSON.stringify(problem),
        };
      })
      .then((/** @type {Answer} */ answer) => {
        const payload =
          answer.bytes ?? (answer.json === undefined ? "" : JSON.stringify(answer.json));
        response.writeHead(answer.status ?? (payload.length === 0 ? 204 : 200), {
          "Content-Type": answer.type ?? "application/json",
          ...answer.headers,
        });
        response.end(payload);
      });
  });
  return new Promise((resolve) => {
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const actual = typeof address === "object" && address !== null ? address.port : port;
      const stop = () => {
        for (const stream of streams) stream.end();
        server.closeAllConnections();
        server.close();
      };
      resolve({ url: `http://127.0.0.1:${actual}`, stop });
    });
  });
}
