import type { Violation } from "../laws/law.ts";
import type { TrialOutcome } from "../trial/run-trial.ts";
import type { SimSummary } from "./summary.ts";

const WIDTH = 26;

const row = (name: string, value: string | number): string => `${name.padEnd(WIDTH)}${value}`;

/** What a person reads of a trial or a swarm. */
export function reportOf(summary: SimSummary, facts: Readonly<Record<string, number>>): string {
  const { seed, trials, minutes, sites, events, faults, violations, traceHash, speedup, speedupByProcessor } = summary;
  const struck = Object.entries(faults);
  return [
    row("seed", trials === 1 ? seed : `${seed} to ${seed + trials - 1}`),
    row("sites, minutes", `${sites}, ${minutes} and then three at rest`),
    row("events", events),
    row("trace", traceHash),
    row("speed", `${speedup} x the clock, ${speedupByProcessor} x by processor time`),
    "",
    "what happened",
    ...Object.entries(facts).map(([kind, count]) => row(`  ${kind}`, count)),
    "",
    struck.length === 0 ? "no faults" : "what went wrong",
    ...struck.map(([kind, count]) => row(`  ${kind}`, count)),
    "",
    violations === 0 ? "no law was broken" : `${violations} violations`,
    "",
  ].join("\n");
}

/** One violation, on a line. */
export const violationLine = ({ law, atMs, where, expected, seen }: Violation): string =>
  `${law} at ${atMs} ms, ${where}: expected ${expected}, saw ${seen}`;

export function factsOf(outcomes: readonly TrialOutcome[]): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const { facts } of outcomes)
    for (const [kind, count] of Object.entries(facts)) sums.set(kind, (sums.get(kind) ?? 0) + count);
  return Object.fromEntries([...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
