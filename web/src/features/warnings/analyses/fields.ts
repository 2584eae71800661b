import type { Method } from "./analyses";

export type Settings = Method["settings"];
export type SettingKey = keyof Settings;

export interface Field {
  key: SettingKey;
  step: number;
  /** Left empty it means "without a limit". */
  isOptional?: boolean;
}

/**
 * Every setting that a method may have, described once: the forms of all methods and the cards of
 * their results read this. The words are analyses.set_KEY and analyses.set_KEY_hint; the limits are
 * the server's, which says what is wrong beside each field.
 */
const k_fields: Record<SettingKey, Omit<Field, "key">> = {
  study_days: { step: 1 },
  window_days: { step: 1 },
  max_cases_share: { step: 0.01 },
  max_radius_metres: { step: 50, isOptional: true },
  grid_metres: { step: 50 },
  replicates: { step: 1 },
  seed: { step: 1 },
  space_band_metres: { step: 50 },
  space_bands: { step: 1 },
  time_band_days: { step: 1 },
  time_bands: { step: 1 },
  ratio_min: { step: 0.1 },
  chain_min: { step: 1 },
  slice_days: { step: 1 },
  z_threshold: { step: 0.1 },
  incidents_min: { step: 1 },
  years_back: { step: 1 },
  half_window_weeks: { step: 1 },
  left_out_weeks: { step: 1 },
  weeks_shown: { step: 1 },
  bandwidth_metres: { step: 50 },
  horizon_days: { step: 1 },
  reach_metres: { step: 50 },
  reach_days: { step: 1 },
  background_metres: { step: 50 },
  announce_days: { step: 1 },
  area_share: { step: 0.01 },
  exploration_share: { step: 0.01 },
  alpha: { step: 0.01 },
  discovery_rate: { step: 0.01 },
  origins: { step: 1 },
};

export const isKnown = (key: string): key is SettingKey => Object.hasOwn(k_fields, key);

/** The fields of a method's form: those it has a default for, in its own order. */
export function fieldsOf(method: Method): Field[] {
  return Object.keys(method.settings)
    .filter(isKnown)
    .map((key) => ({ key, ...k_fields[key] }));
}
