import { computed, type Ref } from "vue";
import { useLive } from "@/app/events";
import { useResource } from "@/app/resource";
import { useSession } from "@/app/session";
import type { Span } from "@/app/view";
import { addDays, daysBetween, daysOf } from "@/format/days";
import { useIncidents } from "@/features/incidents/incidents";
import { type Task, type TaskList, useTasks } from "@/features/tasks/tasks";
import { useWarnings, type Warning } from "@/features/warnings/warnings";

export interface Needs {
  to_acknowledge: Warning[];
  to_do: Task[];
  due_soon: Task[];
  overdue: Task[];
  to_accept: Task[];
}

const k_most = 50;

/** What needs the reader now, of the unit that is looked at. */
export function useNeeds(unit: Ref<string>) {
  const session = useSession();
  const warnings = useWarnings();
  const tasks = useTasks();

  async function load(signal: AbortSignal): Promise<Needs> {
    const listed = async (list: TaskList): Promise<Task[]> => {
      if (!session.may("tasks_read")) return [];
      return (await tasks.list({ unit: unit.value, list, limit: k_most }, signal)).items;
    };
    const issued = async (): Promise<Warning[]> => {
      if (!session.may("warnings_read")) return [];
      const query = { unit: unit.value, state: "issued", limit: k_most };
      return (await warnings.list(query, signal)).items;
    };
    const [to_acknowledge, to_do, due_soon, overdue, to_accept] = await Promise.all([
      issued(),
      listed("mine"),
      listed("due_soon"),
      listed("overdue"),
      session.may("tasks_accept") ? listed("to_accept") : Promise.resolve([]),
    ]);
    return { to_acknowledge, to_do, due_soon, overdue, to_accept };
  }

  const needs = useResource(load, [unit]);
  useLive(["warning", "task"], () => void needs.reload());
  return needs;
}

export interface Trend {
  /** A class of kinds; empty for all incidents. */
  kind: string;
  labels: string[];
  now: number[];
  before: number[];
  total: number;
  totalBefore: number;
}

const k_days_by_day = 120;

/** Counts by day or week, a value for each bucket of the span, zero where nothing was counted. */
export function bucketed(groups: { key: string; count: number }[], keys: string[]): number[] {
  const counts = new Map(groups.map((group) => [group.key, group.count]));
  return keys.map((key) => counts.get(key) ?? 0);
}

/** Monday of the week. */
export function mondayOf(day: string): string {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

function keysOf(span: Span, isByDay: boolean): string[] {
  const days = daysOf(span.from, span.to);
  return isByDay ? days : [...new Set(days.map(mondayOf))];
}

/** All incidents and the two largest classes, each against the period before. */
export function useTrends(unit: Ref<string>, span: Ref<Span>, before: Ref<Span>) {
  const incidents = useIncidents();

  async function trend(kind: string, signal: AbortSignal): Promise<Trend> {
    const isByDay = daysBetween(span.value.from, span.value.to) <= k_days_by_day;
    const by = isByDay ? "day" : "week";
    const of = (part: Span) =>
      incidents.counts(by, { unit: unit.value, ...part, ...(kind === "" ? {} : { kind }) }, signal);
    const [now, then] = await Promise.all([of(span.value), of(before.value)]);
    const labels = keysOf(span.value, isByDay);
    const earlier = bucketed(then.groups, keysOf(before.value, isByDay)).slice(0, labels.length);
    return {
      kind,
      labels,
      now: bucketed(now.groups, labels),
      before: earlier,
      total: now.total,
      totalBefore: then.total,
    };
  }

  async function load(signal: AbortSignal): Promise<Trend[]> {
    const query = { unit: unit.value, ...span.value };
    const byKind = await incidents.counts("kind", query, signal);
    const classes = new Map<string, number>();
    for (const { key, count } of byKind.groups) {
      const name = key.split(".")[0] ?? key;
      classes.set(name, (classes.get(name) ?? 0) + count);
    }
    const largest = [...classes].sort((a, b) => b[1] - a[1]).slice(0, 2);
    return Promise.all(["", ...largest.map(([name]) => name)].map((kind) => trend(kind, signal)));
  }

  return useResource(load, [unit, computed(() => `${span.value.from}${span.value.to}`)]);
}
