import { flushPromises, mount } from "@vue/test-utils";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Component } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";
import { i18n, setLanguage } from "@/app/language";
import { collect } from "@/components/map/shapes";
import { resultOf } from "../../../../../mock/results.mjs";
import { makeWorld } from "../../../../../mock/world.mjs";
import type { AnalysisResult } from "../analyses";
import FindingsPanel from "./FindingsPanel.vue";
import ForecastResult from "./ForecastResult.vue";
import HotspotsResult from "./HotspotsResult.vue";
import ModelCard from "./ModelCard.vue";
import NearRepeatResult from "./NearRepeatResult.vue";
import { bandText, bySeverity, isMore, meanOf, stretchesOf, weekOf } from "./parts";
import SeasonsResult from "./SeasonsResult.vue";
import SelfExcitingNumbers from "./SelfExcitingNumbers.vue";
import SeriesResult from "./SeriesResult.vue";
import SurfaceResult from "./SurfaceResult.vue";

const world = makeWorld();
const names = collect([]);
const router = createRouter({
  history: createMemoryHistory(),
  routes: [{ path: "/:all(.*)*", component: {} }],
});
const stubs = { CellMap: true, MapCanvas: true, EChart: true };

function exampleOf(method: string): AnalysisResult {
  const analysis = world.analyses.find((one) => one.method === method);
  const run = world.runs.find((one) => one.run.analysis === analysis?.id);
  return resultOf(world, analysis, run);
}

function show(component: Component, props: Record<string, unknown>) {
  return mount(component, { global: { plugins: [i18n, router], stubs }, props });
}

/** The cells of a table, row by row, with its head. */
function tableOf(wrapper: ReturnType<typeof show>, selector = "table"): string[][] {
  return wrapper
    .find(selector)
    .findAll("tr")
    .map((row) => row.findAll("th, td").map((cell) => cell.text()));
}

/** The server: it knows the kinds of incidents, and nothing else here. */
const answer = (request: Request): Response =>
  request.url.endsWith("/v1/incident-kinds")
    ? Response.json({ items: world.kinds })
    : Response.json({ code: "not_found" }, { status: 404 });

beforeAll(() => {
  vi.stubGlobal("fetch", (request: Request) => Promise.resolve(answer(request)));
});
beforeEach(() => setLanguage("en"));

describe("a density", () => {
  const { surface } = exampleOf("density");

  it("is a table too: the busiest cells with what they are held against", () => {
    const [head, first] = tableOf(show(SurfaceResult, { surface, names }));
    expect(head).toEqual([
      "Rank",
      "Middle of the cell",
      "Incidents a km²",
      "Before, a km²",
      "Change",
    ]);
    const most = Math.max(...(surface?.values ?? []));
    expect(first?.[2]).toBe(most.toFixed(2));
  });

  it("chooses the same cell in the table and on the map", async () => {
    const page = show(SurfaceResult, { surface, names });
    await page.find("tbody tr").trigger("click");
    const chosen = page.findComponent({ name: "CellMap" }).props("chosen") as number;
    expect(surface?.values[chosen]).toBe(Math.max(...(surface?.values ?? [])));
    expect(page.find("tr.chosen").exists()).toBe(true);
  });

  it("shows the change in words and not in colours alone", async () => {
    const page = show(SurfaceResult, { surface, names });
    await page.findAll("button.chip")[2]?.trigger("click");
    const legend = page.findComponent({ name: "CellMap" }).props("legend") as {
      steps: { text: string }[];
    };
    expect(legend.steps.map((step) => step.text)).toContain("more than double");
  });
});

