import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api, setCsrfToken, setSignedOutHandler, take } from "./client";
import { asProblem, ProblemError, problemFrom } from "./problem";

const answers: (() => Response | Promise<Response>)[] = [];
const asked: Request[] = [];
const caches: (string | undefined)[] = [];

function json(body: unknown, status = 200, type = "application/json"): () => Response {
  return () => new Response(JSON.stringify(body), { status, headers: { "Content-Type": type } });
}

beforeEach(() => {
  answers.length = 0;
  asked.length = 0;
  vi.stubGlobal("fetch", (request: Request, init?: RequestInit) => {
    asked.push(request);
    caches.push(init?.cache);
    const answer = answers.shift();
    return answer === undefined ? Promise.reject(new TypeError("offline")) : answer();
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  setCsrfToken("");
});

const problem = {
  type: "about:blank",
  title: "conflict",
  status: 409,
  code: "tasks.duplicate",
  detail: "The station has this task already.",
  request_id: "r1",
  errors: [{ field: "template", fault: "is ordered already" }],
};

describe("the client", () => {
  it("gives the body of an answer", async () => {
    answers.push(json({ items: [] }));
    await expect(take(api.GET("/v1/tokens"))).resolves.toEqual({ items: [] });
  });

  it("asks the server and not the browser's cache", async () => {
    answers.push(json({ items: [] }));
    await take(api.GET("/v1/tokens"));
    expect(caches.at(-1)).toBe("no-store");
  });

  it("sends the session's token with changes alone", async () => {
    setCsrfToken("secret");
    answers.push(json({ items: [] }), () => new Response(null, { status: 204 }));
    await take(api.GET("/v1/tokens"));
    await take(api.DELETE("/v1/session"));
    expect(asked[0]?.headers.get("X-CSRF-Token")).toBeNull();
    expect(asked[1]?.headers.get("X-CSRF-Token")).toBe("secret");
  });

  it("turns a problem into an error that names the field at fault", async () => {
    answers.push(json(problem, 409, "application/problem+json"));
    const error = await take(api.GET("/v1/tokens")).catch(asProblem);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ code: "tasks.duplicate", status: 409, requestId: "r1" });
    expect((error as ProblemError).fault("template")).toBe("is ordered already");
    expect((error as ProblemError).fault("unit")).toBeUndefined();
  });

  it("tells a missing network from a refusal", async () => {
    const error = await take(api.GET("/v1/tokens")).catch(asProblem);
    expect(error).toMatchObject({ code: "network", status: 0 });
  });

  it("says when the session has ended, but not when signing in fails", async () => {
    const signedOut = vi.fn();
    setSignedOutHandler(signedOut);
    answers.push(json({ ...problem, status: 401 }, 401), json({ ...problem, status: 401 }, 401));
    await take(api.POST("/v1/session", { body: { name: "a", password: "b" } })).catch(asProblem);
    expect(signedOut).not.toHaveBeenCalled();
    await take(api.GET("/v1/tokens")).catch(asProblem);
    expect(signedOut).toHaveBeenCalledOnce();
  });
});

describe("an answer that is no problem document", () => {
  it("still becomes a problem", () => {
    expect(problemFrom("<html>", 502)).toMatchObject({ status: 502, code: "unknown" });
    expect(problemFrom(undefined, 413)).toMatchObject({ code: "too_large" });
  });
});
