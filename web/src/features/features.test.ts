import { describe, expect, it } from "vitest";
import { boxOf, grow } from "@/components/map/shapes";
import { incidentTiles, tileAddress } from "@/components/map/style";
import { secondsLeft } from "@/app/jobs";
import { placeOf } from "@/app/links";
import { bucketed, mondayOf } from "./desk/desk";
import { isOn, toggled } from "./incidents/kinds";
import { nameShape } from "./places/unit_names";
import { zoneAheadOf } from "./warnings/days";
import { labelled } from "./warnings/outlines";
import { openMeasures } from "./warnings/warning_page";
import type { Warning, WarningDetail } from "./warnings/warnings";

describe("kinds", () => {
  it("are on by themselves or by their class", () => {
    expect(isOn(["property"], "property.damage")).toBe(true);
    expect(isOn(["property.damage"], "property.arson")).toBe(false);
  });

  it("are swallowed by their class and turned off again", () => {
    expect(toggled(["property.damage", "fraud"], "property")).toEqual(["fraud", "property"]);
    expect(toggled(["fraud", "property"], "fraud")).toEqual(["property"]);
  });
});

describe("counts by day and week", () => {
  it("have a zero for each day without an incident", () => {
    const groups = [{ key: "2026-05-02", count: 4 }];
    expect(bucketed(groups, ["2026-05-01", "2026-05-02"])).toEqual([0, 4]);
  });

  it("know the Monday of a week", () => {
    expect(mondayOf("2026-05-18")).toBe("2026-05-18");
    expect(mondayOf("2026-05-17")).toBe("2026-05-11");
  });
});

describe("maps", () => {
  it("ask for tiles with what is asked for and nothing empty", () => {
    expect(tileAddress("http://x", "units", { unit: "", level: "station" })).toBe(
      "http://x/v1/layers/units/{z}/{x}/{y}.mvt?level=station",
    );
    const view = { unit: "36", from: "2026-05-01", to: "2026-05-02", kinds: "" } as never;
    expect(incidentTiles("", view)).toContain("?unit=36&from=2026-05-01&to=2026-05-02");
  });

  it("find the box around any geometry", () => {
    const ring = [
      [1, 2],
      [5, 1],
      [3, 8],
    ];
    expect(boxOf([ring])).toEqual([1, 1, 5, 8]);
    expect(boxOf([])).toBeNull();
    expect(grow([0, 0, 2, 4], 0.5)).toEqual([-1, -2, 3, 6]);
  });

  it("label only the outlines of warnings that are listed", () => {
    const feature = (id: string) =>
      ({
        type: "Feature",
        geometry: { type: "Polygon", coordinates: [] },
        properties: { id },
      }) as const;
    const warning = { id: "a", observed: 19, expected: 3.42 } as Warning;
    const { features } = labelled([feature("a"), feature("b")], [warning]);
    expect(features.map((one) => one.properties["label"])).toEqual(["19 / 3.4"]);
  });

  it("name a unit once, at the middle of its box", () => {
    const unit = { level: "station", name: { en: "A", zh: "甲" }, bbox: [0, 0, 2, 4] } as never;
    expect(nameShape(unit)[0]?.geometry.coordinates).toEqual([1, 2]);
    expect(nameShape({ level: "station", name: { en: "A", zh: "甲" } } as never)).toEqual([]);
  });
});

describe("a warning", () => {
  const warning = {
    state: "issued",
    measures: [{ template: "patrol" }, { template: "law_talk" }],
  } as WarningDetail;

  it("recommends what nobody has ordered yet, while it is live", () => {
    expect(openMeasures(warning, [{ template: "patrol" }])).toEqual([{ template: "law_talk" }]);
    expect(openMeasures({ ...warning, state: "expired" }, [])).toEqual([]);
  });

  it("ends with the day of its region", () => {
    const instant = Date.parse("2026-07-01T00:00:00Z");
    expect(zoneAheadOf("Asia/Shanghai", instant)).toBe(8 * 3_600_000);
    expect(zoneAheadOf("America/Chicago", instant)).toBe(-5 * 3_600_000);
  });
});

describe("jobs and links", () => {
  it("guess the time left from what has passed", () => {
    const job = { started_at: "2026-05-18T00:00:00Z", progress: 0.25 } as never;
    const now = Date.parse("2026-05-18T00:00:10Z");
    expect(secondsLeft(job, now)).toBe(30);
    expect(
      secondsLeft({ started_at: "2026-05-18T00:00:00Z", progress: 0 } as never, now),
    ).toBeNull();
  });

  it("lead to what they name", () => {
    expect(placeOf("warning", "7")).toBe("/warnings/7");
    expect(placeOf("weather", "7")).toBe("/desk");
  });
});
