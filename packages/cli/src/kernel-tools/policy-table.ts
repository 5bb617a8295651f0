import type { PolicyChange, PolicyFault } from "@plimsoll/kernel";
import type { PolicyField } from "./policy-fields.ts";
import { printable } from "./printable.ts";
import { creditText, durationText, flopText, instantText } from "./quantities.ts";

/** All numbers of a policy: what it is called, how much, and what for. */
export function policyTable(fields: readonly PolicyField[], digest: string): string {
  const rows = fields.map(({ path, value, unit, meaning }) => [
    path.slice(1),
    quantityText(path, value, unit),
    meaning,
  ]);
  return [...aligned([["field", "value", "meaning"], ...rows]), "", `digest ${digest}`, ""].join("\n");
}

/** The policy that waits: when it takes effect, and what it changes then. */
export const scheduledTable = (
  { effectiveAt, changes }: { readonly effectiveAt: number; readonly changes: readonly PolicyChange[] },
  digest: string,
): string => `\nfrom ${instantText(effectiveAt)} on:\n${changeTable(changes)}\ndigest ${digest}\n`;

export const faultTable = (faults: readonly PolicyFault[]): string =>
  faults
    .map(({ path, expected, received }) => `${path === "" ? "/" : path}: expected ${expected}, got ${received}`)
    .map((line) => `${printable(line)}\n`)
    .join("");

export function changeTable(changes: readonly PolicyChange[]): string {
  if (changes.length === 0) return "no difference\n";
  const rows = changes.map(({ path, before, after, direction }) => [path, before, after, direction]);
  return `${aligned([["field", "before", "after", "direction"], ...rows]).join("\n")}\n`;
}

/** The exact number with its unit, and the same in a unit that people read. */
function quantityText(path: string, value: unknown, unit: string): string {
  const exact = `${plainText(value)} ${unit}`.trim();
  const readable = readableText(path, value, unit);
  return readable === null || readable === exact ? exact : `${readable} = ${exact}`;
}

function readableText(path: string, value: unknown, unit: string): string | null {
  if (path === "/epochMs") return instantText(value as number);
  if (unit === "FLOP" && typeof value === "string") return flopText(value);
  if (typeof value !== "number") return null;
  if (unit === "ms") return durationText(value);
  if (unit === "micro-CU") return creditText(value);
  return unit === "ppm" ? `${value / PPM_PER_PERCENT} %` : null;
}

const PPM_PER_PERCENT = 10_000;

function plainText(value: unknown): string {
  if (Array.isArray(value)) return (value as readonly object[]).map((row) => Object.values(row).join(" ")).join(", ");
  return String(value);
}

/** Columns as wide as their widest cell; the last one is not filled up. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const printableRows = rows.map((cells) => cells.map(printable));
  const widths = (printableRows[0] ?? []).map((_, column) =>
    Math.max(...printableRows.map((cells) => (cells[column] ?? "").length)),
  );
  return printableRows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
