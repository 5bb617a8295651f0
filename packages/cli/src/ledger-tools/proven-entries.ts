import { decisionsIn, openCause, type PlacedLeaf } from "@plimsoll/ledger";

/** A leaf that was proven to stand in a log. */
export interface ProvenLeaf {
  readonly origin: string;
  readonly leafIndex: number;
  readonly bytes: Uint8Array;
}

/** An entry of a proven leaf. A leaf does not say which index the entry has. */
export interface ProvenEntry {
  /** Ms since 1970. */
  readonly at: number;
  readonly kind: string;
  readonly text: string;
  /** Ids of the keys that signed the command it follows from; `null` where no command stands before it, or one that does not verify. */
  readonly signers: readonly string[] | null;
}

/** `null` for what is only a part of an entry: the leaves with the other parts were not proven with it. */
export function provenEntries(leaves: readonly ProvenLeaf[]): readonly (ProvenEntry | null)[] {
  return runsOf(leaves).flatMap((run) =>
    [...decisionsIn(run)].flatMap(({ cause, entries }) => {
      const signers = cause === null ? null : (openCause(cause)?.signers ?? null);
      return entries.map((text) => entryOf(text, signers));
    }),
  );
}

function entryOf(text: string, signers: readonly string[] | null): ProvenEntry | null {
  const { at, kind } = objectIn(text);
  return typeof at === "number" && typeof kind === "string" ? { at, kind, text, signers } : null;
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

/** Leaves that follow one another in one log: a long entry goes on from one to the next. Each leaf once. */
function runsOf(leaves: readonly ProvenLeaf[]): PlacedLeaf[][] {
  const runs: PlacedLeaf[][] = [];
  let before: ProvenLeaf | undefined;
  for (const leaf of leaves.toSorted(byPlace)) {
    const isFurther = before?.origin === leaf.origin && before.leafIndex + 1 === leaf.leafIndex;
    const isSame = before?.origin === leaf.origin && before.leafIndex === leaf.leafIndex;
    const placed = { leafIndex: leaf.leafIndex, firstIndex: 0, entryCount: 0, bytes: leaf.bytes };
    if (isFurther) runs.at(-1)?.push(placed);
    else if (!isSame) runs.push([placed]);
    before = leaf;
  }
  return runs;
}

const byPlace = (left: ProvenLeaf, right: ProvenLeaf): number =>
  left.origin === right.origin ? left.leafIndex - right.leafIndex : left.origin < right.origin ? -1 : 1;
