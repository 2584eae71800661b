import { computed, type Ref } from "vue";
import { useLive } from "@/app/events";
import { usePages, useResource } from "@/app/resource";
import { type Span, spanOf, useFilter, type useView } from "@/app/view";
import { collect, pointShape } from "@/components/map/shapes";
import { daysOf } from "@/format/days";
import { useIncidents } from "./incidents";

/** Everything that the map, its slider, its charts and its list show; all of it in the address. */
export function useMapPage(view: ReturnType<typeof useView>) {
  const requests = useIncidents();
  const kind = useFilter("kind");
  const days = useFilter("days");
  const incident = useFilter("incident");
  const warning = useFilter("warning");

  const part = computed<Span | null>(() =>
    days.value === "" ? null : spanOf(days.value, view.today.value),
  );
  const shown = computed<Span>(() => part.value ?? view.span.value);
  const query = (span: Ref<Span>) =>
    computed(() => ({
      unit: view.unit.value,
      ...span.value,
      ...(kind.value === "" ? {} : { kind: kind.value }),
    }));
  const wholeQuery = query(view.span);
  const shownQuery = query(shown);

  const byDay = useResource(
    (signal) => requests.counts("day", wholeQuery.value, signal),
    [wholeQuery],
  );
  const histogram = computed(() => {
    const counts = new Map(byDay.data.value?.groups.map(({ key, count }) => [key, count]));
    const { from, to } = view.span.value;
    return daysOf(from, to).map((day) => ({ day, count: counts.get(day) ?? 0 }));
  });

  const pages = usePages(
    (cursor, signal) =>
      requests.list(
        { ...shownQuery.value, limit: 50, ...(cursor === undefined ? {} : { cursor }) },
        signal,
      ),
    [shownQuery],
  );
  const rows = computed(() => pages.list.value.rows);
  const chosen = useResource(
    async () => (incident.value === "" ? null : requests.one(incident.value)),
    [incident],
  );
  useLive(["import"], () => {
    void byDay.reload();
    void pages.first.reload();
  });

  return {
    kind,
    days,
    incident,
    warning,
    part,
    shown,
    shownQuery,
    byDay,
    histogram,
    pages,
    rows,
    chosen,
    chosenSet: computed<ReadonlySet<string>>(
      () => new Set(incident.value === "" ? [] : [incident.value]),
    ),
    chosenShapes: computed(() => {
      const at = chosen.data.value?.position;
      return collect(at ? [pointShape(at.longitude, at.latitude)] : []);
    }),
  };
}
