/** Outlines on a 20 x 20 grid, drawn with the text's colour. */
export const icons = {
  desk: "M3 4h14v9H3zM7 17h6M10 13v4",
  map: "M3 5l4.5-2 5 2L17 3v12l-4.5 2-5-2L3 17zM7.5 3v12M12.5 5v12",
  warnings: "M10 3l7.5 13.5h-15zM10 8v4M10 14.2v.3",
  tasks:
    "M4 5l1.2 1.2L7.5 4M4 10l1.2 1.2L7.5 9M4 15l1.2 1.2L7.5 14M10.5 5H17M10.5 10H17M10.5 15H17",
  analyses: "M3 17V9M8 17V3M13 17v-6M18 17H2M17 17V6",
  incidents: "M10 3v9M6.5 9L10 12.5 13.5 9M3 13v4h14v-4",
  administration: "M4 6h7M15 6h1M4 14h1M9 14h7M13 4v4M7 12v4",
  bell: "M5 14V9a5 5 0 0110 0v5l1.5 1.5h-13zM8.5 17.5h3",
  search: "M9 4a5 5 0 100 10A5 5 0 009 4zM12.6 12.6L17 17",
  unit: "M10 3v4M5 12V9h10v3M3 12h4v4H3zM13 12h4v4h-4zM8 12h4v4H8z",
  period: "M3 5h14v12H3zM3 9h14M7 3v4M13 3v4",
  sun: "M10 6.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM10 2v2M10 16v2M2 10h2M16 10h2M4.5 4.5l1.3 1.3M14.2 14.2l1.3 1.3M4.5 15.5l1.3-1.3M14.2 5.8l1.3-1.3",
  moon: "M16 12.5A6.5 6.5 0 017.5 4a6.5 6.5 0 108.5 8.5z",
  person: "M10 3.5a3 3 0 100 6 3 3 0 000-6zM4 17c0-3.3 2.7-5 6-5s6 1.7 6 5",
  chevron: "M6 8l4 4 4-4",
  right: "M8 5l5 5-5 5",
  close: "M5 5l10 10M15 5L5 15",
  check: "M4 10.5l4 4 8-9",
  plus: "M10 4v12M4 10h12",
  table: "M3 4h14v12H3zM3 8h14M3 12h14M8 8v8",
  chart: "M3 16l4-6 4 3 6-8",
  download: "M10 3v9M6 9l4 4 4-4M4 17h12",
  more: "M4 6h12M4 10h12M4 14h12",
  place: "M10 17s5-5.3 5-9a5 5 0 10-10 0c0 3.7 5 9 5 9zM10 6.5a1.5 1.5 0 100 3 1.5 1.5 0 000-3z",
  camera: "M3 6h3l1.2-2h5.6L14 6h3v10H3zM10 8a3 3 0 100 6 3 3 0 000-6z",
  play: "M6 4l10 6-10 6z",
  clock: "M10 3a7 7 0 100 14 7 7 0 000-14zM10 6v4l3 2",
  up: "M10 16V5M5.5 9L10 4.5 14.5 9",
  down: "M10 4v11M5.5 11l4.5 4.5 4.5-4.5",
  level: "M4 10h12",
  language:
    "M3 5h8M7 3v2M9.5 5C9 8.5 6.5 11 3 12.5M4.8 7.5c1 2.3 3 4 5 5M10.5 17l3.3-8h.4l3.3 8M11.6 14.5h4.8",
} as const;

export type IconName = keyof typeof icons;
