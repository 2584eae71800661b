import { computed, ref, watch } from "vue";
import { useI18n } from "vue-i18n";
import { api, take } from "@/api/client";
import { useFormat } from "@/app/format";
import { useSession } from "@/app/session";
import type { IconName } from "@/components/icons";
import { useUnits } from "@/features/places/units";
import { useNavigation } from "./navigation";

export interface Hit {
  key: string;
  icon: IconName;
  text: string;
  note: string;
  path: string;
  unit?: string;
}

const k_most_hits = 12;

/** What is open now, to be found by its title. */
async function openRecords(
  may: ReturnType<typeof useSession>["may"],
  nameOf: ReturnType<typeof useFormat>["name"],
): Promise<Hit[]> {
  const limit = 200;
  const found: Hit[] = [];
  if (may("warnings_read")) {
    const query = { limit, state: "issued,acknowledged" };
    const { items } = await take(api.GET("/v1/warnings", { params: { query } }));
    for (const { id, title, unit_name } of items) {
      const [text, note] = [nameOf(title), nameOf(unit_name)];
      found.push({ key: id, icon: "warnings", text, note, path: `/warnings/${id}` });
    }
  }
  if (may("tasks_read")) {
    const { items } = await take(api.GET("/v1/tasks", { params: { query: { limit } } }));
    for (const { id, title, unit_name } of items) {
      const [text, note] = [nameOf(title), nameOf(unit_name)];
      found.push({ key: id, icon: "tasks", text, note, path: `/tasks/${id}` });
    }
  }
  return found;
}

/** Pages, units, open warnings and tasks by what is typed. */
export function useSearch() {
  const { t } = useI18n();
  const format = useFormat();
  const session = useSession();
  const units = useUnits();
  const navigation = useNavigation();
  const text = ref("");
  const places = ref<Hit[]>([]);
  const records = ref<Hit[]>([]);

  const pages = computed<Hit[]>(() =>
    navigation.value.map((entry) => ({
      key: entry.name,
      icon: entry.icon,
      text: t(`common.page_${entry.name}`),
      note: t("common.page"),
      path: entry.path,
    })),
  );

  async function loadRecords(): Promise<void> {
    records.value = await openRecords(session.may, format.name);
  }

  watch(text, async (next) => {
    const wanted = next.trim();
    const found = wanted.length < 1 ? [] : await units.search(wanted).catch(() => []);
    if (text.value.trim() !== wanted) return;
    places.value = found.map((unit) => ({
      key: unit.code,
      icon: "unit",
      text: format.name(unit.name),
      note: t(`places.level_${unit.level}`),
      path: "",
      unit: unit.code,
    }));
  });

  const hits = computed<Hit[]>(() => {
    const wanted = text.value.trim().toLowerCase();
    if (wanted === "") return pages.value;
    const fits = (hit: Hit) => `${hit.text} ${hit.note}`.toLowerCase().includes(wanted);
    const all = [...pages.value.filter(fits), ...places.value, ...records.value.filter(fits)];
    return all.slice(0, k_most_hits);
  });

  return { text, hits, loadRecords };
}
