import { printable } from "../kernel-tools/printable.ts";

/** Lines of columns, each as wide as its widest cell; the last one is not filled up. Figures stand on the right. */
export function textTable(rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => printable(String(cell))));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[], at: number): string =>
    row
      .map((cell, column) => {
        const isFigure = typeof rows[at]?.[column] === "number";
        return isFigure ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
      })
      .join("  ")
      .trimEnd();
  return cells.map((row, at) => `${line(row, at)}\n`).join("");
}
