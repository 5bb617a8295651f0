import { figureOf, over, single } from "../figure.ts";
import type { HistoryLine } from "../history.ts";
import type { RatioReader } from "./peer-ratio.ts";

/** One trial, of the last line of `npm run -s sim -- --json`. */
export interface TrialRun {
  readonly events: number;
  readonly simulatedMs: number;
  readonly elapsedMs: number;
  /** Simulated time by the clock, and by processor time. */
  readonly speedup: number;
  readonly speedupByProcessor: number;
}

export interface SeaTrialLine extends HistoryLine {
  readonly sizes: readonly { readonly sites: number; readonly trials: readonly TrialRun[] }[];
}

export const TARGET_SITES = 20;
/** Times real time. */
export const TARGET_TIMES = 500;

/** Beside a limit instead of a peer: there is no other program that simulates this. */
export const seaTrialRatios: RatioReader = (line) => {
  const trials = (line as SeaTrialLine).sizes.find(({ sites }) => sites === TARGET_SITES)?.trials ?? [];
  if (trials.length === 0) return [];
  const times = over(figureOf(trials.map(({ speedup }) => speedup)), single(TARGET_TIMES));
  return [
    {
      figure: `an hour of ${TARGET_SITES} sites`,
      peer: `the limit, ${TARGET_TIMES} × real time`,
      version: null,
      times,
    },
  ];
};
