// @ts-check
import { accessRoutes } from "./routes_access.mjs";
import { analysisRoutes } from "./routes_analyses.mjs";
import { incidentRoutes } from "./routes_incidents.mjs";
import { placeRoutes } from "./routes_places.mjs";
import { taskRoutes } from "./routes_tasks.mjs";
import { warningRoutes } from "./routes_warnings.mjs";

export const routes = [
  ...accessRoutes,
  ...placeRoutes,
  ...incidentRoutes,
  ...analysisRoutes,
  ...warningRoutes,
  ...taskRoutes,
];
