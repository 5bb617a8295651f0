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
/** How a leaf begins that goes on with the last line of the leaf before it. */
export const FURTHER_PART = "+";
const NO_ENTRY = /[\u0000-\u001f]|^(?:\+|\{"cause":)|^$/;

/**
 * The leaves of a decision: one, or as many as 65 535 bytes each make necessary.
 * Throws `ENTRY_MALFORMED`, naming the place of the entry in the decision.
 */
export function leavesOf({ cause, entries }: Decision): Leaf[] {
  const packing = new Packing();
  if (cause !== null) packing.add(`${CAUSE_START}${cause}}`, 0);
  for (const [place, text] of entries.entries()) {
    assertEntry(text, place);
    packing.add(text, 1);
  }
  return packing.leaves();
}

/** Fills leaves with lines, in their order. */
class Packing {
  readonly #leaves: Leaf[] = [];
  #texts: string[] = [];
  #bytes = 0;
  #entryCount = 0;

  add(text: string, entryCount: number): void {
    const bytes = Buffer.byteLength(text);
    if (this.#bytes + bytes > LEAF_BYTES_MAX) this.#close();
    if (bytes > LEAF_BYTES_MAX) return this.#addLong(Buffer.from(text), entryCount);
    this.#texts.push(text);
    this.#bytes += bytes + 1;
    this.#entryCount += entryCount;
  }

  leaves(): Leaf[] {
    this.#close();
    return this.#leaves;
  }

  #addLong(line: Buffer, entryCount: number): void {
    for (let at = 0; at < line.length;) {
      const end = partEnd(line, at);
      const part = line.subarray(at, end);
      const bytes = at === 0 ? part : Buffer.concat([Buffer.from(FURTHER_PART), part]);
      this.#leaves.push({ bytes, entryCount: at === 0 ? entryCount : 0 });
      at = end;
    }
  }

  #close(): void {
    if (this.#texts.length === 0) return;
    this.#leaves.push({ bytes: Buffer.from(this.#texts.join("\n")), entryCount: this.#entryCount });
    this.#texts = [];
    this.#bytes = 0;
    this.#entryCount = 0;
  }
}

/** Where a part ends that begins at a place: before a character, so that every leaf is UTF-8. */
function partEnd(line: Buffer, start: number): number {
  let end = Math.min(start + LEAF_BYTES_MAX - FURTHER_PART.length, line.length);
  while (end < line.length && ((line[end] as number) & 0xc0) === 0x80) end -= 1;
  return end;
}

/** An entry is one line, and cannot be taken for a cause or for a part of another. */
function assertEntry(text: string, place: number): void {
  // Encoding would put U+FFFD in place of a lone surrogate and so record what nobody said.
  if (text.isWellFormed() && !NO_ENTRY.test(text)) return;
  throw new PlimsollError({
    code: "ENTRY_MALFORMED",
    expected: "one line of well-formed Unicode without control characters, as canonical JSON is",
    received: `entry ${place} of the decision, which begins with ${JSON.stringify(text.slice(0, 40))}`,
    fix: "append canonical JSON objects (RFC 8785)",
  });
}
