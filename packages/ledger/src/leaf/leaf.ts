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

/** One leaf of the tree: lines of JSON. The first leaf of a decision begins with its cause, the other lines are entries. */
export interface Leaf {
  readonly bytes: Uint8Array;
  readonly entryCount: number;
}

const CAUSE_START = '{"cause":';
const CONTROL_CHARACTER = /[\u0000-\u001f]/;

/**
 * The leaves of a decision: one, or as many as 65 535 bytes each make necessary.
 * Throws `ENTRY_TOO_LARGE` or `ENTRY_MALFORMED`, naming the place of the entry in the decision.
 */
export function leavesOf({ cause, entries }: Decision): Leaf[] {
  const lines = cause === null ? [] : [{ text: `${CAUSE_START}${cause}}`, entryCount: 0, name: "the cause" }];
  for (const [place, text] of entries.entries()) lines.push({ text, entryCount: 1, name: `entry ${place}` });
  const leaves: Leaf[] = [];
  let open: { readonly texts: string[]; bytes: number; entryCount: number } | undefined;
  const close = (): void => {
    if (open !== undefined) leaves.push({ bytes: Buffer.from(open.texts.join("\n")), entryCount: open.entryCount });
  };
  for (const { text, entryCount, name } of lines) {
    if (entryCount === 1) assertLine(text, name);
    const bytes = Buffer.byteLength(text);
    if (bytes > LEAF_BYTES_MAX) throw entryTooLarge(bytes, name);
    if (open === undefined || open.bytes + 1 + bytes > LEAF_BYTES_MAX) {
      close();
      open = { texts: [], bytes: -1, entryCount: 0 };
    }
    open.texts.push(text);
    open.bytes += 1 + bytes;
    open.entryCount += entryCount;
  }
  close();
  return leaves;
}

/** The lines of a leaf as they were recorded. */
export function linesOf(leaf: Uint8Array): Decision {
  const lines = Buffer.from(leaf.buffer, leaf.byteOffset, leaf.length).toString("utf8").split("\n");
  const [first = ""] = lines;
  if (!first.startsWith(CAUSE_START)) return { cause: null, entries: lines };
  return { cause: first.slice(CAUSE_START.length, -1), entries: lines.slice(1) };
}

/** An entry is one line, and cannot be taken for a cause. */
function assertLine(text: string, name: string): void {
  // Encoding would put U+FFFD in place of a lone surrogate and so record what nobody said.
  if (text === "" || !text.isWellFormed()) throw entryMalformed(`${name} empty or with a lone surrogate`);
  if (CONTROL_CHARACTER.test(text)) throw entryMalformed(`${name} with a line end or another control character`);
  if (text.startsWith(CAUSE_START)) throw entryMalformed(`${name} that begins as a cause does`);
}

const entryMalformed = (received: string): PlimsollError =>
  new PlimsollError({
    code: "ENTRY_MALFORMED",
    expected: "one line of well-formed Unicode for each entry",
    received,
    fix: "append canonical JSON (RFC 8785)",
  });

const entryTooLarge = (bytes: number, name: string): PlimsollError =>
  new PlimsollError({
    code: "ENTRY_TOO_LARGE",
    expected: `at most ${LEAF_BYTES_MAX} bytes`,
    received: `${bytes} bytes in ${name} of the decision`,
    fix: "record the digest of the large part and keep the part beside the ledger",
  });
