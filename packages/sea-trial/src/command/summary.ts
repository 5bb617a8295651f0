import { createHash } from "node:crypto";
import type { FaultKind } from "../fault/fault-kind.ts";
import type { TrialOutcome } from "../trial/run-trial.ts";

/** The last line of `--json` (ST-40). */
export interface SimSummary {
  readonly type: "summary";
  /** The first one of a swarm. */
  readonly seed: number;
  readonly trials: number;
  readonly minutes: number;
  readonly sites: number;
  readonly events: number;
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  readonly violations: number;
  /** Of several trials one over theirs, in the order of their seeds. */
  readonly traceHash: string;
  readonly simulatedMs: number;
  readonly elapsedMs: number;
  /** Simulated time by the clock on the wall. */
  readonly speedup: number;
  /** Simulated time by processor time, that of the engine's other threads included. */
  readonly speedupByProcessor: number;
}

export interface Spent {
  readonly elapsedMs: number;
  readonly processorMs: number;
}

export function summaryOf(
  outcomes: readonly TrialOutcome[],
  { minutes, sites }: { readonly minutes: number; readonly sites: number },
  { elapsedMs, processorMs }: Spent,
): SimSummary {
  const simulatedMs = sumOf(outcomes, (outcome) => outcome.simulatedMs);
  return {
    type: "summary",
    seed: outcomes[0]?.seed ?? 0,
    trials: outcomes.length,
    minutes,
    sites,
    events: sumOf(outcomes, ({ events }) => events),
    faults: faultsOf(outcomes),
    violations: sumOf(outcomes, ({ violations }) => violations.length),
    traceHash: hashOf(outcomes),
    simulatedMs,
    elapsedMs: Math.round(elapsedMs),
    speedup: Math.round(simulatedMs / Math.max(1, elapsedMs)),
    speedupByProcessor: Math.round(simulatedMs / Math.max(1, processorMs)),
  };
}

const sumOf = (outcomes: readonly TrialOutcome[], of: (outcome: TrialOutcome) => number): number =>
  outcomes.reduce((sum, outcome) => sum + of(outcome), 0);

function faultsOf(outcomes: readonly TrialOutcome[]): SimSummary["faults"] {
  const sums = new Map<string, number>();
  for (const { faults } of outcomes)
    for (const [kind, count] of Object.entries(faults)) sums.set(kind, (sums.get(kind) ?? 0) + count);
  return Object.fromEntries([...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function hashOf(outcomes: readonly TrialOutcome[]): string {
  if (outcomes.length === 1) return outcomes[0]?.traceHash ?? "";
  const hash = createHash("sha256");
  for (const { traceHash } of outcomes) hash.update(`${traceHash}\n`);
  return hash.digest("hex");
}
