import { computed } from "vue";
import type { IconName } from "@/components/icons";
import { type Permission, useSession } from "@/app/session";

export interface Entry {
  name: string;
  path: string;
  icon: IconName;
  needs: Permission[];
}

export const entries: Entry[] = [
  { name: "desk", path: "/desk", icon: "desk", needs: [] },
  { name: "map", path: "/map", icon: "map", needs: ["incidents_read"] },
  { name: "warnings", path: "/warnings", icon: "warnings", needs: ["warnings_read"] },
  { name: "tasks", path: "/tasks", icon: "tasks", needs: ["tasks_read"] },
  { name: "analyses", path: "/analyses", icon: "analyses", needs: ["analyses_read"] },
  { name: "imports", path: "/imports", icon: "incidents", needs: ["incidents_import"] },
  {
    name: "administration",
    path: "/administration",
    icon: "administration",
    needs: ["units_read"],
  },
];

/** What the signed-in account may open. */
export function useNavigation() {
  const session = useSession();
  return computed(() =>
    entries.filter((entry) => entry.needs.length === 0 || entry.needs.some(session.may)),
  );
}
