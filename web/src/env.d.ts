/// <reference types="vite/client" />

declare module "maplibre-gl/dist/maplibre-gl-csp" {
  import maplibre from "maplibre-gl";
  export default maplibre;
}

// The examples of the demonstration server, which the tests of the page share.
declare module "*/mock/world.mjs" {
  import type { components } from "@/api/schema";
  type S = components["schemas"];
  interface World {
    analyses: S["Analysis"][];
    runs: S["RunWithFindings"][];
    kinds: S["IncidentKind"][];
  }
  export function makeWorld(): World;
}

declare module "*/mock/results.mjs" {
  import type { components } from "@/api/schema";
  export function resultOf(
    world: unknown,
    analysis: unknown,
    run: unknown,
  ): components["schemas"]["AnalysisResult"];
}

declare module "*/mock/methods.mjs" {
  import type { components } from "@/api/schema";
  export const methods: components["schemas"]["AnalysisMethod"][];
}
