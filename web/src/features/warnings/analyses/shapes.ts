import type { Schemas } from "@/api/client";
import type { Shape } from "@/components/map/shapes";
import type { Finding } from "./analyses";

const k_corners = 48;
const k_metres_a_degree = 111_320;

/** A circle on the ground as a polygon. */
export function circleShape(
  { longitude, latitude }: Schemas["Position"],
  metres: number,
  properties: Shape["properties"],
): Shape {
  const north = metres / k_metres_a_degree;
  const east = north / Math.cos((latitude * Math.PI) / 180);
  const ring = Array.from({ length: k_corners + 1 }, (_, corner) => {
    const angle = (corner / k_corners) * 2 * Math.PI;
    return [longitude + Math.cos(angle) * east, latitude + Math.sin(angle) * north];
  });
  return { type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties };
}

/** The circle of a finding with its numbers. */
export const findingShape = (finding: Finding): Shape =>
  circleShape(finding.centre, finding.radius_metres, {
    id: finding.id,
    severity: finding.is_significant ? "high" : "notice",
    label: `${finding.observed} / ${finding.expected.toFixed(1)}`,
  });
