import { defineAsyncComponent } from "vue";
import SkeletonRows from "../SkeletonRows.vue";

/** MapLibre is loaded only when a map is looked at. */
export const MapCanvas = defineAsyncComponent({
  loader: () => import("./MapCanvas.vue"),
  loadingComponent: SkeletonRows,
  delay: 0,
});
