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

const inside: RouteRecordRaw[] = [
  page("/desk", "desk", [], () => import("@/features/desk/DeskPage.vue")),
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
