import { computed, reactive, readonly } from "vue";
import { api, type Schemas, setCsrfToken, setSignedOutHandler, take } from "@/api/client";
import { ProblemError } from "@/api/problem";
import { setLanguage } from "./language";

export type Permission =
  | "units_read"
  | "units_write"
  | "incidents_read"
  | "incidents_import"
  | "analyses_read"
  | "analyses_write"
  | "warnings_read"
  | "warnings_handle"
  | "inbox_write"
  | "tasks_read"
  | "tasks_order"
  | "tasks_do"
  | "tasks_accept"
  | "outcomes_read"
  | "delivery_manage"
  | "accounts_manage"
  | "journal_read"
  | "metrics_read";

interface State {
  about: Schemas["About"] | null;
  session: Schemas["Session"] | null;
  /** Signed in before, but the server no longer knows it: ask for the password over the page. */
  hasEnded: boolean;
  /** How far the server's clock is ahead of this one. */
  clockAhead: number;
}

const state = reactive<State>({ about: null, session: null, hasEnded: false, clockAhead: 0 });

setSignedOutHandler(() => {
  if (state.session !== null) state.hasEnded = true;
});

function enter(session: Schemas["Session"]): void {
  state.session = session;
  state.hasEnded = false;
  setCsrfToken(session.csrf_token);
}

async function loadAbout(): Promise<void> {
  if (state.about !== null) return;
  const about = await take(api.GET("/v1/about"));
  state.about = about;
  state.clockAhead = Date.parse(about.now) - Date.now();
}

/** Asks who is signed in; false where nobody is. */
async function resume(): Promise<boolean> {
  try {
    enter(await take(api.GET("/v1/session")));
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) return false;
    throw error;
  }
}

async function signIn(name: string, password: string): Promise<void> {
  const session = await take(api.POST("/v1/session", { body: { name, password } }));
  const isFirst = state.session === null;
  enter(session);
  if (isFirst && localStorage.getItem("anlan.language") === null) {
    setLanguage(session.account.language);
  }
}

async function signOut(): Promise<void> {
  await take(api.DELETE("/v1/session"));
  state.session = null;
  state.hasEnded = false;
  setCsrfToken("");
}

async function changePassword(oldPassword: string, newPassword: string): Promise<void> {
  const body = { old_password: oldPassword, new_password: newPassword };
  await take(api.PUT("/v1/session/password", { body }));
  await resume();
}

export function useSession() {
  return {
    state: readonly(state),
    account: computed(() => state.session?.account ?? null),
    zone: computed(() => state.about?.zone ?? "UTC"),
    may: (permission: Permission) => state.session?.permissions.includes(permission) ?? false,
    now: () => Date.now() + state.clockAhead,
    loadAbout,
    resume,
    signIn,
    signOut,
    changePassword,
  };
}
