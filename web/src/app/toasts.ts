import { readonly, ref } from "vue";

export interface Toast {
  id: number;
  text: string;
  to?: string;
}

const k_shown_ms = 6_000;
const toasts = ref<Toast[]>([]);
let lastId = 0;

/** A short word that something was done; read out by screen readers. */
export function say(text: string, to?: string): void {
  const toast: Toast = { id: ++lastId, text, ...(to === undefined ? {} : { to }) };
  toasts.value = [...toasts.value, toast];
  setTimeout(() => dismiss(toast.id), k_shown_ms);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function useToasts() {
  return readonly(toasts);
}
