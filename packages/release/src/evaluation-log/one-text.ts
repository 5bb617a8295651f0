import type { Peeked } from "./peek.ts";

/** What lies deeper is taken for equal: so deep no log says anything of a trial. */
const DEPTH_MAX = 100;

/** One text for one value, whatever the order of its names. */
export function oneText(value: Peeked, depth = 0): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (depth >= DEPTH_MAX) return "null";
  if (Array.isArray(value)) return `[${value.map((each: Peeked) => oneText(each, depth + 1)).join(",")}]`;
  const fields = Object.entries(value as { readonly [name: string]: Peeked });
  const inOrder = fields.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${inOrder.map(([name, each]) => `${JSON.stringify(name)}:${oneText(each, depth + 1)}`).join(",")}}`;
}
