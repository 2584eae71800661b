import type { Language } from "@/app/language";
import { localeOf } from "./numbers";

const k_steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "3 hours ago", "in 2 days"; beyond thirty days the exact day says more. */
export function relativeText(instant: number, now: number, language: Language): string {
  const seconds = Math.round((instant - now) / 1000);
  const format = new Intl.RelativeTimeFormat(localeOf(language), { numeric: "auto" });
  for (const [unit, size] of k_steps) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(0, "second");
}

export function exactText(instant: number, zone: string, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    timeZone: zone,
    dateStyle: "medium",
    timeStyle: "short",
    hourCycle: "h23",
  }).format(instant);
}

/** Day and time in the space of a list cell. */
export function shortText(instant: number, zone: string, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    timeZone: zone,
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(instant);
}

export function dayText(day: string, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    timeZone: "UTC",
    dateStyle: "medium",
  }).format(Date.parse(`${day}T00:00:00Z`));
}

export function shortDayText(day: string, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    timeZone: "UTC",
    month: "short",
    day: "numeric",
  }).format(Date.parse(`${day}T00:00:00Z`));
}

export function monthText(month: number, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), { timeZone: "UTC", month: "short" }).format(
    Date.UTC(2024, month - 1, 1),
  );
}

/** How long it takes, in the two largest parts: "1 d 4 h", "35 min". */
export function durationParts(minutes: number): { days: number; hours: number; minutes: number } {
  const whole = Math.round(Math.abs(minutes));
  return {
    days: Math.floor(whole / 1440),
    hours: Math.floor((whole % 1440) / 60),
    minutes: whole % 60,
  };
}
