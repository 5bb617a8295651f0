import { checkpointFault } from "./checkpoint-fault.ts";

/**
 * JSON that carries every finite f64 exactly, -0 among them, with the names of each object in order: the same value, the same text.
 * `JSON.parse` reads it. (RFC 8785 as the project has it carries whole numbers alone.)
 *
 * @throws PlimsollError `PROPHET_CHECKPOINT` for what JSON would lose: a number that is not finite, `undefined`, a function
 */
export function exactJson(value: unknown, path = "", depth = 0): string {
  if (typeof value === "number" && Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value))
    return `[${value.map((item, index) => exactJson(item, `${path}/${index}`, deeper(depth))).join(",")}]`;
  if (typeof value === "object") return objectText(value, path, deeper(depth));
  throw checkpointFault(
    `what JSON carries exactly at ${path === "" ? "the top" : path}`,
    typeof value === "number" ? String(value) : typeof value,
  );
}

/** No state is nearly as deep: a bound on the stack, which a file from elsewhere could else use up. */
const DEPTH_MAX = 64;

function deeper(depth: number): number {
  if (depth < DEPTH_MAX) return depth + 1;
  throw checkpointFault(`values at most ${DEPTH_MAX} deep`, "deeper ones");
}

function objectText(value: object, path: string, depth: number): string {
  const members = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${exactJson(member, `${path}/${name}`, depth)}`).join(",")}}`;
}
