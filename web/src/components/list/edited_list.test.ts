import { flushPromises, mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it } from "vitest";
import { type Component, defineComponent, h } from "vue";
import { ProblemError } from "@/api/problem";
import { i18n, setLanguage } from "@/app/language";
import { type EditedEntries, useEditedList } from "@/app/resource";
import EditedList from "./EditedList.vue";

interface Key {
  id: string;
}

let kept: Key[] = [];
let entries: EditedEntries<Key> | null = null;

const page = defineComponent({
  setup() {
    const made = useEditedList(() => Promise.resolve([...kept]));
    entries = made;
    return () =>
      h(EditedList as Component, {
        entries: made,
        caption: "Keys",
        columns: [{ key: "id", label: "Key", text: (row: Key) => row.id }],
        keyOf: (row: Key) => row.id,
        remove: (row: Key) => {
          kept = kept.filter((one) => one.id !== row.id);
          return Promise.resolve();
        },
        removeText: "Revoke",
        removeLabel: (row: Key) => `Revoke ${row.id}`,
        secretTitle: "The new key:",
        emptyTitle: "No keys",
      });
  },
});

async function shown() {
  const list = mount(page, { global: { plugins: [i18n] } });
  await flushPromises();
  return list;
}

beforeEach(() => {
  setLanguage("en");
  kept = [{ id: "a" }, { id: "b" }];
});

describe("a list that is edited in place", () => {
  it("removes by a button that names its row", async () => {
    const list = await shown();
    await list.find("[aria-label='Revoke a']").trigger("click");
    await flushPromises();
    expect(list.findAll("tbody tr")).toHaveLength(1);
    expect(list.text()).toContain("b");
  });

  it("shows a secret once, until it is noted", async () => {
    const list = await shown();
    await entries?.change(() => Promise.resolve({ id: "c", secret: "s3cret" }));
    expect(list.find("[data-test=secret]").text()).toBe("s3cret");
    await list.findAll(".secret button")[1]?.trigger("click");
    expect(list.find("[data-test=secret]").exists()).toBe(false);
  });

  it("says why a change failed, and says that it did", async () => {
    const list = await shown();
    const refused = new ProblemError({ code: "odd", detail: "Not today." });
    const isDone = await entries?.change(() => Promise.reject(refused));
    await flushPromises();
    expect(isDone).toBe(false);
    expect(list.find("[role=alert]").text()).toContain("Not today.");
    expect(list.findAll("tbody tr")).toHaveLength(2);
  });
});
