import { type Figure, inverse, over } from "../figure.ts";
import type { HistoryLine } from "../history.ts";
import type { RatioReader } from "./peer-ratio.ts";

interface Row {
  readonly name: string;
  readonly perSecond: Figure;
  readonly p99Ms: Figure;
}

interface ServerLine extends HistoryLine {
  readonly closed: readonly Row[];
  readonly steady: readonly Row[];
}

const OWN = "plimsoll serve";

/** The daemon verifies a signature and keeps a provable log; OPA and Fastify do less. */
export const serverRatios: RatioReader = (line) => {
  const { closed, steady } = line as ServerLine;
  return [
    ...beside(closed, "commands a second", (ours, theirs) => over(ours.perSecond, theirs.perSecond)),
    ...beside(steady, "a command at a steady rate, p99", (ours, theirs) => inverse(over(ours.p99Ms, theirs.p99Ms))),
  ];
};

function beside(rows: readonly Row[], figure: string, timesOf: (ours: Row, theirs: Row) => Figure) {
  const ours = rows.find(({ name }) => name === OWN);
  if (ours === undefined) return [];
  const others = rows.filter(({ name }) => name !== OWN);
  return others.map((theirs) => ({ figure, peer: theirs.name, version: null, times: timesOf(ours, theirs) }));
}
