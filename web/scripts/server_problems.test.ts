import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import chinese from "../src/locales/zh/problems.json";

// What a request can meet; what the engines refuse is a setting that the server has refused before.
const rooms = ["access", "incidents", "places", "server", "store", "tasks", "warnings"];
const isSource = (path: string): boolean =>
  path.endsWith(".cpp") && !/_(test|bench|fuzz)\.cpp$/.test(path);

function codesOf(room: string): string[] {
  const folder = `../src/${room}`;
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(isSource);
  const text = paths.map((path) => readFileSync(`${folder}/${path}`, "utf8")).join("\n");
  return [...text.matchAll(/Problem::\w+\(\s*"([a-z_]+\.[a-z_]+)"/g)].map((m) => m[1] ?? "");
}

describe("the problems that the server tells in English", () => {
  const codes = [...new Set(rooms.flatMap(codesOf))].sort();
  const startOnly = new Set(["server.address", "server.certificate", "server.port"]);
  const atStart = (code: string): boolean => startOnly.has(code) || code === "store.newer_schema";

  it("are found in its sources", () => {
    expect(codes.length).toBeGreaterThan(80);
  });

  it("are told in Chinese by the page", () => {
    const known = new Set(Object.keys(chinese));
    const missing = codes.filter((code) => !atStart(code) && !known.has(code.replace(".", "_")));
    expect(missing).toEqual([]);
  });
});
