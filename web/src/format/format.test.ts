import { describe, expect, it } from "vitest";
import { addDays, dayIn, daysBetween, daysOf, isDay } from "./days";
import { bytesText, countText, decimalText, percentText, pValueText } from "./numbers";
import { recurrenceSpan } from "./recurrence";
import { dayText, durationParts, exactText, relativeText } from "./times";

describe("counts", () => {
  it("are grouped by thousands in English", () => {
    expect(countText(12_345, "en")).toBe("12,345");
    expect(countText(1_234_567_890, "en")).toBe("1,234,567,890");
  });

  it("are told in 万 and 亿 in Chinese", () => {
    expect(countText(9_999, "zh")).toBe("9999");
    expect(countText(12_345, "zh")).toBe("1.23万");
    expect(countText(20_000, "zh")).toBe("2万");
    expect(countText(450_000_000, "zh")).toBe("4.5亿");
    expect(countText(-30_000, "zh")).toBe("-3万");
  });
});

describe("other numbers", () => {
  it("keep their digits", () => {
    expect(decimalText(3.4, "en")).toBe("3.4");
    expect(decimalText(1234.5, "zh", 2)).toBe("1,234.50");
    expect(percentText(0.043, "en")).toBe("4.3%");
    expect(percentText(0.19, "zh")).toBe("19%");
    expect(bytesText(1_500_000, "en")).toBe("1.5 MB");
    expect(bytesText(2_400, "en")).toBe("2.4 kB");
  });

  it("say that a p-value is small rather than nothing", () => {
    expect(pValueText(0.0004)).toBe("< 0.001");
    expect(pValueText(0.001)).toBe("0.001");
  });
});

describe("days", () => {
  it("are those of the region, not of the browser", () => {
    const lateEvening = Date.parse("2026-05-17T20:00:00Z");
    expect(dayIn("Asia/Shanghai", lateEvening)).toBe("2026-05-18");
    expect(dayIn("America/Chicago", lateEvening)).toBe("2026-05-17");
  });

  it("are counted over months, years and leap days", () => {
    expect(addDays("2024-02-28", 2)).toBe("2024-03-01");
    expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
    expect(daysBetween("2026-05-01", "2026-05-28")).toBe(28);
    expect(daysOf("2026-05-30", "2026-06-01")).toEqual(["2026-05-30", "2026-05-31", "2026-06-01"]);
    expect(daysOf("2026-06-02", "2026-06-01")).toEqual([]);
  });

  it("are told from other texts", () => {
    expect(isDay("2026-05-18")).toBe(true);
    expect(isDay("2026-13-18")).toBe(false);
    expect(isDay("28d")).toBe(false);
  });
});

describe("times", () => {
  const now = Date.parse("2026-05-18T01:40:00Z");

  it("are relative in both directions and languages", () => {
    expect(relativeText(now - 3 * 3_600_000, now, "en")).toBe("3 hours ago");
    expect(relativeText(now + 2 * 86_400_000, now, "en")).toBe("in 2 days");
    expect(relativeText(now - 3 * 3_600_000, now, "zh")).toBe("3小时前");
    expect(relativeText(now - 86_400_000, now, "zh")).toBe("昨天");
    expect(relativeText(now - 30_000, now, "en")).toBe("now");
  });

  it("are exact in the zone of the region", () => {
    expect(exactText(now, "Asia/Shanghai", "en")).toContain("09:40");
    expect(exactText(now, "America/Chicago", "zh")).toContain("20:40");
    expect(dayText("2026-05-18", "zh")).toBe("2026年5月18日");
  });

  it("last days, hours and minutes", () => {
    expect(durationParts(1565)).toEqual({ days: 1, hours: 2, minutes: 5 });
    expect(durationParts(-90)).toEqual({ days: 0, hours: 1, minutes: 30 });
  });
});

describe("a recurrence interval", () => {
  it("is told in the unit in which people think of it", () => {
    expect(recurrenceSpan(12)).toEqual({ unit: "days", value: 12 });
    expect(recurrenceSpan(250)).toEqual({ unit: "months", value: 8 });
    expect(recurrenceSpan(1000)).toEqual({ unit: "years", value: 2.7 });
  });
});
