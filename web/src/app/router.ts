import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";
import { type Permission, useSession } from "./session";
import { k_carried } from "./view";

declare module "vue-router" {
  interface RouteMeta {
    /** Key of the page's title. */
    title?: string;
    /** Any of these opens the page; none: every signed-in account. */
    needs?: Permission[];
    isPublic?: boolean;
  }
}

const page = (
  path: string,
  name: string,
  needs: Permission[],
  component: NonNullable<RouteRecordRaw["component"]>,
): RouteRecordRaw => ({ path, name, component, meta: { title: `common.page_${name}`, needs } });

const administration: RouteRecordRaw = {
  ...page(
    "/administration",
    "administration",
    [],
    () => import("@/features/access/AdministrationPage.vue"),
  ),
  children: [
    page(
      "accounts",
      "accounts",
      ["accounts_manage"],
      () => import("@/features/access/AccountsPage.vue"),
    ),
    page("units", "units", ["units_read"], () => import("@/features/places/UnitsPage.vue")),
    page(
      "delivery",
      "delivery",
      ["delivery_manage"],
      () => import("@/features/warnings/delivery/DeliveryPage.vue"),
    ),
    page("journal", "journal", ["journal_read"], () => import("@/features/access/JournalPage.vue")),
    page("tokens", "tokens", [], () => import("@/features/access/TokensPage.vue")),
  ],
} as RouteRecordRaw;

const analysis = () => import("@/features/warnings/analyses/AnalysisPage.vue");

const inside: RouteRecordRaw[] = [
  page("/desk", "desk", [], () => import("@/features/desk/DeskPage.vue")),
  page("/map", "map", ["incidents_read"], () => import("@/features/incidents/MapPage.vue")),
  page(
    "/warnings",
    "warnings",
    ["warnings_read"],
    () => import("@/features/warnings/WarningsPage.vue"),
  ),
  page(
    "/warnings/:id",
    "warning",
    ["warnings_read"],
    () => import("@/features/warnings/WarningPage.vue"),
  ),
  page("/tasks", "tasks", ["tasks_read"], () => import("@/features/tasks/TasksPage.vue")),
  page("/tasks/:id", "task", ["tasks_read"], () => import("@/features/tasks/TaskPage.vue")),
  page(
    "/analyses",
    "analyses",
    ["analyses_read"],
    () => import("@/features/warnings/analyses/AnalysesPage.vue"),
  ),
  page("/analyses/new", "analysis_new", ["analyses_write"], analysis),
  page("/analyses/:id", "analysis", ["analyses_read"], analysis),
  page(
    "/runs/:id",
    "run",
    ["analyses_read"],
    () => import("@/features/warnings/analyses/RunPage.vue"),
  ),
  page(
    "/imports",
    "imports",
    ["incidents_import"],
    () => import("@/features/incidents/ImportsPage.vue"),
  ),
  page(
    "/imports/:id",
    "import",
    ["incidents_import"],
    () => import("@/features/incidents/ImportPage.vue"),
  ),
  administration,
  page("/more", "more", [], () => import("@/frame/MorePage.vue")),
  page("/:missing(.*)*", "missing", [], () => import("@/frame/MissingPage.vue")),
];

const routes: RouteRecordRaw[] = [
  {
    path: "/sign-in",
    name: "sign_in",
    component: () => import("@/features/access/SignInPage.vue"),
    meta: { title: "common.page_sign_in", isPublic: true },
  },
  {
    path: "/password",
    name: "password",
    component: () => import("@/features/access/PasswordPage.vue"),
    meta: { title: "common.page_password" },
  },
  {
    path: "/",
    component: () => import("@/frame/AppFrame.vue"),
    redirect: "/desk",
    children: inside,
  },
];

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

router.beforeEach(async (to) => {
  const session = useSession();
  await session.loadAbout();
  if (session.account.value === null) await session.resume();
  if (to.meta.isPublic) return session.account.value === null ? true : { name: "desk" };
  const account = session.account.value;
  if (account === null) {
    return { name: "sign_in", query: to.fullPath === "/desk" ? {} : { next: to.fullPath } };
  }
  if (account.must_change_password && to.name !== "password") {
    return { name: "password", query: { next: to.fullPath } };
  }
  const needs = to.meta.needs ?? [];
  if (needs.length > 0 && !needs.some(session.may)) return { name: "desk" };
  return true;
});

// The unit and the period go along to the next page.
router.beforeEach((to, from) => {
  if (to.meta.isPublic === true || from.meta.isPublic === true) return true;
  const lost = k_carried.filter((key) => from.query[key] !== undefined && !(key in to.query));
  if (lost.length === 0 || to.name === from.name) return true;
  const carried = Object.fromEntries(lost.map((key) => [key, from.query[key]]));
  return { ...to, query: { ...carried, ...to.query }, replace: to.redirectedFrom !== undefined };
});
