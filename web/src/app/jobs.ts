import { computed, onScopeDispose, shallowReactive } from "vue";
import { api, type Schemas, take } from "@/api/client";
import { useJobEvents } from "./events";

export type Job = Schemas["Job"];

const jobs = shallowReactive(new Map<string, Job>());
const k_poll_ms = 2_000;

export const isRunning = (job: Job | undefined): boolean => job?.state === "running";

/** Keeps what is known of long work fresh: by events, and by asking where events do not come. */
export function watchJobs(): void {
  useJobEvents((job) => jobs.set(job.id, job));
  const read = async (): Promise<void> => {
    const { items } = await take(api.GET("/v1/jobs"));
    for (const job of items) if (isRunning(job) || jobs.has(job.id)) jobs.set(job.id, job);
  };
  const timer = setInterval(() => {
    if ([...jobs.values()].some(isRunning)) read().catch(() => undefined);
  }, k_poll_ms);
  onScopeDispose(() => clearInterval(timer));
  read().catch(() => undefined);
}

export function useJobs() {
  return {
    jobs,
    running: computed(() => [...jobs.values()].filter(isRunning)),
    follow: (job: Job) => jobs.set(job.id, job),
    cancel: (id: string) => take(api.DELETE("/v1/jobs/{id}", { params: { path: { id } } })),
  };
}

/** How long a job that goes on evenly still needs, in seconds; null while it is too early to say. */
export function secondsLeft(job: Job, now: number): number | null {
  const k_early = 0.05;
  if (job.progress < k_early) return null;
  const passed = (now - Date.parse(job.started_at)) / 1000;
  return Math.max(0, Math.round((passed / job.progress) * (1 - job.progress)));
}
