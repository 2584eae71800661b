// Every page opens, in both languages, themes and sizes, and axe finds nothing on it.
import { expect, type Page, test } from "@playwright/test";
import { ask, enter, expectAccessible, isMock, signInOf, wordsOf } from "./support";

test.describe("pages", () => {
  test.skip(!isMock, "the county of the mock is asked about by its own names");

  test.beforeAll(async ({ request }) => {
    await request.get("/mock/reset");
  });

  async function firstOf(page: Page, path: string): Promise<string> {
    const { items } = await ask<{ items: { id: string }[] }>(page, path);
    return items[0]?.id ?? "";
  }

  test("an analyst's pages are accessible in both themes", async ({ browser }) => {
    test.setTimeout(300_000);
    const page = await enter(browser, signInOf("analyst"), "zh");
    const analysis = await firstOf(page, "/v1/analyses");
    const run = await firstOf(page, `/v1/analyses/${analysis}/runs`);
    const paths = [
      "/desk",
      "/map",
      "/warnings",
      `/warnings/${await firstOf(page, "/v1/warnings?state=expired")}`,
      "/tasks",
      "/analyses",
      `/analyses/${analysis}`,
      "/analyses/new",
      `/runs/${run}`,
      "/imports",
      "/administration/units",
      "/administration/tokens",
      "/nothing/here",
    ];
    for (const theme of ["light", "dark"] as const) {
      await page.evaluate((chosen) => localStorage.setItem("anlan.theme", chosen), theme);
      for (const path of paths) {
        await page.goto(path);
        await expect(page.locator("h1").first()).toBeAttached();
        await page.waitForLoadState("networkidle");
        await expectAccessible(page);
      }
    }
  });

  test("the administrator's and auditor's pages are accessible", async ({ browser }) => {
    const page = await enter(browser, signInOf("administrator"), "en");
    for (const name of ["accounts", "units", "delivery", "tokens"]) {
      await page.goto(`/administration/${name}`);
      await page.waitForLoadState("networkidle");
      await expectAccessible(page);
    }
    const auditor = await enter(browser, signInOf("auditor"), "en");
    await auditor.goto("/administration/journal");
    await auditor.locator("[data-test=verify]").click();
    await expect(auditor.getByRole("status").getByText("holds")).toBeVisible();
    await expectAccessible(auditor);
  });

  test("a phone shows desk, warning and task without sideways scrolling", async ({ browser }) => {
    const page = await enter(browser, signInOf("station_officer", "360106"), "zh");
    await page.setViewportSize({ width: 390, height: 844 });
    const task = await firstOf(page, "/v1/tasks?list=mine");
    const warning = await firstOf(page, "/v1/warnings");
    for (const path of [
      "/desk",
      `/warnings/${warning}`,
      `/tasks/${task}`,
      "/tasks",
      "/more",
      "/map",
    ]) {
      await page.goto(path);
      await page.waitForLoadState("networkidle");
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, path).toBeLessThanOrEqual(390);
      await expectAccessible(page);
    }
  });

  test("the language changes at once and stays", async ({ browser }) => {
    const page = await enter(browser, signInOf("analyst"), "zh");
    const [zh, en] = [await wordsOf("zh"), await wordsOf("en")];
    await expect(page.getByRole("heading", { name: zh("desk.title") })).toBeVisible();
    await page.locator("[data-test=language]").click();
    await expect(page.getByRole("heading", { name: en("desk.title") })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
  });

  test("the unit and the period stay in the address from page to page", async ({ browser }) => {
    const page = await enter(browser, signInOf("analyst"), "en");
    await page.locator("[data-test=unit-picker]").click();
    await page.getByRole("button", { name: "Liuwan Station Station" }).click();
    await expect(page).toHaveURL(/unit=360107/);
    await page.locator("[data-test=period-picker]").click();
    await page.getByRole("button", { name: "Last 7 days" }).click();
    await page.getByRole("link", { name: "Warnings", exact: true }).click();
    await expect(page).toHaveURL(/\/warnings\?.*unit=360107/);
    await expect(page).toHaveURL(/period=7d/);
  });

  test("a file that names a forbidden attribute is refused, and stays chosen", async ({
    browser,
  }) => {
    const page = await enter(browser, signInOf("analyst"), "en");
    await page.goto("/imports");
    const file = (text: string) => ({
      name: "day.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(text),
    });
    await page
      .locator("[data-test=file]")
      .setInputFiles(file("id,kind,民族\n1,order.nuisance,x\n"));
    await page.locator("[data-test=import]").click();
    await expect(page.getByText("what Anlan never keeps")).toBeVisible();
    await expect(page.getByText("day.csv")).toBeVisible();
    await expectAccessible(page);

    await page.locator("[data-test=file]").setInputFiles(file("id,kind\n1,order.nuisance\n2\n"));
    await page.locator("[data-test=import]").click();
    await page.locator("[data-test=to-import]").click();
    await expect(page.getByRole("link", { name: "Download the refused rows" })).toBeVisible();
    const download = page.waitForEvent("download");
    await page.locator("[data-test=rejects]").click();
    await download;
  });

  test("j and k walk through a list, and enter opens", async ({ browser }) => {
    const page = await enter(browser, signInOf("analyst"), "en");
    await page.goto("/warnings");
    await expect(page.locator("[data-row-focus]").first()).toBeVisible();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    await expect(page.locator("[data-row-focus]").first()).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/warnings\/.+/);
  });

  test("what was typed outlives the end of the session", async ({ browser }) => {
    const who = signInOf("station_chief", "360106");
    const page = await enter(browser, who, "en");
    const warning = await firstOf(page, "/v1/warnings?state=acknowledged");
    await page.goto(`/warnings/${warning}`);
    await page.fill("#comment", "Not to be lost");
    await page.context().clearCookies();
    await page.locator("form:has(#comment) button[type=submit]").click();
    await page.fill("#again-password", who.password);
    await page.locator("dialog[open] button[type=submit]").click();
    await expect(page.locator("dialog[open]")).toHaveCount(0);
    await expect(page.locator("#comment")).toHaveValue("Not to be lost");
    await page.locator("form:has(#comment) button[type=submit]").click();
    await expect(page.getByText("Not to be lost")).toBeVisible();
    await expect(page.locator("#comment")).toHaveValue("");
  });
});
