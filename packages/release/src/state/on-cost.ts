import type { Bodies } from "../record/bodies.ts";
import type { ReleaseRecord } from "../record/record.ts";
import { cyclesBetween } from "../stability/pause.ts";
import { changeSubject } from "./change-subject.ts";
import type { ReleaseState } from "./release-state.ts";
import type { SubjectState } from "./subject-state.ts";
import { dayOf, entered, settled } from "./t-account.ts";

/** Cycles that a prediction can look back on. */
const SERIES_MAX = 10_000;

/** It tells the evaluator's index too: whoever writes no record of its own for it is not taken for rested. */
export function onStability(state: ReleaseState, body: Bodies["stability.read"], record: ReleaseRecord): ReleaseState {
  const engine = { index: body.engineIndex, isResting: null, atMs: record.at };
  return changeSubject({ ...state, engine }, record, (before) => ({
    ...before,
    ...followedSeries(before, body, record.at),
  }));
}

type Series = Pick<SubjectState, "series" | "seriesAtMs">;

/**
 * One index for each cycle, the worse of several. Where a required signal was not read there is nothing to follow: what is missing
 * today must not stand for the subject tomorrow.
 */
function followedSeries({ series, seriesAtMs }: Series, body: Bodies["stability.read"], atMs: number): Series {
  if (body.unread.length > 0 || body.lowest === null) return { series, seriesAtMs };
  const isOfSameCycle = seriesAtMs !== null && cyclesBetween(seriesAtMs, atMs) === 0;
  const last = series.at(-1);
  if (isOfSameCycle && last !== undefined)
    return { series: [...series.slice(0, -1), Math.min(last, body.index)], seriesAtMs };
  return { series: [...series, body.index].slice(-SERIES_MAX), seriesAtMs: atMs };
}

export const onEngine = (state: ReleaseState, load: Bodies["engine.loaded"], { at }: ReleaseRecord): ReleaseState => ({
  ...state,
  engine: { ...load, atMs: at },
});

/** Each line once, and each after the one before it. From the first payment of a day on, that day gives nothing more. */
export function onBudget(
  state: ReleaseState,
  { entries, balance }: Bodies["budget.changed"],
  { sequence, atMs }: ReleaseRecord,
): ReleaseState {
  const faults: string[] = [];
  let { account } = state;
  for (const entry of entries) {
    const next = entered(account, entry);
    account = next.account;
    if (next.fault !== null) faults.push(next.fault);
  }
  if (entries.length > 0 && account.balance !== balance) faults.push(`T account: it says ${balance} are left`);
  return {
    ...state,
    account: settled(account, dayOf(atMs)),
    faults: [...state.faults, ...faults.map((fault) => `record ${sequence}: ${fault}`)],
  };
}
