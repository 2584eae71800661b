import createClient, { type Middleware } from "openapi-fetch";
import { networkProblem, problemFrom } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

let csrfToken = "";
let onSignedOut: () => void = () => undefined;

/** The token of the session; sent with every change. */
export function setCsrfToken(token: string): void {
  csrfToken = token;
}

/** Called when the server says that nobody is signed in any more. */
export function setSignedOutHandler(handler: () => void): void {
  onSignedOut = handler;
}

export function changeHeaders(): Record<string, string> {
  return csrfToken === "" ? {} : { "X-CSRF-Token": csrfToken };
}

const guard: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET" && csrfToken !== "") {
      request.headers.set("X-CSRF-Token", csrfToken);
    }
    return request;
  },
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && schemaPath !== "/v1/session") onSignedOut();
    return response;
  },
};

// Nothing is kept in the browser's cache: on a shared computer the records of one would stay for the next.
// The fetch is looked up at each call, so that a test can put its own in place.
export const api = createClient<paths>({
  baseUrl: globalThis.location.origin,
  fetch: (request) => globalThis.fetch(request, { cache: "no-store" }),
});
api.use(guard);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of an answer; throws ProblemError where it is a problem or where none came. */
export async function take<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw networkProblem(cause);
  }
  if (!answer.response.ok) throw problemFrom(answer.error, answer.response.status);
  return answer.data as T;
}
