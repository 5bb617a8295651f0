import { parseExactJson } from "../../compiler/exact-json.ts";
import type { Question, Reply } from "../../run/play-seed.ts";
import { type RepairFields, withFingerprint } from "./formal-assistant.ts";

/**
 * What a model's text says, as artefacts for JCOMP. Total. The text is cut, never mended: what lies between the outermost brackets
 * is exact JSON or is nothing, and each item, right or wrong, is handed on as it was written but for white space.
 */
export const readReply = (kind: Question["kind"], text: string): Reply =>
  kind === "justify" ? justificationsIn(text) : repairIn(text);

function justificationsIn(text: string): Reply {
  const items = exactJsonBetween(text, "[", "]");
  return Array.isArray(items) ? items.map((item) => JSON.stringify(item)) : [];
}

function repairIn(text: string): Reply {
  const fields = exactJsonBetween(text, "{", "}");
  return fields === null ? [] : [JSON.stringify(withFingerprint(fields as RepairFields))];
}

/** From the first opening bracket to the last closing one; null where that is no exact JSON. */
function exactJsonBetween(text: string, opening: "[" | "{", closing: "]" | "}"): unknown {
  const [start, end] = [text.indexOf(opening), text.lastIndexOf(closing)];
  if (start < 0 || end < start) return null;
  const value = parseExactJson(text.slice(start, end + 1));
  return value.ok ? value.value : null;
}
