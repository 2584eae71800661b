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

export function useInbox() {
  return { items, unread, load, read };
}