describe("hot spots", () => {
  const { hotspots } = exampleOf("hotspots");

  it("have eight classes in plain words, each with a sign", () => {
    const page = show(HotspotsResult, { hotspots, names });
    const { steps } = page.findComponent({ name: "CellMap" }).props("legend") as {
      steps: { sign: string; text: string; colour: string }[];
    };
    expect(steps).toHaveLength(8);
    expect(new Set(steps.map((step) => step.sign)).size).toBe(8);
    expect(new Set(steps.map((step) => step.colour)).size).toBe(8);
    expect(steps[0]?.text).toBe("hot for the first time");
  });

  it("are narrowed to one class on the map and in the table", async () => {
    const page = show(HotspotsResult, { hotspots, names });
    const count = hotspots?.classes.filter((one) => hotspots.legend[one] === "new").length;
    await page.findAll("button.chip")[1]?.trigger("click");
    expect(page.findAll("tbody tr")).toHaveLength(count ?? -1);
    expect(page.findComponent({ name: "CellMap" }).props("marks")).toHaveLength(count ?? -1);
  });
});

describe("a series", () => {
  const { series = [] } = exampleOf("series");

  it("begins with the unit that has an alarm now, and says so in words", () => {
    const page = show(SeriesResult, { series });
    const first = bySeverity(series)[0];
    expect(first?.points.at(-1)?.alarm).toBe(true);
    expect((page.find("select").element as HTMLSelectElement).value).toBe(first?.unit);
    expect(page.find("tr.chosen").text()).toContain("Alarm");
  });

  it("never calls usual what could not be judged", () => {
    const points = [{ day: "2026-05-11", count: 9, expected: null, threshold: null, alarm: false }];
    const one = { unit: "1", unit_name: { en: "A", zh: "甲" }, step_days: 7, points };
    const row = show(SeriesResult, { series: [one] })
      .find("tr.chosen")
      .text();
    expect(row).toContain("Too little history");
    expect(row).not.toContain("As usual");
  });

  it("is read as a table: count, expected, threshold, alarm", async () => {
    const page = show(SeriesResult, { series });
    await page.find("[data-test=series-chart] button").trigger("click");
    const rows = tableOf(page, "[data-test=series-chart] table");
    expect(rows[0]).toEqual(["From", "Incidents", "Expected", "Threshold", "Alarm"]);
    expect(rows).toHaveLength(1 + (series[0]?.points.length ?? 0));
    expect(rows[1]?.at(-1)).toBe("Too little history");
    expect(rows.at(-1)?.at(-1)).toBe("Alarm");
  });
});

describe("near repeats", () => {
  const { near_repeat: nearRepeat } = exampleOf("near_repeat");

  it("are tabled by half-open bands, with what is observed, expected, the ratio and p", () => {
    const page = show(NearRepeatResult, { nearRepeat, names });
    const [head, first] = tableOf(page, "[data-test=near-repeat]");
    expect(head?.slice(1)).toEqual(["[0, 7)", "[7, 14)", "[14, 21)", "[21, 28)"]);
    expect(first?.[0]).toBe("[0, 200)");
    expect(first?.[1]).toContain(`${nearRepeat?.observed[0]?.[0]} / `);
    expect(first?.[1]).toContain("p 0.001");
  });

  it("mark what is more than chance by a sign and a word", () => {
    const page = show(NearRepeatResult, { nearRepeat, names });
    const marked = page.findAll("td.more");
    expect(marked.length).toBeGreaterThan(0);
    for (const cell of marked) {
      expect(cell.text()).toContain("▲");
      expect(cell.find(".visually-hidden").text()).toBe("more than chance:");
    }
    expect(page.findAll("td").length).toBeGreaterThan(marked.length);
  });

  it("list the chains that are still open", () => {
    const page = show(NearRepeatResult, { nearRepeat, names });
    const chains = page.findComponent({ name: "DataList" }).props("rows") as unknown[];
    expect(chains).toHaveLength(nearRepeat?.chains.length ?? -1);
  });

  it("are significant only above chance", () => {
    const of = { p: [[0.01, 0.01, 0.2]], ratio: [[1.4, 0.6, 2]] } as never;
    expect([0, 1, 2].map((time) => isMore(of, 0, time))).toEqual([true, false, false]);
    expect(bandText({ from: 0, to: 100 }, String)).toBe("[0, 100)");
  });
});

