import { errorNow, showBatch } from "../batch.ts";
import type { Course } from "../course.ts";
import type { Run } from "../run.ts";
import type { Seen } from "../seen.ts";
import { hasStrayed, isDue, looked, type Lookout } from "./lookout.ts";
import type { RewindSpec } from "./rewind-spec.ts";

/** What is to be done with a step whose gradient is there: learn, put the weights back to the kept state at `place`, or leave the batch out. */
export type Judgement =
  | { readonly kind: "learn"; readonly lookout: Lookout; readonly isProven: boolean }
  | { readonly kind: "rewind"; readonly place: number }
  | { readonly kind: "skip" };

/**
 * Are the weights still good? They are not where they find no finite gradient and kept ones do clearly better; where their loss is a spike and kept ones do very
 * much better; and where kept ones do clearly better on several steps on end, spike or not. Better is asked on the new batch and on one that is known. Where kept
 * weights are no better on both it is the data that changed, and never a rewind.
 */
export function judged(run: Run, course: Course, seen: Seen, rewind: RewindSpec): Judgement {
  const { confirmedBelow, interval } = rewind;
  if (!seen.isFinite) return judgedNotFinite(errorsOf(run), confirmedBelow);
  const { lookout } = course;
  if (!seen.spiked && !isDue(lookout, seen.step)) return { kind: "learn", lookout, isProven: false };
  const errors = errorsOnBoth(run, seen, confirmedBelow, lookout);
  const severe = seen.spiked ? betterPlace(errors, SEVERE_SHARE * confirmedBelow) : NONE;
  if (severe !== NONE) return { kind: "rewind", place: severe };
  const place = betterPlace(errors, confirmedBelow);
  const next = looked(lookout, seen.step, place !== NONE, interval);
  if (hasStrayed(next)) return { kind: "rewind", place };
  return { kind: "learn", lookout: next, isProven: place === NONE && !seen.spiked };
}

/** What a spike must show to be confirmed by its own batch: half the share that several batches on end must show. */
const SEVERE_SHARE = 0.5;

/** Weights that find no finite gradient are gone where kept ones do clearly better; a batch that no weights can bear is not theirs to answer for. */
function judgedNotFinite(errors: Errors, confirmedBelow: number): Judgement {
  const place = betterPlace([errors], confirmedBelow);
  return place === NONE ? { kind: "skip" } : { kind: "rewind", place };
}

/** What the present weights and those of each kept state miss a batch by. */
interface Errors {
  readonly present: number;
  readonly kept: readonly number[];
}

const errorsOf = ({ parts, good, batch }: Run): Errors => ({
  present: errorNow(parts, batch),
  kept: good.states.map((_, place) => good.withState(place, () => errorNow(parts, batch))),
});

/**
 * On this batch and, where kept weights do clearly better on it, on one that was at hand when the newest state was kept. Weights that only the new batch is
 * strange to are as good as ever on the known one: then the data drifted.
 */
function errorsOnBoth(run: Run, seen: Seen, confirmedBelow: number, { suspicions }: Lookout): readonly Errors[] {
  const errors = errorsOf(run);
  if (betterPlace([errors], confirmedBelow) === NONE) return [errors];
  const known = Math.max(0, (run.good.states.at(-1)?.step ?? 0) - suspicions * APART);
  return [errors, onBatch(run, known, seen, () => errorsOf(run))];
}

/** Steps between the known batches that suspicions on end are tried on: one batch may be strange. */
const APART = 4;

const NONE = -1;

/** The newest state that does clearly better on all batches; anything finite is better than what is not. */
function betterPlace(batches: readonly Errors[], confirmedBelow: number): number {
  const places = batches[0]?.kept ?? [];
  return places.findLastIndex((_, place) => batches.every((errors) => isBetter(errors, place, confirmedBelow)));
}

function isBetter({ present, kept }: Errors, place: number, confirmedBelow: number): boolean {
  const bound = Number.isFinite(present) ? confirmedBelow * present : Number.POSITIVE_INFINITY;
  return (kept[place] ?? Number.NaN) < bound;
}

/** Looks with an earlier step's batch in the network, then puts back this step's. */
function onBatch<T>({ parts, batch }: Run, step: number, seen: Seen, look: () => T): T {
  showBatch(parts, batch, { ...seen, step });
  try {
    return look();
  } finally {
    showBatch(parts, batch, seen);
  }
}
