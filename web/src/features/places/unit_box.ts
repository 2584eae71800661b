import { computed, type Ref } from "vue";
import { useResource } from "@/app/resource";
import { useSession } from "@/app/session";
import type { Box } from "@/components/map/shapes";
import { useUnits } from "./units";

const k_world: Box = [-170, -60, 170, 75];

/** What a map of a unit shows at first: the unit, else the whole map of this server. */
export function useUnitBox(unit: Ref<string>) {
  const units = useUnits();
  const session = useSession();
  const found = useResource(() => units.unit(unit.value), [unit]);
  return computed<Box | null>(() => {
    const box = found.data.value?.bbox;
    if (box?.length === 4) return box as unknown as Box;
    const map = session.state.about?.map;
    if (found.isLoading.value) return null;
    return map === undefined ? k_world : [map.west, map.south, map.east, map.north];
  });
}
