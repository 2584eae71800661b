import { createI18n } from "vue-i18n";

export type Language = "en" | "zh";

type Messages = Record<string, unknown>;

const files = import.meta.glob<Messages>("../locales/*/*.json", { eager: true, import: "default" });

/** One file a feature, merged under the file's name: locales/en/tasks.json is `tasks.*`. */
function messagesOf(language: Language): Messages {
  const messages: Messages = {};
  for (const [path, content] of Object.entries(files)) {
    const [, folder, name] = /\/(\w+)\/(\w+)\.json$/.exec(path) ?? [];
    if (folder === language && name !== undefined) messages[name] = content;
  }
  return messages;
}

function initialLanguage(): Language {
  const kept = localStorage.getItem("anlan.language");
  if (kept === "en" || kept === "zh") return kept;
  return navigator.language.startsWith("zh") ? "zh" : "en";
}

export const i18n = createI18n({
  legacy: false,
  locale: initialLanguage(),
  fallbackLocale: "en",
  messages: { en: messagesOf("en"), zh: messagesOf("zh") } as Record<Language, never>,
});

export function currentLanguage(): Language {
  return i18n.global.locale.value;
}

export function setLanguage(language: Language): void {
  i18n.global.locale.value = language;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}

/** The reader's own choice, kept for the next visit. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem("anlan.language", language);
  setLanguage(language);
}

setLanguage(initialLanguage());
