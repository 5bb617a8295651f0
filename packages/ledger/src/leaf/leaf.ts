import { PlimsollError } from "@plimsoll/foundation";

/** The length prefix of a leaf in an entry bundle is 16 bits wide (C2SP tlog-tiles, "Log Entries"). */
export const LEAF_BYTES_MAX = 65_535;

/** What is decided at once, and recorded at once: the entries, and the signed command that they follow from. */
export interface Decision {
  /** Canonical JSON of the signed command; `null` where nobody commanded. */
  readonly cause: string | null;
  /** Canonical JSON objects, in their order. */
  readonly entries: readonly string[];
}

/** One leaf of the tree: lines of JSON, or a further part of a line that one leaf cannot hold. */
export interface Leaf {
  readonly bytes: Uint8Array;
  /** How many entries begin in it. */
  readonly entryCount: number;
}

export const CAUSE_START = '{"cause":';
const LF = 10;
/** How a leaf begins that goes on with the last line of the leaf before it. */
export const FURTHER_PART = "+";
/**
 * The leaves of decisions, in their order: one for each, or as many as 65 535 bytes make necessary.
 * Throws `ENTRY_MALFORMED`, naming the entry.
 */
export function leavesOf(decisions: readonly Decision[]): Leaf[] {
  const lines = decisions.map(linesOf);
  // One encoding for all: a thousand small ones take ten times as long.
  const text = lines.flat().join("\n");
  const bytes = Buffer.from(text);
  const isAscii = bytes.length === text.length;
  const lengthOf = (line: string): number => (isAscii ? line.length : Buffer.byteLength(line));
  const leaves: Leaf[] = [];
  let at = 0;
  for (const [place, decision] of decisions.entries()) {
    at = addLeaves(leaves, (lines[place] ?? []).map(lengthOf), decision.cause !== null, bytes, at);
  }
  return leaves;
}

function linesOf({ cause, entries }: Decision): readonly string[] {
  for (const [place, text] of entries.entries()) if (!isEntry(text)) throw entryMalformed(text, place);
  return cause === null || entries.length === 0 ? entries : [`${CAUSE_START}${cause}}`, ...entries];
}

/**
 * Cuts the leaves of one decision out of the bytes of all.
 *
 * @param lengths of its lines, in bytes; @param start of its first line; returns where the next decision begins
 */
function addLeaves(
  leaves: Leaf[],
  lengths: readonly number[],
  hasCause: boolean,
  bytes: Buffer,
  start: number,
): number {
  let [leafStart, at, entryCount] = [start, start, 0];
  const close = (end: number): void => {
    if (end > leafStart) leaves.push({ bytes: bytes.subarray(leafStart, end), entryCount });
    entryCount = 0;
  };
  for (const [line, length] of lengths.entries()) {
    const entries = hasCause && line === 0 ? 0 : 1;
    if (at + length - leafStart > LEAF_BYTES_MAX) {
      close(at - 1);
      leafStart = at;
    }
    if (length > LEAF_BYTES_MAX) {
      leaves.push(...partsOf(bytes.subarray(at, at + length), entries));
      leafStart = at + length + 1;
    } else {
      entryCount += entries;
    }
    at += length + 1;
  }
  close(at - 1);
  return at;
}

/** A line that one leaf cannot hold. */
function partsOf(line: Buffer, entryCount: number): Leaf[] {
  const parts: Leaf[] = [];
  for (let at = 0; at < line.length;) {
    const end = partEnd(line, at);
    const part = line.subarray(at, end);
    const bytes = at === 0 ? part : Buffer.concat([Buffer.from(FURTHER_PART), part]);
    parts.push({ bytes, entryCount: at === 0 ? entryCount : 0 });
    at = end;
  }
  return parts;
}

/** Where a part ends that begins at a place: before a character, so that every leaf is UTF-8. */
function partEnd(line: Buffer, start: number): number {
  let end = Math.min(start + LEAF_BYTES_MAX - FURTHER_PART.length, line.length);
  while (end < line.length && ((line[end] as number) & 0xc0) === 0x80) end -= 1;
  return end;
}

/** How many entries begin in a leaf: its lines, but for a cause and for a further part of a line before it. */
export function entriesBeginningIn(leaf: Uint8Array): number {
  let lines = 1;
  for (let end = leaf.indexOf(LF); end !== -1; end = leaf.indexOf(LF, end + 1)) lines += 1;
  const isOtherFirst = beginsWith(leaf, FURTHER_PART) || beginsWith(leaf, CAUSE_START);
  return isOtherFirst ? lines - 1 : lines;
}

const beginsWith = (leaf: Uint8Array, text: string): boolean => Buffer.from(text).equals(leaf.subarray(0, text.length));

/** One line, not a cause, not a part of another, and nothing that a page which was never written could be taken for. */
const isEntry = (text: string): boolean =>
  text !== "" &&
  !text.includes("\n") &&
  !text.includes("\0") &&
  !text.startsWith(FURTHER_PART) &&
  !text.startsWith(CAUSE_START) &&
  // Encoding would put U+FFFD in place of a lone surrogate and so record what nobody said.
  text.isWellFormed();

const entryMalformed = (text: string, place: number): PlimsollError =>
  new PlimsollError({
    code: "ENTRY_MALFORMED",
    expected: "one line of well-formed Unicode without NUL, as canonical JSON is",
    received: `entry ${place} of the decision, which begins with ${JSON.stringify(text.slice(0, 40))}`,
    fix: "append canonical JSON objects (RFC 8785)",
  });
