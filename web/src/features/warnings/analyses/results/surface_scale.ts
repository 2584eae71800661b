import { computed, type Ref } from "vue";
import { useI18n } from "vue-i18n";
import { useTheme } from "@/app/theme";
import { k_sequence } from "@/components/charts/palette";
import { classOf, leastDrawn, shareLimits } from "@/components/map/scale";
import type { Surface } from "./parts";

/** The colours of a surface and their legend: one scale for all that is compared on it. */
export function useSurfaceScale(surface: Ref<Surface>) {
  const { t } = useI18n();
  const { theme } = useTheme();
  const limits = computed(() => shareLimits(surface.value.values));
  const least = computed(() => leastDrawn(surface.value.values));

  function colourFor(value: number): string | null {
    if (value <= 0 || value < least.value) return null;
    return k_sequence[theme.value][classOf(limits.value, value)] ?? null;
  }

  const legend = computed(() => ({
    title: t(`analyses.measure_${surface.value.measures}`),
    steps: [0, ...limits.value].map((from, index) => {
      const to = limits.value[index];
      return {
        colour: k_sequence[theme.value][index] ?? "",
        text:
          to === undefined
            ? t("analyses.from_on", { from })
            : t("analyses.from_below", { from, to }),
      };
    }),
  }));
  return { least, legend, colourFor };
}
