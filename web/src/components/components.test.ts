import { mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it } from "vitest";
import { ProblemError } from "@/api/problem";
import { i18n, setLanguage } from "@/app/language";
import ChangeText from "./ChangeText.vue";
import DueClock from "./DueClock.vue";
import ProblemNote from "./ProblemNote.vue";
import SeverityMark from "./SeverityMark.vue";

const global = { plugins: [i18n] };
beforeEach(() => setLanguage("en"));

describe("a change against the period before", () => {
  it("is red for a rise and green for a fall, and says both", () => {
    const rise = mount(ChangeText, { global, props: { now: 120, before: 100 } });
    expect(rise.classes()).toContain("rise");
    expect(rise.text()).toBe("up 20%");
    const fall = mount(ChangeText, { global, props: { now: 75, before: 100 } });
    expect(fall.classes()).toContain("fall");
    expect(fall.text()).toBe("down 25%");
  });

  it("divides by nothing", () => {
    const change = mount(ChangeText, { global, props: { now: 3, before: 0 } });
    expect(change.text()).toBe("up from none");
  });

  it("changes its language at once", async () => {
    const change = mount(ChangeText, { global, props: { now: 120, before: 100 } });
    setLanguage("zh");
    await change.vm.$nextTick();
    expect(change.text()).toBe("上升20%");
  });
});

describe("a clock", () => {
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

  it("says what is left, and warns when it is little", () => {
    const clock = mount(DueClock, { global, props: { due: at(95) } });
    expect(clock.text()).toBe("1 h 35 min left");
    expect(clock.classes()).toContain("soon");
  });

  it("says by how much it is late", () => {
    const clock = mount(DueClock, { global, props: { due: at(-60) } });
    expect(clock.text()).toBe("late by 1 h");
    expect(clock.classes()).toContain("late");
  });

  it("stands still when the work is done", () => {
    const clock = mount(DueClock, { global, props: { due: at(-60), isStopped: true } });
    expect(clock.text()).not.toContain("late");
  });
});

describe("a problem", () => {
  it("is told by its code where there are words for it, else by the server's sentence", () => {
    const known = mount(ProblemNote, {
      global,
      props: { problem: new ProblemError({ code: "network" }) },
    });
    expect(known.text()).toContain("cannot be reached");
    const other = mount(ProblemNote, {
      global,
      props: { problem: new ProblemError({ code: "tasks.odd", detail: "The task is odd." }) },
    });
    expect(other.text()).toContain("The task is odd.");
  });
});

describe("severity", () => {
  it("is a word too, not a colour alone", () => {
    const mark = mount(SeverityMark, { global, props: { severity: "high" } });
    expect(mark.text()).toBe("High");
    expect(mark.findAll("rect.on")).toHaveLength(3);
  });
});
