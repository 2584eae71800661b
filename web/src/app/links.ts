/** Where the thing of a kind and id is shown. */
export function placeOf(kind: string, id: string): string {
  if (kind === "warning") return `/warnings/${id}`;
  if (kind === "task") return `/tasks/${id}`;
  if (kind === "run") return `/runs/${id}`;
  if (kind === "analysis") return `/analyses/${id}`;
  if (kind === "import") return `/imports/${id}`;
  return "/desk";
}
