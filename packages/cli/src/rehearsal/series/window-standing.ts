import { provenControlPpm } from "@plimsoll/foundation";
import {
  attemptAlpha,
  type Band,
  type Cell,
  type EntryBodyOf,
  failuresAllowed,
  failuresIn,
  REQUIRED_CELLS,
} from "@plimsoll/kernel";

type Registered = EntryBodyOf<"windows.registered">;
type Closed = EntryBodyOf<"windows.closed">;

/** What a closed window set says of control, cell by cell. */
export interface WindowStanding {
  readonly trials: number;
  readonly attempts: Registered["attempts"];
  readonly failures: Readonly<Record<Cell, number>>;
}

export const standingOf = (
  { trials, attempts }: Pick<Registered, "trials" | "attempts">,
  closed: Closed,
): WindowStanding => ({
  trials,
  attempts,
  failures: Object.fromEntries(REQUIRED_CELLS.map((cell) => [cell, failuresIn(closed.tallies[cell])])) as Record<
    Cell,
    number
  >,
});

/** Below it a job is paused (ACB-K §4). */
const PAUSING_PPM = 950_000;

/** How far the proven control of the worst cell lies above the line at which a job is paused, ppm; below 0 it is paused. */
export function headroomPpm({ trials, attempts, failures }: WindowStanding): number {
  const bounds = REQUIRED_CELLS.map((cell) => boundPpm(trials, failures[cell], attempts[cell].research));
  return Math.min(...bounds) - PAUSING_PPM;
}

/** The band that the windows would prove with so many standard deviations more failures in every cell; fewer where negative. */
export function bandWith({ trials, attempts, failures }: WindowStanding, deviations: number): Band {
  const claims = ["full", "research"] as const;
  const shifted = (cell: Cell): number => Math.max(0, failures[cell] + deviations * Math.sqrt(failures[cell] + 1));
  const proven = claims.find((claim) =>
    REQUIRED_CELLS.every((cell) => shifted(cell) <= failuresAllowed(claim, trials, attempts[cell][claim])),
  );
  return proven ?? "paused";
}

/** Exact bounds are dear, and a fleet asks for the same ones again and again. */
const known = new Map<string, number>();
const KNOWN_MAX = 100_000;

function boundPpm(trials: number, failures: number, attempt: number): number {
  const key = `${trials}/${failures}/${attempt}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= KNOWN_MAX) known.clear();
  const bound = provenControlPpm(trials, failures, attemptAlpha(attempt));
  known.set(key, bound);
  return bound;
}
