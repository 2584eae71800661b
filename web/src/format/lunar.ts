import type { Language } from "@/app/language";

const k_months = ["正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊"] as const;
const k_digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"] as const;

function chineseDay(day: number): string {
  if (day <= 10) return `初${k_digits[day] ?? day}`;
  if (day < 20) return `十${k_digits[day - 10] ?? ""}`;
  if (day === 20) return "二十";
  return day < 30 ? `廿${k_digits[day - 20] ?? ""}` : "三十";
}

/** A day of the lunar year as people call it: 正月十五; "day 15 of lunar month 1". */
export function lunarDayText(month: number, day: number, language: Language): string {
  if (language === "en") return `day ${day} of lunar month ${month}`;
  return `农历${k_months[month - 1] ?? month}月${chineseDay(day)}`;
}
