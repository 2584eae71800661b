import { mount } from "@vue/test-utils";
import { describe, expect, it } from "vitest";
import { defineComponent, h, nextTick } from "vue";
import { createMemoryHistory, createRouter, RouterView } from "vue-router";
import { spanBefore, spanOf, useFilter, useView } from "./view";

describe("a period", () => {
  it("ends today where it is counted in days", () => {
    expect(spanOf("7d", "2026-05-18")).toEqual({ from: "2026-05-12", to: "2026-05-18" });
    expect(spanOf("1d", "2026-05-18")).toEqual({ from: "2026-05-18", to: "2026-05-18" });
  });

  it("is what it says where it names its days", () => {
    const span = { from: "2026-01-01", to: "2026-03-31" };
    expect(spanOf("2026-01-01..2026-03-31", "2026-05-18")).toEqual(span);
  });

  it("is four weeks where it makes no sense", () => {
    const usual = { from: "2026-04-21", to: "2026-05-18" };
    for (const text of ["", "soon", "2026-05-01..2026-04-01", "2026-99-01..2026-99-02"]) {
      expect(spanOf(text, "2026-05-18"), text).toEqual(usual);
    }
  });

  it("has one before it of the same length that touches it", () => {
    expect(spanBefore({ from: "2026-05-12", to: "2026-05-18" })).toEqual({
      from: "2026-05-05",
      to: "2026-05-11",
    });
  });
});

describe("the view's state", () => {
  it("lives in the address", async () => {
    let view: ReturnType<typeof useView> | undefined;
    let state: ReturnType<typeof useFilter> | undefined;
    const Page = defineComponent({
      setup() {
        view = useView();
        state = useFilter("state");
        return () => h("p");
      },
    });
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [{ path: "/", component: Page }],
    });
    await router.push("/?unit=360107&state=issued");
    mount(RouterView, { global: { plugins: [router] } });
    await router.isReady();
    await nextTick();

    expect(view?.unit.value).toBe("360107");
    expect(view?.period.value).toBe("28d");
    expect(state?.value).toBe("issued");

    await view?.choosePeriod("7d");
    expect(router.currentRoute.value.query).toEqual({
      unit: "360107",
      state: "issued",
      period: "7d",
    });

    if (state !== undefined) state.value = "";
    await new Promise((resolve) => setTimeout(resolve));
    expect(router.currentRoute.value.query).not.toHaveProperty("state");
  });
});
