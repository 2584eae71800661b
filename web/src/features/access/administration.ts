import { computed } from "vue";
import { type Permission, useSession } from "@/app/session";

export interface Section {
  name: string;
  needs: Permission[];
}

const sections: Section[] = [
  { name: "accounts", needs: ["accounts_manage"] },
  { name: "units", needs: ["units_read"] },
  { name: "delivery", needs: ["delivery_manage"] },
  { name: "journal", needs: ["journal_read"] },
  { name: "tokens", needs: [] },
];

/** The parts of the administration that the account may open. */
export function useSections() {
  const session = useSession();
  return computed(() =>
    sections.filter((one) => one.needs.length === 0 || one.needs.some(session.may)),
  );
}
