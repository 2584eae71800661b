/** Civil days as "YYYY-MM-DD": the region's own, never the browser's. */
export type Day = string;

const k_day_ms = 86_400_000;

export function dayIn(zone: string, instant: number): Day {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return parts.format(instant);
}

export function addDays(day: Day, count: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * k_day_ms).toISOString().slice(0, 10);
}

/** How many days from the first to the last, both counted. */
export function daysBetween(first: Day, last: Day): number {
  const length = Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`);
  return Math.round(length / k_day_ms) + 1;
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/** All days from the first to the last, both included. */
export function daysOf(first: Day, last: Day): Day[] {
  const count = Math.max(0, daysBetween(first, last));
  return Array.from({ length: count }, (_, index) => addDays(first, index));
}
