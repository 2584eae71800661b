import { describe, expect, it } from "vitest";
import { ProblemError } from "@/api/problem";
import { faultText, problemText } from "./problem_text";

describe("a problem", () => {
  const words: Record<string, string> = { "problems.tasks_reason": "请填写理由。" };
  const t = (key: string): string => words[key] ?? key;
  const te = (key: string): boolean => key in words;

  it("is told in the reader's words, else in the server's", () => {
    const known = new ProblemError({ code: "tasks.reason", detail: "A reason is needed." });
    expect(problemText(known, t, te)).toBe("请填写理由。");
    const unknown = new ProblemError({ code: "other.thing", detail: "It cannot be." });
    expect(problemText(unknown, t, te)).toBe("It cannot be.");
  });

  it("names the fault of a field in the reader's language", () => {
    expect(faultText("must be from 1 to 53", "zh")).toBe("应在 1 到 53 之间");
    expect(faultText('there is no unit "a.b"', "zh")).toBe("没有单位“a.b”");
    expect(faultText("is missing", "en")).toBe("is missing");
    expect(faultText("something new", "zh")).toBe("something new");
  });
});
