import type { Entry, EntryBodyOf } from "@plimsoll/kernel";

type Registered = EntryBodyOf<"windows.registered">;

/** A closed set, or one cell of a set as far as it has come. */
type Evidence =
  | { readonly registered: Registered; readonly closed: EntryBodyOf<"windows.closed"> }
  | { readonly registered: Registered; readonly cell: string; readonly failures: number };

const FULL = 100n;
const RESEARCH = 20n;

/**
 * Does every cell prove 0.99 (for full power) or 0.95? The binomial tail summed term by term, with the attempts that the
 * registration names; a set must have been given as many trials as its policy asks.
 */
export function naivelyProves(_entries: readonly Entry[], evidence: Evidence, levelPpm: number): boolean {
  const { trials, attempts } = evidence.registered;
  const claim = levelPpm > 200_000 ? "full" : "research";
  const oneIn = claim === "full" ? FULL : RESEARCH;
  const holds = (cell: string, failures: number): boolean =>
    failures <= mostFailures(oneIn, trials, attempts[cell as keyof typeof attempts][claim]);
  if ("cell" in evidence) return holds(evidence.cell, evidence.failures);
  return Object.entries(evidence.closed.tallies).every(([cell, tally]) => holds(cell, tally.uncontrolled + tally.void));
}

const known = new Map<string, number>();

/** The most failures k with P(X ≤ k | n, 1 / oneIn) ≤ ⌊30 396 355 / j²⌋ / 10⁹: everything times oneIn^n, so that it stays whole. */
function mostFailures(oneIn: bigint, trials: number, attempt: number): number {
  const key = `${oneIn}/${trials}/${attempt}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const alpha = 30_396_355n / BigInt(attempt * attempt);
  const limit = alpha * oneIn ** BigInt(trials);
  let term = (oneIn - 1n) ** BigInt(trials);
  let sum = term;
  let most = -1;
  while (sum * 1_000_000_000n <= limit && most < trials) {
    most += 1;
    // C(n, k + 1) · (oneIn − 1)^(n − k − 1), from C(n, k) · (oneIn − 1)^(n − k).
    term = (term * BigInt(trials - most)) / (BigInt(most + 1) * (oneIn - 1n));
    sum += term;
  }
  known.set(key, most);
  return most;
}
