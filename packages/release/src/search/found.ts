/** A passage that a search found, wherever the corpus has it. */
export interface Found {
  /** Of its text: the source's id and what was read. Equal scores stand in the order of keys, and so of sources. */
  readonly key: string;
  /** Number of the passage in its text. */
  readonly piece: number;
  readonly score: number;
}

/** The best of one side, best first. Complete: there are no others. */
export interface FoundSide {
  readonly best: readonly Found[];
  readonly isComplete: boolean;
}

export interface FoundForClaim {
  readonly forIt: FoundSide;
  readonly against: FoundSide;
  /** Where the claim itself may stand, all of them. */
  readonly candidates: readonly Found[];
}

/** Shown of each side. */
export const PASSAGES_SHOWN = 8;
/** Kept of each side: so many can lose two in three to texts that go before a search has to be made anew. */
export const FOUND_KEPT = 24;

export const byRank = (one: Found, other: Found): number =>
  other.score - one.score || (one.key < other.key ? -1 : one.key > other.key ? 1 : one.piece - other.piece);

/**
 * What a search of a corpus finds, from what it found before some texts went and others came, and from a search of those that came. Exactly
 * what a search of the whole would find, since the rank of a passage depends on no other; null where too much of it went.
 */
export function merged(
  before: FoundForClaim,
  isGone: (key: string) => boolean,
  came: FoundForClaim,
): FoundForClaim | null {
  const forIt = mergedSide(before.forIt, isGone, came.forIt);
  const against = mergedSide(before.against, isGone, came.against);
  const stayed = before.candidates.filter(({ key }) => !isGone(key));
  const candidates = [...stayed, ...came.candidates].toSorted(byPlace);
  return forIt === null || against === null ? null : { forIt, against, candidates };
}

export const byPlace = (one: Found, other: Found): number =>
  one.key < other.key ? -1 : one.key > other.key ? 1 : one.piece - other.piece;

function mergedSide(before: FoundSide, isGone: (key: string) => boolean, came: FoundSide): FoundSide | null {
  const stayed = before.best.filter(({ key }) => !isGone(key));
  const all = [...stayed, ...came.best].toSorted(byRank);
  const known = all.filter((found) => isKnownUpTo(before, found) && isKnownUpTo(came, found));
  const isComplete = before.isComplete && came.isComplete && known.length <= FOUND_KEPT;
  return isComplete || known.length >= PASSAGES_SHOWN ? { best: known.slice(0, FOUND_KEPT), isComplete } : null;
}

/** Beyond the last that a side kept there may be others. */
function isKnownUpTo({ best, isComplete }: FoundSide, found: Found): boolean {
  const last = best.at(-1);
  return isComplete || (last !== undefined && byRank(found, last) <= 0);
}
