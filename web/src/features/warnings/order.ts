import type { Schemas } from "@/api/client";
import { currentLanguage } from "@/app/language";
import type { WarningDetail } from "./warnings";

/** The order of a warning's measure; the same key for the same measure, so that it counts once. */
export function orderFor(
  warning: WarningDetail,
  template: string,
): { body: Schemas["TaskOrder"]; key: string } {
  const { longitude, latitude } = warning.finding.centre;
  return {
    key: `${warning.id}:${template}`,
    body: {
      template,
      unit: warning.unit,
      basis: warning.title[currentLanguage()],
      origin: { kind: "warning", id: warning.id },
      position: { longitude, latitude },
    },
  };
}
