/** A choice of kinds as it stands in the address: "fraud,property.damage". */
export function kindsOf(text: string): string[] {
  return text.split(",").filter((code) => code !== "");
}

const classOf = (code: string): string => code.split(".")[0] ?? code;

/** Whether the choice holds the kind, by itself or by its class. */
export function isOn(chosen: string[], code: string): boolean {
  return chosen.includes(code) || chosen.includes(classOf(code));
}

/** The choice with one code turned on or off; a class swallows its kinds. */
export function toggled(chosen: string[], code: string): string[] {
  if (chosen.includes(code)) return chosen.filter((one) => one !== code);
  const isClass = !code.includes(".");
  const kept = isClass ? chosen.filter((one) => classOf(one) !== code) : chosen;
  return [...kept, code];
}
