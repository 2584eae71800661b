import { computed, ref } from "vue";

export type Theme = "light" | "dark";

const k_key = "anlan.theme";
const prefersDark = globalThis.matchMedia("(prefers-color-scheme: dark)");
const systemTheme = ref<Theme>(prefersDark.matches ? "dark" : "light");
const kept = localStorage.getItem(k_key);
const chosen = ref<Theme | null>(kept === "light" || kept === "dark" ? kept : null);
const forced = ref<Theme | null>(null);

prefersDark.addEventListener("change", (event) => {
  systemTheme.value = event.matches ? "dark" : "light";
  apply();
});

const theme = computed<Theme>(() => forced.value ?? chosen.value ?? systemTheme.value);

function apply(): void {
  document.documentElement.dataset["theme"] = theme.value;
}

export function useTheme() {
  return {
    theme,
    choose(next: Theme): void {
      chosen.value = next;
      localStorage.setItem(k_key, next);
      apply();
    },
    /** The wall is always dark. */
    force(next: Theme | null): void {
      forced.value = next;
      apply();
    },
  };
}

apply();
