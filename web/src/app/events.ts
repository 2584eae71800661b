import { onScopeDispose, ref } from "vue";
import type { Schemas } from "@/api/client";

export interface JournalEvent {
  sequence: number;
  action: string;
  subject_kind: string;
  subject: string;
  unit: string;
  at: string;
}

type JobListener = (job: Schemas["Job"]) => void;
type JournalListener = (event: JournalEvent) => void;

const jobListeners = new Set<JobListener>();
const journalListeners = new Set<JournalListener>();
const isConnected = ref(false);
let source: EventSource | null = null;

/** One stream of server-sent events for the whole page. */
export function openEvents(): void {
  if (source !== null) return;
  source = new EventSource("/v1/events");
  source.addEventListener("open", () => (isConnected.value = true));
  source.addEventListener("error", () => (isConnected.value = false));
  source.addEventListener("job", (event) => {
    const job = JSON.parse((event as MessageEvent<string>).data) as Schemas["Job"];
    for (const listener of jobListeners) listener(job);
  });
  source.addEventListener("journal", (event) => {
    const entry = JSON.parse((event as MessageEvent<string>).data) as JournalEvent;
    for (const listener of journalListeners) listener(entry);
  });
}

export function closeEvents(): void {
  source?.close();
  source = null;
  isConnected.value = false;
}

export function useEvents() {
  return { isConnected };
}

export function useJobEvents(listener: JobListener): void {
  jobListeners.add(listener);
  onScopeDispose(() => jobListeners.delete(listener));
}

/** How long a burst of events is gathered before the view is read anew. */
const k_gather_ms = 400;

/** Reads again soon after something of these kinds changed. */
export function useLive(subjectKinds: string[], reload: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listener: JournalListener = (event) => {
    if (!subjectKinds.includes(event.subject_kind)) return;
    clearTimeout(timer);
    timer = setTimeout(reload, k_gather_ms);
  };
  journalListeners.add(listener);
  onScopeDispose(() => {
    clearTimeout(timer);
    journalListeners.delete(listener);
  });
}
