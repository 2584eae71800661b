import { computed } from "vue";
import { useRoute, useRouter, type LocationQuery } from "vue-router";
import { addDays, dayIn, daysBetween, isDay, type Day } from "@/format/days";
import { useSession } from "./session";

/** What every view is about, and so what every link carries. */
export const k_carried = ["unit", "period", "wall"] as const;
export const k_periods = ["7d", "28d", "90d", "365d"] as const;
export const k_default_period = "28d";

export interface Span {
  from: Day;
  to: Day;
}

/** The days that a period names: "28d" up to today, or "2026-01-01..2026-03-31". */
export function spanOf(period: string, today: Day): Span {
  const [first, last] = period.split("..");
  if (first !== undefined && last !== undefined && isDay(first) && isDay(last) && first <= last) {
    return { from: first, to: last };
  }
  const days = Number(/^(\d{1,4})d$/.exec(period)?.[1] ?? 28);
  return { from: addDays(today, 1 - Math.max(1, days)), to: today };
}

/** As many days, just before. */
export function spanBefore(span: Span): Span {
  const length = daysBetween(span.from, span.to);
  return { from: addDays(span.from, -length), to: addDays(span.from, -1) };
}

export function queryText(query: LocationQuery, name: string): string {
  const value = query[name];
  return typeof value === "string" ? value : "";
}

/** The unit and the period of the view; both live in the address. */
export function useView() {
  const route = useRoute();
  const router = useRouter();
  const session = useSession();

  const unit = computed(
    () => queryText(route.query, "unit") || (session.account.value?.unit ?? ""),
  );
  const period = computed(() => queryText(route.query, "period") || k_default_period);
  const today = computed(() => dayIn(session.zone.value, session.now()));
  const span = computed(() => spanOf(period.value, today.value));

  async function change(part: Record<string, string | undefined>): Promise<void> {
    await router.replace({ query: { ...route.query, ...part } });
  }

  return {
    unit,
    period,
    today,
    span,
    before: computed(() => spanBefore(span.value)),
    isWall: computed(() => queryText(route.query, "wall") === "1"),
    chooseUnit: (code: string) => change({ unit: code }),
    choosePeriod: (next: string) => change({ period: next }),
  };
}

/** A filter of a list, kept in the address; an empty one leaves it. */
export function useFilter(name: string) {
  const route = useRoute();
  const router = useRouter();
  return computed<string>({
    get: () => queryText(route.query, name),
    set: (value) => {
      const query = { ...route.query, [name]: value === "" ? undefined : value };
      void router.replace({ query });
    },
  });
}
