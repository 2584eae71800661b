import type { Schemas } from "@/api/client";
import type { useFormat } from "@/app/format";
import type { Column } from "@/components/list/columns";
import type { Incident } from "./incidents";

/** An incident as one line of a list, wherever it is listed. */
export function incidentColumns(
  t: (key: string) => string,
  format: ReturnType<typeof useFormat>,
  nameOf: (kind: string) => Schemas["Names"],
): Column<Incident>[] {
  return [
    { key: "kind", label: t("common.kind"), text: (row) => format.name(nameOf(row.kind)) },
    { key: "time", label: t("incidents.occurred"), text: (row) => timeText(row, format) },
    {
      key: "unit",
      label: t("common.unit"),
      text: (row) => format.name(row.unit_name) || row.unit,
    },
    {
      key: "known",
      label: t("incidents.known_by"),
      text: (row) => t(`incidents.known_by_${row.known_by}`),
    },
    { key: "status", label: t("common.state"), text: (row) => t(`incidents.status_${row.status}`) },
  ];
}

/** The moment, or the interval in which it happened. */
export function timeText(row: Incident, format: ReturnType<typeof useFormat>): string {
  if (row.occurred_from === row.occurred_to) return format.short(row.occurred_to);
  return `${format.short(row.occurred_from)} – ${format.short(row.occurred_to)}`;
}
