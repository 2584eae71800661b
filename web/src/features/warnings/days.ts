import { useSession } from "@/app/session";
import { addDays } from "@/format/days";

/** The instant at which a day of the region's zone ends. */
export function endOfDay(day: string): string {
  const zone = useSession().zone.value;
  const guess = Date.parse(`${addDays(day, 1)}T00:00:00Z`);
  return new Date(guess - zoneAheadOf(zone, guess)).toISOString();
}

/** How far the zone's clock is ahead of UTC at an instant. */
export function zoneAheadOf(zone: string, instant: number): number {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(instant);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "00";
  const local = Date.parse(
    `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}:${part("second")}Z`,
  );
  return local - instant;
}
