import { onScopeDispose, ref } from "vue";
import { useI18n } from "vue-i18n";
import type { Schemas } from "@/api/client";
import * as numbers from "@/format/numbers";
import * as times from "@/format/times";
import type { Language } from "./language";
import { useSession } from "./session";

/** Numbers, times and names in the language that is shown now. */
export function useFormat() {
  const { locale, t } = useI18n();
  const session = useSession();
  const language = () => locale.value as Language;
  const zone = () => session.zone.value;

  function duration(minutes: number): string {
    const parts = times.durationParts(minutes);
    if (parts.days > 0 && parts.hours === 0) return t("common.days", { days: parts.days });
    if (parts.days > 0) return t("common.days_hours", { days: parts.days, hours: parts.hours });
    if (parts.hours > 0 && parts.minutes === 0) return t("common.hours", { hours: parts.hours });
    if (parts.hours > 0) {
      return t("common.hours_minutes", { hours: parts.hours, minutes: parts.minutes });
    }
    return t("common.minutes", { minutes: parts.minutes });
  }

  return {
    language,
    count: (value: number) => numbers.countText(value, language()),
    exactCount: (value: number) => numbers.exactCountText(value, language()),
    decimal: (value: number, digits = 1) => numbers.decimalText(value, language(), digits),
    percent: (share: number) => numbers.percentText(share, language()),
    pValue: numbers.pValueText,
    bytes: (value: number) => numbers.bytesText(value, language()),
    relative: (time: string, now: number) => times.relativeText(Date.parse(time), now, language()),
    exact: (time: string) => times.exactText(Date.parse(time), zone(), language()),
    short: (time: string) => times.shortText(Date.parse(time), zone(), language()),
    day: (day: string) => times.dayText(day, language()),
    month: (month: number) => times.monthText(month, language()),
    /** A day of any year. */
    monthDay: (month: number, day: number) =>
      times.shortDayText(
        new Date(Date.UTC(2024, month - 1, day)).toISOString().slice(0, 10),
        language(),
      ),
    shortDay: (day: string) => times.shortDayText(day, language()),
    days: (first: string, last: string) =>
      first === last
        ? times.dayText(first, language())
        : `${times.dayText(first, language())} – ${times.dayText(last, language())}`,
    duration,
    /** Who did it; the program itself by its own name. */
    actor: (by: string) => (by.startsWith("system:") ? t("common.by_program") : by),
    name: (names: Schemas["Names"] | undefined) => names?.[language()] ?? "",
  };
}

const k_tick_ms = 20_000;

/** The server's time now, moving. */
export function useNow() {
  const session = useSession();
  const now = ref(session.now());
  const timer = setInterval(() => (now.value = session.now()), k_tick_ms);
  onScopeDispose(() => clearInterval(timer));
  return now;
}
