import type { ReleaseRecord } from "../record/record.ts";

/** By as much may two clocks of one site differ. */
export const CLOCK_TOLERANCE_MS = 60_000;

/** What rests on its own time: a decision lasts from it, an order is answered by it. */
const TIMED: ReadonlySet<ReleaseRecord["kind"]> = new Set([
  "evaluation.opened",
  "decision.made",
  "pause.changed",
  "modulation.answered",
]);

/** The fault of a record that was written by a clock which stood behind the log's; null where it was not. */
export const setBackFault = ({ sequence, kind, at, atMs }: ReleaseRecord): string | null =>
  TIMED.has(kind) && at - atMs > CLOCK_TOLERANCE_MS
    ? `record ${sequence} (${kind}) was written by a clock that stood ${Math.ceil((at - atMs) / 1_000)} s back`
    : null;
