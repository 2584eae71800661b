import { onScopeDispose, ref, type Ref } from "vue";

/** Phones: one column, cards for rows. The same width as in the style sheets. */
const k_narrow = "(width <= 720px)";

export function useNarrow(): Ref<boolean> {
  const media = globalThis.matchMedia(k_narrow);
  const isNarrow = ref(media.matches);
  const listen = (event: MediaQueryListEvent): void => {
    isNarrow.value = event.matches;
  };
  media.addEventListener("change", listen);
  onScopeDispose(() => media.removeEventListener("change", listen));
  return isNarrow;
}

/** Whether a key belongs to what the reader types in, or to a dialog over the page. */
export function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  return (
    ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName) ||
    target.isContentEditable ||
    target.closest("dialog[open], [popover]:popover-open") !== null
  );
}
