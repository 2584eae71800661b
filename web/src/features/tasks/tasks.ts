import { api, changeHeaders, type Schemas, take } from "@/api/client";
import { problemFrom } from "@/api/problem";

export type Task = Schemas["Task"];
export type TaskDetail = Schemas["TaskDetail"];
export type TaskList = "mine" | "to_accept" | "overdue" | "due_soon";

export interface TaskQuery {
  unit: string;
  state?: string;
  list?: TaskList;
  origin?: string;
  cursor?: string;
  limit?: number;
}

/** The version that the reader has seen; the server refuses the change if it is no longer so. */
const seen = (task: Task) => ({ "If-Match": `"${task.version}"` });

/** Every request about tasks. */
export function useTasks() {
  return {
    list: (query: TaskQuery, signal?: AbortSignal) =>
      take(api.GET("/v1/tasks", { params: { query }, ...(signal ? { signal } : {}) })),
    one: (id: string, signal?: AbortSignal) =>
      take(api.GET("/v1/tasks/{id}", { params: { path: { id } }, ...(signal ? { signal } : {}) })),
    templates: async () => (await take(api.GET("/v1/task-templates"))).items,
    order: (order: Schemas["TaskOrder"], key: string) =>
      take(
        api.POST("/v1/tasks", {
          params: { header: { "Idempotency-Key": key } },
          body: order,
        }),
      ),
    assign: (task: Task, owner: string) =>
      take(
        api.POST("/v1/tasks/{id}/assignment", {
          params: { path: { id: task.id }, header: seen(task) },
          body: { owner },
        }),
      ),
    report: (task: Task, feedback: Schemas["NewFeedback"]) =>
      take(
        api.POST("/v1/tasks/{id}/feedback", {
          params: { path: { id: task.id }, header: seen(task) },
          body: feedback,
        }),
      ),
    accept: (task: Task, accepted: boolean, text: string) =>
      take(
        api.POST("/v1/tasks/{id}/acceptance", {
          params: { path: { id: task.id }, header: seen(task) },
          body: text === "" ? { accepted } : { accepted, text },
        }),
      ),
    cancel: (task: Task, reason: string) =>
      take(
        api.POST("/v1/tasks/{id}/cancellation", {
          params: { path: { id: task.id } },
          body: { reason },
        }),
      ),
    addPhoto,
    load: async (unit: string) =>
      (await take(api.GET("/v1/task-load", { params: { query: { unit } } }))).items,
    owners: async (unit: string) =>
      (await take(api.GET("/v1/task-owners", { params: { query: { unit } } }))).items,
  };
}

/** The picture as it is; its kind is told by the header. */
async function addPhoto(task: Task, file: File): Promise<Schemas["Photo"]> {
  const response = await fetch(`/v1/tasks/${task.id}/photos`, {
    method: "POST",
    headers: { ...changeHeaders(), "Content-Type": file.type },
    body: file,
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemFrom(body, response.status);
  return body as Schemas["Photo"];
}

/** Reading a picture is written into the journal, with why it was read. */
export const photoAddress = (task: string, photo: string): string =>
  `/v1/tasks/${task}/photos/${photo}?purpose=${encodeURIComponent("looking at the feedback")}`;
