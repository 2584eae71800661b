import { flushPromises, mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import { ProblemError } from "@/api/problem";
import { i18n, setLanguage } from "@/app/language";
import { boxOf } from "@/components/map/shapes";
import { methods } from "../../../../mock/methods.mjs";
import { freshSettings, type Method, settingsOf } from "./analyses";
import { fieldsOf } from "./fields";
import SettingsForm from "./SettingsForm.vue";
import { findingShape } from "./shapes";

const router = createRouter({
  history: createMemoryHistory(),
  routes: [{ path: "/:all(.*)*", component: {} }],
});
const methodOf = (name: string): Method => {
  const found = methods.find((one) => one.method === name);
  if (found === undefined) throw new Error(`no method ${name}`);
  return found;
};

function mountForm(name: string, problem: ProblemError | null) {
  const settings = freshSettings("360100", methodOf(name));
  return mount(SettingsForm, {
    global: { plugins: [i18n, router], stubs: { KindFilter: true, UnitField: true } },
    props: { settings, methods, isNew: true, problem, isBusy: false, isLocked: false },
    attachTo: document.body,
  });
}

beforeEach(() => setLanguage("en"));

describe("an analysis", () => {
  it("sends its settings and nothing that the server keeps", () => {
    const fresh = freshSettings("360100", methodOf("scan"));
    const saved = { ...fresh, id: "x", version: 3, last_run: null, next_run_at: null };
    expect(settingsOf(saved)).toEqual(fresh);
  });

  it("draws a finding as a circle of its size, whatever the latitude", () => {
    const shape = findingShape({
      centre: { longitude: 100, latitude: 60 },
      radius_metres: 1000,
      observed: 9,
      expected: 2.5,
      is_significant: true,
    } as never);
    const [west, south, east, north] = boxOf(shape.geometry.coordinates) ?? [0, 0, 0, 0];
    expect((north - south) * 111_320).toBeCloseTo(2000, 0);
    expect((east - west) * 111_320 * Math.cos(Math.PI / 3)).toBeCloseTo(2000, 0);
    expect(shape.properties["label"]).toBe("9 / 2.5");
  });
});

describe("the form of an analysis", () => {
  it("has a field for each setting of each method, in the server's order", () => {
    for (const method of methods) {
      expect(fieldsOf(method).map((field) => field.key)).toEqual(Object.keys(method.settings));
    }
  });

  it("asks for what the chosen method asks for, and sends that alone", async () => {
    const form = mountForm("scan", null);
    await form.find("[data-test=method]").setValue("density");
    const labels = form.findAll("[data-test=method-fields] label").map((label) => label.text());
    expect(labels).toEqual([
      "Days of records",
      "Side of a cell, metres",
      "Bandwidth, metres",
      "Longest cluster, days",
    ]);
    await form.find("form").trigger("submit");
    const [sent] = form.emitted("save")?.[0] as [{ method: string; settings: object }];
    expect(sent.method).toBe("density");
    expect(sent.settings).toEqual(methodOf("density").settings);
  });

  it("sends an emptied number as none, not as zero", async () => {
    const form = mountForm("scan", null);
    const radius = form.findAll("[data-test=method-fields] input")[3];
    await radius?.setValue("");
    await form.find("form").trigger("submit");
    const [sent] = form.emitted("save")?.[0] as [{ settings: Record<string, unknown> }];
    expect(sent.settings["max_radius_metres"]).toBeNull();
  });

  it("shows every fault beside its field, once, and goes to the first", async () => {
    const form = mountForm("scan", null);
    const errors = [
      { field: "name.zh", fault: "must have 1 to 120 characters" },
      { field: "settings.replicates", fault: "must be from 9 to 99999" },
      { field: "lead_days", fault: "must be 0 to 60" },
    ];
    await form.setProps({ problem: new ProblemError({ code: "analyses.settings", errors }) });
    await flushPromises();
    const invalid = form.findAll("[aria-invalid=true]");
    expect(invalid).toHaveLength(2);
    expect(document.activeElement).toBe(invalid[0]?.element);
    for (const input of invalid) {
      const described = input.attributes("aria-describedby")?.split(" ").at(-1) ?? "";
      expect(document.getElementById(described)?.textContent).toContain("must");
    }
    // What has no field of its own is told with the problem; the others are not told twice.
    expect(form.find("[role=alert]").text()).toContain("lead_days");
    expect(form.find("[role=alert]").text()).not.toContain("replicates");
    form.unmount();
  });

  it("tells faults in Chinese", async () => {
    setLanguage("zh");
    const form = mountForm("scan", null);
    const errors = [{ field: "settings.seed", fault: "must be a whole number" }];
    await form.setProps({
      problem: new ProblemError({ code: "analyses.method_settings", errors }),
    });
    expect(form.find("[data-test=fault]").text()).toBe("此项应为整数。");
  });
});
