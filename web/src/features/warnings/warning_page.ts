import { computed, type Ref, ref } from "vue";
import { useLive } from "@/app/events";
import { useResource } from "@/app/resource";
import { useSession } from "@/app/session";
import { type Box, boxOf, collect, grow, pointShape } from "@/components/map/shapes";
import type { Incident } from "@/features/incidents/incidents";
import { useTasks } from "@/features/tasks/tasks";
import { isLive, useWarnings, type WarningDetail } from "./warnings";

/** All that the page of one warning shows, and what is selected on it. */
export function useWarningPage(id: Ref<string>) {
  const session = useSession();
  const requests = useWarnings();
  const taskRequests = useTasks();
  const warning = useResource((signal) => requests.one(id.value, signal), [id]);
  const incidents = useResource(
    async () => (session.may("incidents_read") ? (await requests.incidents(id.value)).items : []),
    [id],
  );
  const tasks = useResource(async () => {
    if (!session.may("tasks_read")) return [];
    const unit = session.account.value?.unit ?? "";
    const query = { unit, origin: `warning:${id.value}`, limit: 200 };
    return (await taskRequests.list(query)).items;
  }, [id]);

  useLive(["warning"], () => void warning.reload());
  useLive(["task"], () => void tasks.reload());

  const chosen = ref<ReadonlySet<string>>(new Set());

  return {
    warning,
    incidents,
    tasks,
    chosen,
    shapes: computed(() => areaShapes(warning.data.value)),
    points: computed(() => pointsOf(incidents.data.value ?? [])),
    chosenPoints: computed(() =>
      pointsOf((incidents.data.value ?? []).filter((one) => chosen.value.has(one.id))),
    ),
    box: computed(() => boxAround(warning.data.value)),
  };
}

function areaShapes(warning: WarningDetail | null) {
  if (warning === null) return collect([]);
  const label = `${warning.observed} / ${warning.expected.toFixed(1)}`;
  const geometry = warning.area as { type: string; coordinates: unknown };
  const properties = { id: warning.id, severity: warning.severity, label };
  return collect([{ type: "Feature", geometry, properties }]);
}

function pointsOf(incidents: Incident[]) {
  return collect(
    incidents.flatMap((one) =>
      one.position === null
        ? []
        : [pointShape(one.position.longitude, one.position.latitude, { id: one.id, count: 1 })],
    ),
  );
}

function boxAround(warning: WarningDetail | null): Box | null {
  if (warning === null) return null;
  const box = boxOf((warning.area as { coordinates?: unknown }).coordinates);
  return box === null ? null : grow(box, 0.15);
}

/** The recommended measures that nobody has ordered yet. */
export function openMeasures(warning: WarningDetail, ordered: { template: string }[]) {
  if (!isLive(warning)) return [];
  return warning.measures.filter(
    (measure) => !ordered.some((task) => task.template === measure.template),
  );
}
