import { computed } from "vue";
import { useTheme } from "@/app/theme";

export interface Palette {
  text: string;
  quiet: string;
  line: string;
  surface: string;
  accent: string;
  bad: string;
  good: string;
  warn: string;
  land: string;
  mapLine: string;
}

const k_tokens: Record<keyof Palette, string> = {
  text: "--text",
  quiet: "--text-2",
  line: "--line",
  surface: "--surface",
  accent: "--accent-text",
  bad: "--bad",
  good: "--good",
  warn: "--warn",
  land: "--map-land",
  mapLine: "--map-line",
};

/** The theme's colours for what is drawn and not styled: charts and maps. */
export function usePalette() {
  const { theme } = useTheme();
  return computed<Palette>(() => {
    void theme.value;
    const style = getComputedStyle(document.documentElement);
    const entries = Object.entries(k_tokens).map(([key, token]) => [
      key,
      style.getPropertyValue(token).trim(),
    ]);
    return Object.fromEntries(entries) as unknown as Palette;
  });
}

/** Few to many, from light to dark (and back in the dark theme); tells apart for the colour-blind. */
export const k_sequence = {
  light: ["#9cc7e4", "#5e9fd0", "#2f72b4", "#1c569a", "#0b3c78"],
  dark: ["#2d5f8f", "#3f7fb8", "#61a3d8", "#93c5ec", "#cfe6f8"],
} as const;
export const k_sequence_steps = [2, 5, 15, 50] as const;
/** What is chosen stands out of the blues for everybody. */
export const k_chosen_colour = "#e66100";
/** Far below, below, as usual, above, far above: blue to orange, told apart by the colour-blind. */
export const k_change_colours = {
  light: ["#2f72b4", "#9cc7e4", "#e4e6ea", "#f2b27a", "#c65102"],
  dark: ["#61a3d8", "#2d5f8f", "#39424d", "#a85f22", "#ff9a4d"],
} as const;
/** The classes of hot spots that are hot now: light to dark and from hue to hue; each has a sign too. */
export const k_hotspot_colours: Record<string, string> = {
  new: "#cc79a7",
  consecutive: "#e69f00",
  intensifying: "#b3261e",
  persistent: "#d55e00",
  diminishing: "#56b4e9",
  sporadic: "#f0e442",
  oscillating: "#009e73",
  historical: "#8a94a3",
};
