import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import { i18n, setLanguage } from "@/app/language";
import TasksPage from "./TasksPage.vue";

const task = (id: string, name: string) => ({
  ...{ id, title: { en: name, zh: name }, unit: "1", unit_name: { en: "A", zh: "甲" } },
  ...{ state: "open", due_at: "2026-05-20T00:00:00Z", owner_name: null, ordered_by_name: "B" },
  ...{ spent_minutes: 0, expected_minutes: 60 },
});

/** Two pages of tasks, one each. */
function answer(request: Request): Response {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname !== "/v1/tasks") return Response.json({ items: [] });
  return searchParams.get("cursor") === "2"
    ? Response.json({ items: [task("y", "Law talk")], next_cursor: null })
    : Response.json({ items: [task("x", "Patrol")], next_cursor: "2" });
}

async function shown(address: string) {
  vi.stubGlobal("fetch", (request: Request) => Promise.resolve(answer(request)));
  setLanguage("en");
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: "/:all(.*)*", component: {} }],
  });
  await router.push(address);
  const page = mount(TasksPage, {
    global: { plugins: [router, i18n], stubs: { OrderDialog: true } },
  });
  await flushPromises();
  return page;
}

afterEach(() => vi.unstubAllGlobals());

describe("the filter of tasks", () => {
  it("says that it searches only what was read, and reads more", async () => {
    const page = await shown("/tasks?text=law");
    expect(page.findAll("tbody tr")).toHaveLength(0);
    expect(page.find("[data-test=partly]").text()).toContain("Tasks searched so far: 1");
    await page.find("[data-test=partly] button").trigger("click");
    await flushPromises();
    expect(page.find("tbody tr").text()).toContain("Law talk");
    expect(page.find("[data-test=partly]").exists()).toBe(false);
  });

  it("says nothing where nothing is filtered", async () => {
    const page = await shown("/tasks");
    expect(page.findAll("tbody tr")).toHaveLength(1);
    expect(page.find("[data-test=partly]").exists()).toBe(false);
  });
});
