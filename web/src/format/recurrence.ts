export interface Span {
  unit: "days" | "months" | "years";
  value: number;
}

/** A recurrence interval in the unit in which people think of it. */
export function recurrenceSpan(days: number): Span {
  if (days < 60) return { unit: "days", value: Math.round(days) };
  if (days < 730) return { unit: "months", value: Math.round(days / 30.44) };
  return { unit: "years", value: Math.round((days / 365.25) * 10) / 10 };
}
