/** One column of a list: the text is what is shown without a slot, and what an export holds. */
export interface Column<T> {
  key: string;
  label: string;
  text: (row: T) => string;
  align?: "start" | "end";
  width?: string;
  /** Long words may take more than one line; the first column always may. */
  wraps?: boolean;
}

const needsQuotes = /[",\n\r]/;
const k_formula_start = /^[=+\-@\t]/;

function cell(text: string): string {
  // A cell that a spreadsheet would run as a formula is made plain text; numbers stay numbers.
  const isRisky = k_formula_start.test(text) && Number.isNaN(Number(text));
  const safe = isRisky ? `'${text}` : text;
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvText<T>(columns: Column<T>[], rows: T[]): string {
  const lines = [columns.map((column) => cell(column.label))];
  for (const row of rows) lines.push(columns.map((column) => cell(column.text(row))));
  return lines.map((line) => `${line.join(",")}\r\n`).join("");
}

/** Hands the reader a file made in the page. */
export function saveFile(name: string, content: BlobPart, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1_000);
}

/** Spreadsheets know UTF-8 by its mark. */
export function saveCsv<T>(name: string, columns: Column<T>[], rows: T[]): void {
  saveFile(`${name}.csv`, `\uFEFF${csvText(columns, rows)}`, "text/csv;charset=utf-8");
}
