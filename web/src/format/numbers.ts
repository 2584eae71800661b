import type { Language } from "@/app/language";

const k_locales: Record<Language, string> = { en: "en-GB", zh: "zh-CN" };

export function localeOf(language: Language): string {
  return k_locales[language];
}

/** A count as people of the language write it: 12,345 in English; 1.23万, 4.5亿 in Chinese. */
export function countText(value: number, language: Language): string {
  if (language === "zh") {
    const magnitude = Math.abs(value);
    if (magnitude >= 1e8) return `${trimmed(value / 1e8)}亿`;
    if (magnitude >= 1e4) return `${trimmed(value / 1e4)}万`;
    return String(value);
  }
  return new Intl.NumberFormat(k_locales.en, { maximumFractionDigits: 0 }).format(value);
}

/** The count in full with separators, for the hover and for tables. */
export function exactCountText(value: number, language: Language): string {
  return new Intl.NumberFormat(k_locales[language]).format(value);
}

function trimmed(value: number): string {
  return Number(value.toFixed(2)).toString();
}

export function decimalText(value: number, language: Language, digits = 1): string {
  return new Intl.NumberFormat(k_locales[language], {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

export function percentText(share: number, language: Language): string {
  const text = new Intl.NumberFormat(k_locales[language], {
    style: "percent",
    maximumFractionDigits: Math.abs(share) < 0.1 ? 1 : 0,
  }).format(share);
  return text;
}

/** A p-value as written in reports: three decimals, "< 0.001" below. */
export function pValueText(value: number): string {
  return value < 0.001 ? "< 0.001" : value.toFixed(3);
}

export function bytesText(bytes: number, language: Language): string {
  if (bytes >= 1e6) return `${decimalText(bytes / 1e6, language)} MB`;
  return `${decimalText(bytes / 1e3, language, bytes >= 1e4 ? 0 : 1)} kB`;
}
