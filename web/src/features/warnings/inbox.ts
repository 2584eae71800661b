import { ref } from "vue";
import { api, type Schemas, take } from "@/api/client";

export type InboxItem = Schemas["InboxItem"];

const unread = ref(0);
const items = ref<InboxItem[]>([]);

async function load(): Promise<void> {
  const page = await take(api.GET("/v1/inbox", { params: { query: { limit: 30 } } }));
  items.value = page.items;
  unread.value = page.unread;
}

async function read(item: InboxItem): Promise<void> {
  if (item.is_read) return;
  await take(api.POST("/v1/inbox/{id}/reading", { params: { path: { id: item.id } } }));
  items.value = items.value.map((one) => (one.id === item.id ? { ...one, is_read: true } : one));
  unread.value = Math.max(0, unread.value - 1);
}

/** Where the thing that an item speaks of is shown. */
export function placeOf(kind: string, id: string): string {
  if (kind === "warning") return `/warnings/${id}`;
  if (kind === "task") return `/tasks/${id}`;
  if (kind === "run") return `/runs/${id}`;
  if (kind === "analysis") return `/analyses/${id}`;
  return "/desk";
}

export function useInbox() {
  return { items, unread, load, read };
}
