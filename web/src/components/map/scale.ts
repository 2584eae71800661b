/** Limits between the classes of a colour scale, rising: class k holds [limit k-1, limit k). */
export type Limits = readonly number[];

export const classOf = (limits: Limits, value: number): number =>
  limits.filter((limit) => value >= limit).length;

// The darkest class is the busiest thirtieth, so that few cells stand out and not half of the map.
const k_shares = [0.5, 0.75, 0.9, 0.97] as const;
/** What lies below this share of the largest value is ground, not a pale shade of it. */
const k_least_share = 0.01;

/** A number rounded to two digits that count, as a legend shows it. */
export function rounded(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(2));
}

/** The least value that is drawn. */
export function leastDrawn(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0) * k_least_share;
}

/** Limits by shares of the cells that are drawn, rounded to what a person can read. */
export function shareLimits(values: readonly number[]): number[] {
  const least = leastDrawn(values);
  const drawn = values.filter((value) => value > 0 && value >= least).sort((a, b) => a - b);
  const limits = k_shares.map((share) => rounded(drawn[Math.floor(share * drawn.length)] ?? 0));
  return [...new Set(limits)].filter((limit) => limit > 0);
}
