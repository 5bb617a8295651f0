import { type Digest, digestOf, utf8 } from "@plimsoll/foundation";
import type { INTAKE_VERDICTS, IntakeItem, IntakeReason } from "./finding.ts";
import type { IntakeRules } from "./intake-rules.ts";
import { jsonFaults } from "./json-faults.ts";
import { STRUCTURE_LIMITS, type StructureLimits } from "./limits.ts";
import { contradicts, isJsonLinesType, isJsonType, isMarkupType, isTextType, sniffedType } from "./media-type.ts";
import { scanText } from "./scan-text.ts";
import { addFault, type StructureFault } from "./structure-fault.ts";
import { sizeFaults } from "./structure-faults.ts";
import { strictText } from "./strict-text.ts";

/**
 * What intake makes of one item's bytes (sheet 5.11). Malformed is `block`; text that speaks to whoever judges is `quarantine`; text that
 * only tells of such text is `note`. Nothing is changed and nothing is removed: a verdict goes with the bytes.
 * Bytes that are declared to be no text are searched as they are and noted, since nobody can quote from them.
 */
export function examineText(
  item: string,
  bytes: Uint8Array,
  mediaType: string,
  rules: IntakeRules,
  limits: StructureLimits = STRUCTURE_LIMITS,
): IntakeItem {
  const about = { item: printableItem(item), digest: digestOf(bytes), bytes: bytes.length };
  const faults = typeFaults(bytes, mediaType, limits);
  if (faults.length > 0) return blocked(about, faults);
  if (!isTextType(mediaType)) return judged(about, [UNREAD, ...scanText(lenient.decode(bytes), rules, true)]);
  const text = strictText(bytes);
  if (!text.ok) return blocked(about, [text.error]);
  const malformed = formatFaults(text.value, mediaType, limits);
  if (malformed.length > 0) return blocked(about, malformed);
  return judged(about, scanText(text.value, rules, isMarkupType(mediaType)));
}

/** The same for text that is in memory already, such as an answer of a model or the reason of an override. */
export const examineString = (item: string, text: string, rules: IntakeRules): IntakeItem =>
  text.isWellFormed()
    ? examineText(item, utf8(text), "text/plain", rules)
    : blocked({ item: printableItem(item), digest: digestOf(utf8(text)), bytes: utf8(text).length }, [HALF]);

/** What somebody asks is examined before anything reads it (A61). */
export const examineQuestion = (question: string, rules: IntakeRules): IntakeItem =>
  examineString("question", question, rules);

const lenient = new TextDecoder("utf-8", { fatal: false });

const UNREAD: IntakeReason = {
  rule: "type.not-text",
  severity: "note",
  offset: 0,
  excerpt: "bytes that are declared to be no text",
};
const HALF: StructureFault = { rule: "structure.utf8", place: "", detail: "half a surrogate pair" };

interface About {
  readonly item: string;
  readonly digest: Digest;
  readonly bytes: number;
}

function typeFaults(bytes: Uint8Array, mediaType: string, limits: StructureLimits): readonly StructureFault[] {
  const size = sizeFaults(bytes.length, limits);
  if (size.length > 0) return size;
  const sniffed = sniffedType(bytes);
  if (!contradicts(mediaType, sniffed)) return [];
  return [
    { rule: "type.contradicted", place: "", detail: `declared ${mediaType}, begins as ${sniffed ?? "no such file"}` },
  ];
}

function formatFaults(text: string, mediaType: string, limits: StructureLimits): readonly StructureFault[] {
  // A zero byte ends a text for some readers and not for others.
  if (text.includes("\0")) return [{ rule: "structure.control", place: "", detail: "a zero byte within text" }];
  if (isJsonType(mediaType)) return jsonFaults(text, limits);
  return isJsonLinesType(mediaType) ? jsonLinesFaults(text, limits) : [];
}

function jsonLinesFaults(text: string, limits: StructureLimits): readonly StructureFault[] {
  const faults: StructureFault[] = [];
  text.split("\n").forEach((line, number) => {
    if (line.trim() === "") return;
    for (const fault of jsonFaults(line, limits)) addFault(faults, { ...fault, place: `/${number}${fault.place}` });
  });
  return faults;
}

const blocked = (about: About, faults: readonly StructureFault[]): IntakeItem => ({
  ...about,
  verdict: "block",
  reasons: faults.map(({ rule, place, detail }) => ({
    rule,
    severity: "block",
    offset: 0,
    excerpt: printable(`${place === "" ? "" : `${place}: `}${detail}`),
  })),
});

function judged(about: About, reasons: readonly IntakeReason[]): IntakeItem {
  return { ...about, verdict: verdictOf(reasons), reasons: gravestFirst(reasons) };
}

const verdictOf = (reasons: readonly IntakeReason[]): (typeof INTAKE_VERDICTS)[number] => {
  if (reasons.some(({ severity }) => severity === "quarantine")) return "quarantine";
  return reasons.length > 0 ? "note" : "pass";
};

const REASONS_MAX = 256;

/** A thousand mentions cannot push the one use out of the record. */
const gravestFirst = (reasons: readonly IntakeReason[]): readonly IntakeReason[] =>
  reasons
    .filter(({ severity }) => severity !== "note")
    .concat(reasons.filter(({ severity }) => severity === "note"))
    .slice(0, REASONS_MAX);

const EXCERPT_LENGTH_MAX = 200;
const ITEM_LENGTH_MAX = 2000;

const printable = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\p{Cc}/gu, "?")
    .slice(0, EXCERPT_LENGTH_MAX)
    .toWellFormed() || "?";

const printableItem = (item: string): string =>
  item
    .toWellFormed()
    .replace(/\p{Cc}/gu, "?")
    .slice(0, ITEM_LENGTH_MAX)
    .toWellFormed() || "?";
