// Each method's analysis: its result read on map, chart and table, its form filled in, its run followed.
import { expect, type Page, test } from "@playwright/test";
import { ask, enter, expectAccessible, isMock, type Language, signInOf, wordsOf } from "./support";

interface Analysis {
  id: string;
  method: string;
}

const k_methods = [
  "scan",
  "near_repeat",
  "hotspots",
  "series",
  "density",
  "self_exciting",
  "seasons",
  "forecast",
];

async function analysesOf(page: Page): Promise<Map<string, string>> {
  const { items } = await ask<{ items: Analysis[] }>(page, "/v1/analyses");
  return new Map([...items].reverse().map((one) => [one.method, one.id]));
}

async function openResult(page: Page, id: string): Promise<void> {
  await page.goto(`/analyses/${id}`);
  await expect(page.locator("[data-test=result] table").first()).toBeAttached();
  await page.waitForLoadState("networkidle");
}

test.describe("analyses", () => {
  test.skip(!isMock, "the examples of the mock are asked about by their own names");

  test.beforeAll(async ({ request }) => {
    await request.get("/mock/reset");
  });

  for (const language of ["zh", "en"] as const) {
    test(`every method's result is accessible, with its card (${language})`, async ({
      browser,
    }) => {
      test.setTimeout(240_000);
      const t = await wordsOf(language);
      const page = await enter(browser, signInOf("analyst"), language);
      const theme = language === "zh" ? "light" : "dark";
      await page.evaluate((chosen) => localStorage.setItem("anlan.theme", chosen), theme);
      const analyses = await analysesOf(page);
      expect([...analyses.keys()].sort()).toEqual([...k_methods].sort());
      for (const method of k_methods) {
        await openResult(page, analyses.get(method) ?? "");
        const card = page.getByRole("region", { name: t("analyses.card"), exact: true });
        await expect(card.getByText(t("analyses.card_refuses"))).toBeVisible();
        await card.locator("summary").click();
        await expectAccessible(page);
        for (const button of await page.locator("figure figcaption button").all()) {
          await button.click();
        }
        await expect(page.locator("figure canvas")).toHaveCount(0);
        await expectAccessible(page);
      }
    });
  }

  test("on a phone every result stays within the width", async ({ browser }) => {
    test.setTimeout(180_000);
    const page = await enter(browser, signInOf("analyst"), "zh");
    await page.setViewportSize({ width: 390, height: 844 });
    for (const [method, id] of await analysesOf(page)) {
      await openResult(page, id).catch(async () => {
        await expect(page.locator("[data-test=result] li").first()).toBeAttached();
      });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, method).toBeLessThanOrEqual(390);
      await expectAccessible(page);
    }
  });

  test("a cell chosen in the table is chosen on the map, by the keyboard alone", async ({
    browser,
  }) => {
    const page = await enter(browser, signInOf("analyst"), "en");
    const analyses = await analysesOf(page);
    await openResult(page, analyses.get("density") ?? "");
    await expect(page.locator(".map[data-drawn=true]")).toBeVisible();
    const row = page.locator("[data-test=result] [data-row-focus]").first();
    await row.focus();
    await page.keyboard.press("Enter");
    await expect(row).toHaveAttribute("aria-pressed", "true");
    await page.keyboard.press("j");
    await expect(page.locator("[data-test=result] [data-row-focus]").nth(1)).toBeFocused();
  });

  test("the unit of a series stays in the address", async ({ browser }) => {
    const page = await enter(browser, signInOf("analyst"), "en");
    const analyses = await analysesOf(page);
    await openResult(page, analyses.get("series") ?? "");
    await page.selectOption("#series-unit", "360109");
    await expect(page).toHaveURL(/series=360109/);
    await page.reload();
    await expect(page.locator("#series-unit")).toHaveValue("360109");
  });

  async function fillIn(page: Page, language: Language): Promise<void> {
    const t = await wordsOf(language);
    await page.goto("/analyses/new");
    await page.locator("[data-test=method]").selectOption("forecast");
    const share = page.getByLabel(t("analyses.set_exploration_share"));
    await share.fill("7");
    await page.locator("[data-test=save]").click();
    // Names, kinds and the share: each fault stands beside its field, and what was typed stays.
    await expect(page.locator("[data-test=fault]")).toHaveCount(4);
    await expect(page.locator("[data-test=name-zh]")).toBeFocused();
    await expect(share).toHaveValue("7");
    await expect(share).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    await share.fill("0.25");
    await page.locator("[data-test=name-zh]").fill("下周盗窃");
    await page.locator("[data-test=name-en]").fill("Thefts of next week");
    await page.locator("[data-test=kind-filter]").click();
    await page.locator("[popover]:popover-open label.kind input").first().check();
    await page.keyboard.press("Escape");
    await page.locator("[data-test=save]").click();
    await expect(page).toHaveURL(/\/analyses\/[0-9a-f]/);
  }

  for (const language of ["zh", "en"] as const) {
    test(`a forecast is set up, refused with its faults, run and read (${language})`, async ({
      browser,
    }) => {
      const page = await enter(browser, signInOf("analyst"), language);
      const t = await wordsOf(language);
      await fillIn(page, language);
      await expect(page.getByText(t("analyses.no_result"))).toBeVisible();
      await page.locator("[data-test=run]").click();
      await expect(page.locator("[data-test=job]")).toBeVisible();
      await expect(page.locator("[data-test=job][data-state=done]")).toBeVisible();
      await expect(page.getByRole("region", { name: t("analyses.backtest") })).toBeVisible();
      await expectAccessible(page);
      await page.locator("[data-test=to-run]").click();
      await expect(page).toHaveURL(/\/runs\//);
      await expect(page.getByText(t("analyses.no_findings"))).toBeVisible();
      await expectAccessible(page);
    });
  }
});
