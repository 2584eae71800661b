import AxeBuilder from "@axe-core/playwright";
import { type Browser, expect, type Page } from "@playwright/test";

export type Language = "zh" | "en";

export interface SignIn {
  role: string;
  unit: string;
  name: string;
  password: string;
}

/** The sign-ins of the server under test: [{role, unit, name, password}] in ANLAN_SIGN_INS. */
export const signIns = JSON.parse(process.env["ANLAN_SIGN_INS"] ?? "[]") as SignIn[];
export const isMock = process.env["ANLAN_MOCK"] === "1";

export function signInOf(role: string, unit?: string): SignIn {
  const found = signIns.find(
    (one) => one.role === role && (unit === undefined || one.unit === unit),
  );
  if (found === undefined) throw new Error(`no sign-in for ${role} of ${unit ?? "any unit"}`);
  return found;
}

/** What the browser must never say: a script error, or something that the policy refused. */
const quiet = /401 \(Unauthorized\)|404 \(Not Found\)|409 \(Conflict\)|422 /;

/** A new browser page, signed in through the form, in a language. */
export async function enter(browser: Browser, who: SignIn, language: Language): Promise<Page> {
  const context = await browser.newContext({
    locale: language === "zh" ? "zh-CN" : "en-GB",
    permissions: ["geolocation"],
    geolocation: { longitude: 103.7, latitude: 30.5 },
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => expect.soft(String(error), "an error of the page").toBe(""));
  page.on("console", (message) => {
    if (message.type() !== "error" || quiet.test(message.text())) return;
    expect.soft(message.text(), "an error in the console").toBe("");
  });
  await page.addInitScript((chosen) => localStorage.setItem("anlan.language", chosen), language);
  await page.goto("/sign-in");
  await page.fill("#name", who.name);
  await page.fill("#password", who.password);
  await page.click("button[type=submit]");
  await page.waitForURL(/\/(desk|password)/);
  return page;
}

/** axe finds nothing, by WCAG 2.2 AA. */
export async function expectAccessible(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  const faults = found.violations.map(
    (one) => `${one.id}: ${one.help}\n${one.nodes.map((node) => `  ${node.html}`).join("\n")}`,
  );
  expect.soft(faults, `axe at ${page.url()}`).toEqual([]);
}

/** The page's own data, asked for with the page's session. */
export async function ask<T>(page: Page, path: string): Promise<T> {
  const answer = await page.request.get(path);
  expect(answer.ok(), `${path}: ${answer.status()}`).toBe(true);
  return (await answer.json()) as T;
}

/** The words of a language as the page has them. */
export async function wordsOf(language: Language): Promise<(key: string) => string> {
  const { readFileSync } = await import("node:fs");
  return (key) => {
    const [room = "", name = ""] = key.split(".");
    const file = new URL(`../src/locales/${language}/${room}.json`, import.meta.url);
    const words = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
    const text = words[name];
    if (text === undefined) throw new Error(`no text ${key}`);
    return text;
  };
}
