import { describe, expect, it, vi } from "vitest";
import { effectScope, nextTick, ref } from "vue";
import { ProblemError } from "@/api/problem";
import { useAction, usePages, useResource } from "./resource";

const settle = () => new Promise((resolve) => setTimeout(resolve));

describe("a resource", () => {
  it("loads at once and again when its source changes", async () => {
    const id = ref("a");
    const scope = effectScope();
    const resource = scope.run(() => useResource(async () => `got ${id.value}`, [id]));
    expect(resource?.isLoading.value).toBe(true);
    await settle();
    expect(resource?.data.value).toBe("got a");
    id.value = "b";
    await nextTick();
    await settle();
    expect(resource?.data.value).toBe("got b");
    scope.stop();
  });

  it("drops an answer that comes after a later question", async () => {
    const waiting: ((text: string) => void)[] = [];
    const id = ref(1);
    const load = () => new Promise<string>((resolve) => waiting.push(resolve));
    const scope = effectScope();
    const resource = scope.run(() => useResource(load, [id]));
    id.value = 2;
    await nextTick();
    waiting[1]?.("second");
    await settle();
    waiting[0]?.("first");
    await settle();
    expect(resource?.data.value).toBe("second");
    expect(resource?.isLoading.value).toBe(false);
    scope.stop();
  });

  it("keeps what it had when a later load fails, and says why", async () => {
    const load = vi
      .fn<() => Promise<string>>()
      .mockResolvedValueOnce("kept")
      .mockRejectedValueOnce(new ProblemError({ code: "access.forbidden", status: 403 }));
    const scope = effectScope();
    const resource = scope.run(() => useResource(load));
    await settle();
    await resource?.reload();
    expect(resource?.data.value).toBe("kept");
    expect(resource?.problem.value?.code).toBe("access.forbidden");
    scope.stop();
  });
});

describe("pages", () => {
  it("are read on by the server's cursor until there is none", async () => {
    const pages = [
      { items: [1, 2], next_cursor: "2" },
      { items: [3], next_cursor: null },
    ];
    const asked: (string | undefined)[] = [];
    const scope = effectScope();
    const list = scope.run(() =>
      usePages(async (cursor) => {
        asked.push(cursor);
        return pages[cursor === undefined ? 0 : 1] ?? { items: [], next_cursor: null };
      }),
    );
    await settle();
    await list?.loadMore();
    await list?.loadMore();
    expect(list?.list.value.rows).toEqual([1, 2, 3]);
    expect(asked).toEqual([undefined, "2"]);
    scope.stop();
  });
});

describe("an action", () => {
  it("runs once at a time and keeps the problem of its failure", async () => {
    const action = useAction();
    let release: () => void = () => undefined;
    const first = action.run(() => new Promise<void>((resolve) => (release = resolve)));
    expect(await action.run(async () => undefined)).toBe(false);
    release();
    expect(await first).toBe(true);
    const failed = await action.run(() => Promise.reject(new ProblemError({ code: "x" })));
    expect(failed).toBe(false);
    expect(action.problem.value?.code).toBe("x");
    expect(action.isBusy.value).toBe(false);
  });
});
