import { CAUSE_START, type Decision, FURTHER_PART } from "./leaf.ts";

/** A leaf where it stands in the log. */
export interface PlacedLeaf {
  readonly leafIndex: number;
  /** The index that the next entry to begin in it or after it has. */
  readonly firstIndex: number;
  readonly entryCount: number;
  readonly bytes: Uint8Array;
}

/** A line of the log, whole, and the leaves that it lies in. */
interface Line {
  readonly text: string;
  readonly firstLeaf: number;
  readonly leafCount: number;
  /** `null` for a cause. */
  readonly entryIndex: number | null;
}

/** A decision where it stands in the log. */
export interface RecordedDecision extends Decision {
  /** The index of its first entry. */
  readonly firstIndex: number;
  /** The number of leaves in the log with it. */
  readonly leavesAfter: number;
}

/** The lines of leaves that follow one another, the first of which begins a line. */
export function* linesOf(leaves: Iterable<PlacedLeaf>): Generator<Line, void, void> {
  let open: { -readonly [Field in keyof Line]: Line[Field] } | undefined;
  for (const { leafIndex, firstIndex, bytes } of leaves) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
    if (open !== undefined && text.startsWith(FURTHER_PART)) {
      open.text += text.slice(FURTHER_PART.length);
      open.leafCount += 1;
      continue;
    }
    if (open !== undefined) yield open;
    let next = firstIndex;
    const lines = text.split("\n").map((line): Line => {
      const entryIndex = line.startsWith(CAUSE_START) ? null : next++;
      return { text: line, firstLeaf: leafIndex, leafCount: 1, entryIndex };
    });
    open = lines.pop();
    yield* lines;
  }
  if (open !== undefined) yield open;
}

/** The decisions in leaves that follow one another: each begins with its cause. Entries before the first cause have none. */
export function* decisionsIn(leaves: Iterable<PlacedLeaf>): Generator<RecordedDecision, void, void> {
  let open: { cause: string | null; entries: string[]; firstIndex: number; leavesAfter: number } | undefined;
  for (const { text, entryIndex, firstLeaf, leafCount } of linesOf(leaves)) {
    if (entryIndex === null && open !== undefined) yield open;
    if (entryIndex === null) open = { cause: causeIn(text), entries: [], firstIndex: -1, leavesAfter: 0 };
    open ??= { cause: null, entries: [], firstIndex: -1, leavesAfter: 0 };
    if (entryIndex !== null) {
      if (open.entries.length === 0) open.firstIndex = entryIndex;
      open.entries.push(text);
    }
    open.leavesAfter = firstLeaf + leafCount;
  }
  if (open !== undefined) yield open;
}

const causeIn = (line: string): string => line.slice(CAUSE_START.length, -1);
