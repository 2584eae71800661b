import { useResource } from "@/app/resource";
import { useLive } from "@/app/events";
import type { Ref } from "vue";
import { collect, type Shape, type Shapes } from "@/components/map/shapes";
import { isLive, useWarnings, type Warning } from "./warnings";

export interface LiveWarnings {
  warnings: Warning[];
  shapes: Shapes;
}

/** Outlines with their numbers: observed against expected. */
export function labelled(features: Shape[], warnings: Warning[]): Shapes {
  const known = new Map(warnings.map((one) => [one.id, one]));
  return collect(
    features.flatMap((feature) => {
      const warning = known.get(String(feature.properties["id"]));
      if (warning === undefined) return [];
      const label = `${warning.observed} / ${warning.expected.toFixed(1)}`;
      return [{ ...feature, properties: { ...feature.properties, label } }];
    }),
  );
}

/** The warnings that hold now, with their outlines for a map. */
export function useLiveWarnings(unit: Ref<string>, isWanted: boolean) {
  const warnings = useWarnings();

  async function load(signal: AbortSignal): Promise<LiveWarnings> {
    if (!isWanted) return { warnings: [], shapes: collect([]) };
    const query = { unit: unit.value, state: "issued,acknowledged", limit: 200 };
    const [page, layer] = await Promise.all([
      warnings.list(query, signal),
      warnings.outlines(unit.value, signal),
    ]);
    const features = (layer as unknown as Shapes).features;
    const live = page.items.filter(isLive);
    return { warnings: live, shapes: labelled(features, live) };
  }

  const live = useResource(load, [unit]);
  useLive(["warning"], () => void live.reload());
  return live;
}
