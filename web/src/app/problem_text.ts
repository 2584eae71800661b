import type { ProblemError } from "@/api/problem";
import chineseFaults from "@/locales/faults_zh.json";

type Translate = (key: string) => string;
type Has = (key: string) => boolean;

/** The problem in the reader's words: by its code where we have words, else the server's sentence. */
export function problemText(problem: ProblemError, t: Translate, te: Has): string {
  const key = `problems.${problem.code.replaceAll(".", "_")}`;
  if (te(key)) return t(key);
  return problem.message === "" ? t("problems.unknown") : problem.message;
}

// The server says what is wrong with a field in English; {0}, {1} stand for what it puts in. The
// longest goes first: "must be from {0} to {1}" before "must be {0} to {1}".
const longestFirst = Object.entries(chineseFaults).sort(([a], [b]) => b.length - a.length);
const faults = longestFirst.map(([english, chinese]) => {
  const escaped = english.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&");
  return { pattern: new RegExp(`^${escaped.replaceAll(/\{\d\}/g, "(.+?)")}$`), chinese };
});

/** What is wrong with a field, in Chinese where we have words for it. */
export function faultText(fault: string, language: string): string {
  if (language !== "zh") return fault;
  for (const { pattern, chinese } of faults) {
    const match = pattern.exec(fault);
    if (match) return chinese.replaceAll(/\{(\d)\}/g, (_, slot) => match[Number(slot) + 1] ?? "");
  }
  return fault;
}