describe("key periods", () => {
  const { seasons = [] } = exampleOf("seasons");

  it("announce the next one with its interval", async () => {
    const page = show(SeasonsResult, { seasons });
    await flushPromises();
    const text = page.text();
    expect(text).toContain("Next: Chashan Station, Theft of crops");
    expect(text).toContain("3.40× (2.30 to 4.90)");
  });

  it("are a table too, with lunar days by their names", () => {
    setLanguage("zh");
    const rows = show(SeasonsResult, { seasons }).text();
    expect(rows).toContain("农历八月十五");
    expect(rows).toContain("农历腊月二十 – 农历正月十五");
    expect(rows).toContain("5.60倍（2.20至∞）");
  });

  it("have their weeks of the year, in two stretches across New Year", () => {
    expect(weekOf("01-01")).toBe(0);
    expect(weekOf("2026-01-08")).toBe(1);
    expect(stretchesOf("01-01", "01-07")).toEqual([{ from: 0, to: 1 }]);
    expect(stretchesOf("12-25", "01-07")).toEqual([
      { from: weekOf("12-25"), to: 366 / 7 },
      { from: 0, to: 1 },
    ]);
  });
});

describe("a forecast", () => {
  const { forecast } = exampleOf("forecast");

  it("ranks its cells and tells those drawn by lot from the rest", () => {
    const page = show(ForecastResult, { forecast, names });
    const marks = page.findComponent({ name: "CellMap" }).props("marks") as {
      mark: string;
      label: string;
    }[];
    const explored = forecast?.cells.filter((cell) => cell.is_explored).length ?? 0;
    expect(explored).toBeGreaterThan(0);
    expect(marks.filter((one) => one.mark === "explored" && one.label === "?")).toHaveLength(
      explored,
    );
    expect(marks[0]).toMatchObject({ mark: "first", label: "1" });
    expect(page.text()).toContain("Drawn by lot");
  });

  it("judges each model at each origin, as a table too", async () => {
    const page = show(ForecastResult, { forecast, names });
    for (const measure of ["pai", "hit_rate", "log_score"]) {
      await page.find(`[data-test=score-${measure}] button`).trigger("click");
      const rows = tableOf(page, `[data-test=score-${measure}] table`);
      expect(rows).toHaveLength(1 + (forecast?.backtest.origins.length ?? 0));
      expect(rows[0]).toContain("Stack of all (chosen)");
    }
    // A week without incidents judges nobody.
    expect(tableOf(page, "[data-test=score-pai] table")[4]?.slice(1)).toEqual(
      Array.from({ length: 4 }, () => "–"),
    );
    expect(meanOf([1, null, 3])).toBe(2);
    expect(meanOf([null])).toBeNull();
  });
});

describe("every result", () => {
  it("has its method's card: what it learns from, refuses, uses, and what was kept apart", () => {
    const methods = [...new Set(world.analyses.map((one) => one.method))];
    expect(methods).toHaveLength(8);
    for (const method of methods) {
      const result = exampleOf(method);
      const card = show(ModelCard, { result });
      expect(card.text()).toContain(result.card.learns_from.en);
      expect(card.text()).toContain(result.card.refuses.en);
      expect(card.text()).toContain(result.card.limits.en);
      const [counts, settings] = card.findAll("table");
      expect(counts?.findAll("td").map((cell) => cell.text().replaceAll(",", ""))).toEqual(
        Object.values(result.card.counts).map(String),
      );
      const count = Object.keys(result.card.settings).length + 1;
      expect(settings?.findAll("tr")).toHaveLength(count);
    }
  });

  it("says when a model has not settled", () => {
    const { self_exciting: fit } = exampleOf("self_exciting");
    expect(show(SelfExcitingNumbers, { fit }).find("[role=status]").exists()).toBe(false);
    const loose = show(SelfExcitingNumbers, { fit: { ...fit, has_converged: false } });
    expect(loose.find("[role=status]").text()).toContain("did not settle");
  });

  it("lists the clusters of a scan as they are outlined", async () => {
    const { clusters = [] } = exampleOf("scan");
    const page = show(FindingsPanel, { findings: clusters, names });
    expect(page.findAll("tbody tr")).toHaveLength(clusters.length);
    await page.find("tbody tr").trigger("click");
    expect(page.find("tr.chosen").exists()).toBe(true);
  });
});
