// The main job, clicked through by the people who do it: set up and run an analysis, see its warning,
// acknowledge it, order a task, assign it, report on it, accept it, read an outcome.
import { type Browser, expect, type Page, test } from "@playwright/test";
import { ask, enter, expectAccessible, isMock, type Language, signInOf, wordsOf } from "./support";

interface Warning {
  id: string;
  unit: string;
  state: string;
}

/** An analysis of its own, ready to warn of whatever it finds, so that any data gives a warning. */
async function addAnalysis(page: Page, language: Language): Promise<void> {
  const t = await wordsOf(language);
  await page.goto("/analyses/new");
  await page.fill("[data-test=name-zh]", `演示扫描（${language}）`);
  await page.fill("[data-test=name-en]", `Trial scan (${language})`);
  await page.locator("[data-test=kind-filter]").click();
  await page.locator("[popover]:popover-open label.class input").first().check();
  await page.keyboard.press("Escape");
  await page.selectOption("[data-test=mode]", "by_hand");
  await page.selectOption("[data-test=tasks]", "by_hand");
  await page.getByLabel(t("analyses.alert"), { exact: true }).fill("1");
  await expectAccessible(page);
  await page.locator("[data-test=save]").click();
  await expect(page).toHaveURL(/\/analyses\/[0-9a-f]/);
}

async function runAnalysis(page: Page): Promise<void> {
  await page.locator("[data-test=run]").click();
  await expect(page.locator("[data-test=job]")).toBeVisible();
  await expect(page.locator("[data-test=job][data-state=done]")).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page);
  await page.locator("[data-test=to-run]").click();
  await expect(page).toHaveURL(/\/runs\//);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page);
}

async function issuedWarning(page: Page): Promise<Warning> {
  const { items } = await ask<{ items: Warning[] }>(page, "/v1/warnings?state=issued");
  const warning = items[0];
  if (warning === undefined) throw new Error("the analyses have issued no warning");
  return warning;
}

async function handleWarning(page: Page, warning: Warning): Promise<string> {
  await page.goto("/desk");
  const line = page.locator(`a[href^="/warnings/${warning.id}"]`).first();
  await expect(line).toBeVisible();
  await expectAccessible(page);
  await line.click();
  await page.locator("[data-test=acknowledge]").click();
  await expect(page.locator("[data-test=acknowledge]")).toHaveCount(0);
  await page.fill("#comment", "今晚两组夜巡。Two patrols tonight.");
  await page.locator("form:has(#comment) button[type=submit]").click();
  await expect(page.getByText("Two patrols tonight.")).toBeVisible();

  const tasks = page.locator("[data-test=task]");
  const order = page.locator("[data-test=order]").first();
  if (await order.isVisible()) {
    const before = await tasks.count();
    await order.click();
    await expect(tasks).toHaveCount(before + 1);
  }
  await expectAccessible(page);
  await tasks.first().click();
  await expect(page).toHaveURL(/\/tasks\//);
  return new URL(page.url()).pathname;
}

async function assign(page: Page, task: string, officer: string): Promise<void> {
  await page.goto(task);
  const owner = page.locator("[data-test=owner]");
  await expect(owner).toBeVisible();
  const id = await owner.locator("option", { hasText: officer }).first().getAttribute("value");
  await owner.selectOption(id);
  await page.locator("[data-test=assign]").click();
  await expect(page.locator("header").getByText(officer)).toBeVisible();
  await expectAccessible(page);
}

// One pixel, as small as a PNG can be.
const k_pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

async function report(page: Page, task: string): Promise<void> {
  await page.goto(task);
  await page.fill("#feedback-text", "步巡两小时，提醒店主九人。Walked two hours.");
  await page.fill("#feedback-minutes", "120");
  await page.locator("input[type=file]").setInputFiles({
    name: "lamp.png",
    mimeType: "image/png",
    buffer: Buffer.from(k_pixel, "base64"),
  });
  await expect(page.locator("[data-test=is-done]")).toBeChecked();
  await expectAccessible(page);
  await page.locator("[data-test=send-feedback]").click();
  await expect(page.locator("[data-test=send-feedback]")).toHaveCount(0);
  await page.locator("[data-test=show-photos]").click();
  await expect(page.locator("section img")).toHaveCount(1);
}

async function accept(page: Page, task: string): Promise<void> {
  await page.goto("/tasks?list=to_accept");
  await page.locator(`a[href^="${task}"]`).first().click();
  // Returning without a word is not possible.
  await page.locator("[data-test=return]").click();
  await expect(page.locator("#lacks-reason")).toBeVisible();
  await page.fill("#decision-text", "好。Good.");
  await page.locator("[data-test=accept]").click();
  await expect(page.locator("[data-test=accept]")).toHaveCount(0);
  await expectAccessible(page);
}

async function readOutcome(page: Page, warning: Warning, language: Language): Promise<void> {
  const t = await wordsOf(language);
  const lapsed = await ask<{ items: Warning[] }>(page, "/v1/warnings?state=expired,closed");
  const old = lapsed.items[0];
  // Where none has lapsed yet, a warning that is closed says when its outcome will be measured.
  await page.goto(`/warnings/${old?.id ?? warning.id}`);
  if (old === undefined) {
    await page.locator("[data-test=close]").click();
    await page.fill("#reason", "已处置。Dealt with.");
    await page.locator("[data-test=reason-done]").click();
  }
  const outcome = page.getByRole("region", { name: t("warnings.outcome"), exact: true });
  await expect(outcome).toBeVisible();
  await expect(outcome.locator("figure, .empty").first()).toBeVisible();
  await expectAccessible(page);
}

async function loop(browser: Browser, language: Language): Promise<void> {
  const analyst = await enter(browser, signInOf("analyst"), language);
  const t = await wordsOf(language);
  await expect(analyst.getByRole("heading", { name: t("desk.title") })).toBeVisible();
  await addAnalysis(analyst, language);
  await runAnalysis(analyst);

  const warning = await issuedWarning(analyst);
  const chief = await enter(browser, signInOf("station_chief", warning.unit), language);
  const task = await handleWarning(chief, warning);

  const officerName = signInOf("station_officer", warning.unit);
  const officer = await enter(browser, officerName, language);
  const { account } = await ask<{ account: { display_name: string } }>(officer, "/v1/session");
  await assign(chief, task, account.display_name);
  await report(officer, task);
  // The chief ordered it, so the chief accepts it; never the one who did it.
  await expect(officer.locator("[data-test=accept]")).toHaveCount(0);
  const { ordered_by } = await ask<{ ordered_by: string }>(chief, `/v1${task}`);
  const { account: own } = await ask<{ account: { id: string } }>(chief, "/v1/session");
  await accept(ordered_by === own.id ? chief : analyst, task);
  await readOutcome(analyst, warning, language);
}

for (const language of ["zh", "en"] as const) {
  test(`the loop from analysis to outcome (${language})`, async ({ browser, request }) => {
    test.setTimeout(240_000);
    if (isMock) await request.get("/mock/reset");
    await loop(browser, language);
  });
}
