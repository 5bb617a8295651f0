import { malformed } from "./snapshot-fault.ts";

const SPACE = 0x20;
/** A letter or digit, and the space. */
const LENGTH_MIN = 2;
const LENGTH_MAX = 128;

/** Names as one text, with a space after each: ids of commands are many, and hardly one is ever read. */
export const packedNames = (names: readonly string[]): string => names.map((name) => `${name} `).join("");

/**
 * Reads so many names, which must be in strictly rising order and made of what identifiers are made of. They are compared where they stand:
 * to cut out a million texts only to check them would take as long as everything else.
 */
export function readPackedNames(json: unknown, rows: number, path: string): (row: number) => string {
  const isLongEnough = typeof json === "string" && json.length >= rows * LENGTH_MIN;
  if (!isLongEnough || /[^\w.:@/ -]/.test(json)) return malformed(path, "names with a space after each", json);
  const starts = new Uint32Array(rows + 1);
  for (let row = 0; row < rows; row += 1) {
    const end = json.indexOf(" ", starts[row]);
    if (!isName(json, starts[row] as number, end))
      malformed(`${path}/${row}`, "a name of 1 to 128 characters", undefined);
    starts[row + 1] = end + 1;
    if (row > 0 && !rises(json, starts[row - 1] as number, starts[row] as number))
      malformed(`${path}/${row}`, "names in rising order", json.slice(starts[row], end));
  }
  if (starts[rows] !== json.length) malformed(path, `${rows} names`, json);
  return (row) => json.slice(starts[row], (starts[row + 1] as number) - 1);
}

/** An end of -1 is no end. */
function isName(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start);
  const isAlphanumeric =
    (first >= 0x30 && first <= 0x39) || (first >= 0x41 && first <= 0x5a) || (first >= 0x61 && first <= 0x7a);
  return end > start && end - start <= LENGTH_MAX && isAlphanumeric;
}

/** Whether the name at `after` comes after the one at `before`. The space that ends a name comes before all that a name is made of. */
function rises(text: string, before: number, after: number): boolean {
  for (let offset = 0; ; offset += 1) {
    const left = text.charCodeAt(before + offset);
    const right = text.charCodeAt(after + offset);
    if (left !== right) return left < right;
    if (left === SPACE) return false;
  }
}
