import { mount } from "@vue/test-utils";
import { afterEach, describe, expect, it } from "vitest";
import { nextTick } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";
import { ProblemError } from "@/api/problem";
import { i18n } from "@/app/language";
import { type Column, csvText } from "./columns";
import DataList from "./DataList.vue";

interface Row {
  id: string;
  name: string;
  count: number;
}

const rows: Row[] = [
  { id: "1", name: "柳湾", count: 19 },
  { id: "2", name: "白塔", count: 4 },
];
const columns: Column<Row>[] = [
  { key: "name", label: "Name", text: (row) => row.name },
  { key: "count", label: "Count", text: (row) => String(row.count), align: "end" },
];

function mounted(props: Record<string, unknown>) {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: "/:all(.*)*", component: { template: "<p />" } }],
  });
  return mount(DataList<Row>, {
    attachTo: document.body,
    global: { plugins: [router, i18n] },
    props: {
      caption: "Stations",
      columns,
      rows,
      keyOf: (row: Row) => row.id,
      emptyTitle: "No stations",
      emptyText: "Choose another unit.",
      ...props,
    } as never,
  });
}

afterEach(() => {
  document.body.innerHTML = "";
});

describe("a list", () => {
  it("is a table with a caption, and its first cell opens the row", () => {
    const list = mounted({ to: (row: Row) => `/stations/${row.id}` });
    expect(list.find("caption").text()).toBe("Stations");
    expect(list.findAll("tbody tr")).toHaveLength(2);
    expect(list.find("tbody a").attributes("href")).toBe("/stations/1");
  });

  it("walks in the list that has the focus, where there are several", () => {
    const first = mounted({ to: (row: Row) => `/a/${row.id}`, hasKeys: true });
    const second = mounted({ to: (row: Row) => `/b/${row.id}`, hasKeys: true });
    const press = () =>
      document.dispatchEvent(
        new KeyboardEvent("keydown", { key: "j", bubbles: true, cancelable: true }),
      );
    press();
    expect(document.activeElement).toBe(first.find("[data-row-focus]").element);
    second.find<HTMLElement>("[data-row-focus]").element.focus();
    press();
    expect(document.activeElement).toBe(second.findAll("[data-row-focus]")[1]?.element);
    first.unmount();
    second.unmount();
  });

  it("walks by j and k where it is the main list", async () => {
    mounted({ to: (row: Row) => `/stations/${row.id}`, hasKeys: true });
    const press = (key: string) =>
      document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    press("j");
    press("j");
    expect(document.activeElement?.textContent).toContain("白塔");
    press("k");
    expect(document.activeElement?.textContent).toContain("柳湾");
    await nextTick();
  });

  it("says which rows are chosen", async () => {
    const list = mounted({ chosen: new Set(["2"]) });
    const buttons = list.findAll("tbody button");
    expect(buttons.map((button) => button.attributes("aria-pressed"))).toEqual(["false", "true"]);
    await buttons[0]?.trigger("click");
    expect(list.emitted("choose")?.[0]).toEqual([rows[0]]);
  });

  it("says what to do where it is empty, and nothing of it while it loads", async () => {
    const list = mounted({ rows: [], isLoading: true });
    expect(list.text()).not.toContain("No stations");
    await list.setProps({ isLoading: false } as never);
    expect(list.text()).toContain("No stations");
    expect(list.text()).toContain("Choose another unit.");
  });

  it("keeps its rows beside a problem", () => {
    const list = mounted({ problem: new ProblemError({ code: "network" }) });
    expect(list.find("[role=alert]").exists()).toBe(true);
    expect(list.findAll("tbody tr")).toHaveLength(2);
  });
});

describe("an export", () => {
  it("quotes what needs it and defuses formulas, but not numbers", () => {
    const risky = [{ id: "3", name: '=HYPERLINK("x"),y', count: -3 }];
    expect(csvText(columns, risky)).toBe('Name,Count\r\n"\'=HYPERLINK(""x""),y",-3\r\n');
  });
});
