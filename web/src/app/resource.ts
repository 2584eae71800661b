import { computed, onScopeDispose, ref, shallowRef, watch, type Ref, type WatchSource } from "vue";
import { asProblem, type ProblemError } from "@/api/problem";

const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "AbortError";

/**
 * Something fetched: loads at once and whenever a source changes, keeps the last answer while the
 * next is on its way, and drops answers that come too late.
 */
export function useResource<T>(
  load: (signal: AbortSignal) => Promise<T>,
  sources: WatchSource<unknown>[] = [],
) {
  const data = shallowRef<T | null>(null);
  const problem = shallowRef<ProblemError | null>(null);
  const isLoading = ref(false);
  let flight: AbortController | null = null;

  async function reload(): Promise<void> {
    flight?.abort();
    const own = new AbortController();
    flight = own;
    isLoading.value = true;
    try {
      const answer = await load(own.signal);
      if (own.signal.aborted) return;
      data.value = answer;
      problem.value = null;
    } catch (error) {
      if (own.signal.aborted || isAbort(error)) return;
      problem.value = asProblem(error);
    } finally {
      if (flight === own) isLoading.value = false;
    }
  }

  watch(sources, () => void reload());
  void reload();
  onScopeDispose(() => flight?.abort());
  return { data, problem, isLoading, reload };
}

type Resource<T> = ReturnType<typeof useResource<T>>;

/** What a list shows of something fetched whole. */
export function listOf<T>(resource: Resource<T[]>) {
  return computed(() => ({
    rows: resource.data.value ?? [],
    isLoading: resource.isLoading.value,
    problem: resource.problem.value,
    retry: resource.reload,
  }));
}

interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** A list read page by page with the server's cursor. */
export function usePages<T>(
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
  sources: WatchSource<unknown>[] = [],
) {
  const more = shallowRef<T[]>([]);
  const nextCursor = ref<string | null>(null);
  const isLoadingMore = ref(false);
  const first = useResource(async (signal) => {
    const page = await load(undefined, signal);
    more.value = [];
    nextCursor.value = page.next_cursor;
    return page.items;
  }, sources);

  async function loadMore(): Promise<void> {
    if (nextCursor.value === null || isLoadingMore.value) return;
    isLoadingMore.value = true;
    const before = first.data.value;
    try {
      const page = await load(nextCursor.value, new AbortController().signal);
      if (first.data.value !== before) return;
      more.value = [...more.value, ...page.items];
      nextCursor.value = page.next_cursor;
    } catch (error) {
      first.problem.value = asProblem(error);
    } finally {
      isLoadingMore.value = false;
    }
  }

  const whole = listOf(first);
  /** What a list shows of the pages that have been read. */
  const list = computed(() => ({
    ...whole.value,
    rows: [...whole.value.rows, ...more.value],
    hasMore: nextCursor.value !== null,
    isLoadingMore: isLoadingMore.value,
  }));

  return { first, nextCursor, list, loadMore };
}

/** A change under way: whether it runs, and why it failed. What was typed stays with the form. */
export function useAction(): {
  isBusy: Ref<boolean>;
  problem: Ref<ProblemError | null>;
  run: (change: () => Promise<void>) => Promise<boolean>;
} {
  const isBusy = ref(false);
  const problem = shallowRef<ProblemError | null>(null);
  async function run(change: () => Promise<void>): Promise<boolean> {
    if (isBusy.value) return false;
    isBusy.value = true;
    problem.value = null;
    try {
      await change();
      return true;
    } catch (error) {
      problem.value = asProblem(error);
      return false;
    } finally {
      isBusy.value = false;
    }
  }
  return { isBusy, problem, run };
}

/**
 * A list whose entries are added and removed here. An addition may give a secret, which is shown once
 * and never again.
 */
export function useEditedList<T>(load: () => Promise<T[]>) {
  const items = useResource(load);
  const acting = useAction();
  const secret = ref("");

  async function change(act: () => Promise<unknown>): Promise<boolean> {
    const isDone = await acting.run(async () => {
      const answer = await act();
      const given = (answer as { secret?: unknown } | undefined)?.secret;
      if (typeof given === "string") secret.value = given;
    });
    if (isDone) await items.reload();
    return isDone;
  }

  return { items, list: listOf(items), acting, secret, change };
}

export type EditedEntries<T> = ReturnType<typeof useEditedList<T>>;
