import { apply, emptyState, type Entry, stateDigest } from "@plimsoll/kernel";
import { type Figure, figureOf } from "./figures.ts";
import { collectYoung } from "./heap.ts";

export interface ReplayFigures {
  readonly entries: number;
  readonly entriesPerSecond: Figure;
  /** The digest that is taken once at the end, not part of the rate. */
  readonly digestMs: number;
  /** Entries of each kind, per thousand. */
  readonly mixturePerThousand: Readonly<Record<string, number>>;
}

const ROUNDS = 7;

/**
 * Folds the ledger of the site from nothing, as after a start without a snapshot. The entries come decoded from JSON, as from a
 * ledger: decoding and proofs are the ledger's cost.
 */
export function timeReplay(entries: readonly Entry[], digest: string): ReplayFigures {
  const decoded = entries.map((entry) => JSON.parse(JSON.stringify(entry)) as Entry);
  const rates = Array.from({ length: ROUNDS + 1 }, () => replayRate(decoded)).slice(1);
  return {
    entries: entries.length,
    entriesPerSecond: figureOf(rates),
    digestMs: timedDigestMs(decoded, digest),
    mixturePerThousand: mixtureOf(entries),
  };
}

function replayRate(entries: readonly Entry[]): number {
  collectYoung();
  const start = performance.now();
  const { entryCount } = entries.reduce(apply, emptyState());
  const elapsedMs = performance.now() - start;
  if (entryCount !== entries.length) throw new Error(`${entryCount} entries were folded`);
  return (entries.length * 1_000) / elapsedMs;
}

/** The replay must end where the decisions ended (law L7). */
function timedDigestMs(entries: readonly Entry[], expected: string): number {
  const state = entries.reduce(apply, emptyState());
  const start = performance.now();
  const digest = stateDigest(state);
  const elapsedMs = performance.now() - start;
  if (digest !== expected) throw new Error("the replay ended in another state than the decisions");
  return Math.round(elapsedMs);
}

function mixtureOf(entries: readonly Entry[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { kind } of entries) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const shares = [...counts].map(([kind, count]) => [kind, Number(((count * 1_000) / entries.length).toPrecision(2))]);
  return Object.fromEntries(shares) as Record<string, number>;
}
