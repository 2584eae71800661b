import { describe, expect, it } from "vitest";

type Messages = Record<string, string>;
const files = import.meta.glob<Messages>("./*/*.json", { eager: true, import: "default" });
const sources = import.meta.glob<string>(["../**/*.vue", "../**/*.ts", "!../**/*.test.ts"], {
  eager: true,
  query: "?raw",
  import: "default",
});

function keysOf(language: string): Map<string, string> {
  const keys = new Map<string, string>();
  for (const [path, messages] of Object.entries(files)) {
    const [, folder, name] = /\.\/(\w+)\/(\w+)\.json$/.exec(path) ?? [];
    if (folder !== language || name === undefined) continue;
    for (const [key, text] of Object.entries(messages)) keys.set(`${name}.${key}`, text);
  }
  return keys;
}

const english = keysOf("en");
const chinese = keysOf("zh");
const rooms = [...new Set([...english.keys()].map((key) => key.split(".")[0] ?? ""))];
const code = Object.entries(sources)
  .filter(([path]) => !path.includes("schema.d.ts"))
  .map(([, text]) => text)
  .join("\n");

/** Keys written out, and patterns where a part of the key is put in: `tasks.list_${value}`. */
const literal = new RegExp(`["'\`]((?:${rooms.join("|")})\\.[a-z0-9_]+)["'\`]`, "g");
const pattern = new RegExp(`\`((?:${rooms.join("|")})\\.[^\`]*\\$\\{[^\`]*)\``, "g");
const written = new Set([...code.matchAll(literal)].map((match) => match[1] ?? ""));
const patterns = [...code.matchAll(pattern)].map((match) => {
  const text = (match[1] ?? "").replaceAll(".", "\\.").replaceAll(/\$\{[^}]*\}/g, ".+");
  return new RegExp(`^${text}$`);
});
// Titles of pages are named by their routes.
const routeNames = [...code.matchAll(/page\(\s*"[^"]*",\s*"(\w+)"/g)].map(
  (match) => `common.page_${match[1] ?? ""}`,
);
const slots = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? "").sort();

describe("the texts of the page", () => {
  it("are the same keys in both languages, but for problems, which the server tells in English", () => {
    const ours = (keys: Map<string, string>) =>
      [...keys.keys()].filter((key) => !key.startsWith("problems.")).sort();
    expect(ours(chinese)).toEqual(ours(english));
  });

  it("fill the same slots in both languages", () => {
    for (const [key, text] of english) {
      expect(slots(chinese.get(key) ?? ""), key).toEqual(slots(text));
    }
  });

  it("are all there where the page asks for them", () => {
    const missing = [...written, ...routeNames].filter((key) => !english.has(key));
    expect([...new Set(missing)].sort()).toEqual([]);
  });

  it("are all asked for", () => {
    const unused = [...english.keys()].filter(
      (key) =>
        !written.has(key) &&
        !routeNames.includes(key) &&
        !key.startsWith("problems.") &&
        !patterns.some((one) => one.test(key)),
    );
    expect(unused).toEqual([]);
  });

  it("hold Chinese in the Chinese file and none in the English one", () => {
    const allowed = new Set(["common.other_language", "common.other_language_hint"]);
    for (const [key, text] of english) {
      if (!allowed.has(key)) expect(text, key).not.toMatch(/[\u4e00-\u9fff]/);
    }
    for (const [key, text] of chinese) {
      if (!allowed.has(key)) expect(text, key).toMatch(/[\u3001\u4e00-\u9fff]/);
    }
  });
});
