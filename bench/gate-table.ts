import { short, table } from "./figure.ts";
import type { GateOutcome, GateRow } from "./ratio-gate.ts";

/** What fell, with what was before, is now and was allowed; and how much was compared at all. */
export function fallenTable({ rows, accepted, missing }: GateOutcome): string {
  const fallen = rows.filter(({ verdict }) => verdict === "fell" || verdict === "accepted");
  const compared = rows.filter(({ verdict }) => verdict !== "new");
  const told = `${compared.length} ratios compared with earlier runs, ${rows.length - compared.length} with nothing to compare with, ${fallen.length} fell.`;
  const stand = accepted.map(({ bench, why }) => `It stands, of ${bench}: ${why}`);
  const gone = missing.map((name) => `Not measured this time: ${name}.`);
  const lines = fallen.length === 0 ? [told] : [told, gateTable(fallen)];
  // A line right under a table would be a row of it.
  return [...lines, ...stand, ...gone].join("\n\n");
}

export const gateTable = (rows: readonly GateRow[]): string =>
  table(
    ["bench", "figure", "beside", "before", "now", "allowed", "earlier runs"],
    rows.map(({ bench, figure, peer, before, now, allowed, earlierRuns }) => [
      bench,
      figure,
      peer,
      before === null ? "–" : short(before),
      short(now),
      allowed === null ? "–" : `≥ ${short(allowed)}`,
      String(earlierRuns),
    ]),
  );
