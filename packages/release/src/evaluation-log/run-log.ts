import { err, ok, type Result } from "@plimsoll/foundation";

/** A run's log, whole and as its digest says, with what its tool wrote beside it. */
export interface RunLog {
  readonly place: string;
  readonly bytes: Uint8Array;
  /** Files in the same folder, each a whole source of the dossier: lm-evaluation-harness keeps its samples apart. */
  readonly besides: readonly { readonly place: string; readonly bytes: Uint8Array }[];
}

/** What one log says, trial by trial. Successes and undecided are among the trials. */
export interface LogTally {
  readonly trials: number;
  readonly successes: number;
  /** Without a usable score: an error, a limit, a score that is neither success nor failure, a trial that was logged twice. */
  readonly undecided: number;
}

/** A tally, or in one sentence why the log has none. */
export type Tallied = Result<LogTally, string>;

/** A log without a trial shows nothing. */
export const tally = (counts: LogTally): Tallied => (counts.trials === 0 ? err("it holds no trial") : ok(counts));

export function sumOf(tallies: readonly LogTally[]): LogTally {
  const sum = (of: (each: LogTally) => number): number => tallies.reduce((total, each) => total + of(each), 0);
  return {
    trials: sum(({ trials }) => trials),
    successes: sum(({ successes }) => successes),
    undecided: sum(({ undecided }) => undecided),
  };
}
