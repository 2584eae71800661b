import type { components } from "./schema";

export type Problem = components["schemas"]["Problem"];
export type FieldFault = NonNullable<Problem["errors"]>[number];

/** What ended a request: the server's problem, or that no answer came (code "network"). */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  readonly errors: FieldFault[];

  constructor(problem: Partial<Problem>) {
    super(problem.detail ?? problem.title ?? "");
    this.name = "ProblemError";
    this.status = problem.status ?? 0;
    this.code = problem.code ?? "unknown";
    this.requestId = problem.request_id ?? "";
    this.errors = problem.errors ?? [];
  }

  /** The fault of one field of a form, if the server named it. */
  fault(field: string): string | undefined {
    return this.errors.find((error) => error.field === field)?.fault;
  }
}

export const networkProblem = (cause?: unknown): ProblemError =>
  new ProblemError({ code: "network", detail: cause instanceof Error ? cause.message : "" });

export function problemFrom(error: unknown, status: number): ProblemError {
  if (typeof error === "object" && error !== null && "code" in error) {
    return new ProblemError(error as Partial<Problem>);
  }
  return new ProblemError({ status, code: status === 413 ? "too_large" : "unknown" });
}

export function asProblem(error: unknown): ProblemError {
  return error instanceof ProblemError ? error : networkProblem(error);
}
