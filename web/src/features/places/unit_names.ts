import { computed, type Ref } from "vue";
import { useResource } from "@/app/resource";
import { collect, pointShape, type Shape } from "@/components/map/shapes";
import { type Unit, useUnits } from "./units";

/** A unit's names at the middle of its box, once each, however many tiles it lies in. */
export function nameShape(unit: Unit): Shape[] {
  const [west, south, east, north] = unit.bbox ?? [];
  if (west === undefined || south === undefined || east === undefined || north === undefined) {
    return [];
  }
  const { level, name } = unit;
  return [
    pointShape((west + east) / 2, (south + north) / 2, {
      level,
      name_en: name.en,
      name_zh: name.zh,
    }),
  ];
}

/** The words of a map: all stations in scope, and the villages of the station that is looked at. */
export function useUnitNames(unit: Ref<string>) {
  const units = useUnits();
  const stations = useResource(units.stations);
  const villages = useResource(async () => {
    const { level, path } = await units.unit(unit.value);
    const station = level === "community" ? path.at(-2) : unit.value;
    const isNear = level === "community" || level === "station";
    return isNear && station !== undefined ? units.children(station) : [];
  }, [unit]);
  return computed(() =>
    collect([...(stations.data.value ?? []), ...(villages.data.value ?? [])].flatMap(nameShape)),
  );
}
