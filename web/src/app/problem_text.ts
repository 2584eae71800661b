import type { ProblemError } from "@/api/problem";

type Translate = (key: string) => string;
type Has = (key: string) => boolean;

/** The problem in the reader's words: by its code where we have words, else the server's sentence. */
export function problemText(problem: ProblemError, t: Translate, te: Has): string {
  const key = `problems.${problem.code.replaceAll(".", "_")}`;
  if (te(key)) return t(key);
  return problem.message === "" ? t("problems.unknown") : problem.message;
}
