// Takes every page at a desk's and a phone's size, in both languages and themes, into a folder.
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { launchOptions } from "../e2e/browser.mjs";

const folder = process.env["ANLAN_SCREENSHOTS"] ?? join(tmpdir(), "anlan-screenshots");
const only = process.argv[2] ?? "";
const address = process.env["ANLAN_URL"] ?? "";
const signIns = JSON.parse(process.env["ANLAN_SIGN_INS"] ?? "[]");
const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
/** @type {[string, "light" | "dark"][]} */
const looks = [
  ["zh", "light"],
  ["en", "dark"],
];
mkdirSync(folder, { recursive: true });

async function first(page, path) {
  const answer = await page.request.get(address + path);
  const { items } = await answer.json();
  return items ?? [];
}

async function pagesFor(role, page) {
  if (role === "administrator") {
    return {
      accounts: "/administration/accounts",
      units: "/administration/units",
      delivery: "/administration/delivery",
      tokens: "/administration/tokens",
    };
  }
  if (role === "auditor") return { journal: "/administration/journal" };
  if (role === "station_officer") {
    const [task] = await first(page, "/v1/tasks?list=mine");
    return { "officer-desk": "/desk", ...(task ? { "task-mine": `/tasks/${task.id}` } : {}) };
  }
  if (role === "station_chief") {
    const [task] = await first(page, "/v1/tasks?list=to_accept");
    return {
      "chief-desk": "/desk",
      ...(task ? { "task-accept": `/tasks/${task.id}` } : {}),
      tasks: "/tasks",
    };
  }
  const warnings = await first(page, "/v1/warnings");
  const analyses = await first(page, "/v1/analyses");
  const [analysis] = analyses;
  const [run] = await first(page, `/v1/analyses/${analysis.id}/runs`);
  const imports = await first(page, "/v1/imports");
  const refused = imports.find((one) => one.state === "refused") ?? imports[0];
  const of = (state) => warnings.find((one) => one.state === state);
  const pages = {
    desk: "/desk",
    map: "/map",
    warnings: "/warnings",
    analyses: "/analyses",
    analysis: `/analyses/${analysis.id}`,
    "analysis-new": "/analyses/new",
    run: `/runs/${run.id}`,
    imports: "/imports",
    ...(refused ? { import: `/imports/${refused.id}` } : {}),
  };
  for (const one of analyses) pages[`analysis-${one.method}`] ??= `/analyses/${one.id}`;
  for (const state of ["issued", "acknowledged", "expired"]) {
    if (of(state)) pages[`warning-${state}`] = `/warnings/${of(state).id}`;
  }
  return pages;
}

async function shoot(page, name, path) {
  await page.goto(address + path, { waitUntil: "networkidle" });
  await page.waitForTimeout(700);
  await page.screenshot({
    path: join(folder, `${name}.png`),
    fullPage: !path.startsWith("/map") && name.includes("phone"),
  });
}

const browser = await chromium.launch(launchOptions);
for (const [size, viewport] of Object.entries(sizes)) {
  for (const [language, theme] of looks) {
    const suffix = `${size}-${language}-${theme}`;
    const fresh = () =>
      browser.newContext({
        viewport,
        hasTouch: size === "phone",
        isMobile: size === "phone",
        colorScheme: theme,
        locale: language === "zh" ? "zh-CN" : "en-GB",
        geolocation: { longitude: 103.72, latitude: 30.58 },
      });
    const outside = await fresh();
    const signInPage = await outside.newPage();
    if ("sign-in".includes(only)) await shoot(signInPage, `sign-in-${suffix}`, "/sign-in");
    await outside.close();
    for (const role of [
      "analyst",
      "station_chief",
      "station_officer",
      "administrator",
      "auditor",
    ]) {
      const who = signIns.filter((one) => one.role === role);
      const account = who.find((one) => one.unit === "360106") ?? who[0];
      if (!account) continue;
      const context = await fresh();
      const page = await context.newPage();
      page.on(
        "console",
        (message) => message.type() === "error" && console.log(role, message.text()),
      );
      page.on("pageerror", (error) => console.log(role, String(error)));
      await page.addInitScript(
        (chosen) => localStorage.setItem("anlan.language", chosen),
        language,
      );
      await page.goto(`${address}/sign-in`);
      await page.fill("#name", account.name);
      await page.fill("#password", account.password);
      await page.click("button[type=submit]");
      await page.waitForURL("**/desk");
      for (const [name, path] of Object.entries(await pagesFor(role, page))) {
        if (name.includes(only)) await shoot(page, `${name}-${suffix}`, path);
      }
      if (role === "analyst" && size === "desk" && "wall".includes(only)) {
        await page.setViewportSize({ width: 1920, height: 1080 });
        await shoot(page, `wall-${suffix}`, "/desk?wall=1");
      }
      await context.close();
    }
  }
}
await browser.close();
console.log(folder);
