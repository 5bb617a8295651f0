import type { FinalState } from "./final-checks.ts";
import type { Profile } from "./scenario-spec.ts";
import type { SimulationRun } from "./simulation-run.ts";
import type { Violation, ViolationCode } from "./violation.ts";

/** What a run came to, in one line for machines. */
export interface ScenarioSummary {
  readonly type: "summary";
  readonly profile: Profile;
  readonly seed: number;
  readonly nodes: number;
  /** All nodes hold the same events and fold them to the same state. */
  readonly converged: boolean;
  readonly lostAcknowledged: number;
  readonly lostStable: number;
  /** Violations of B1 that the observer saw, at any instant. */
  readonly overdrafts: number;
  readonly rootsEqual: boolean;
  readonly orphanedThoughts: number;
  /** Decided intents of the fast lane a minute over those of the same run without slow nodes; null where none was run. */
  readonly fastThroughputRatio: number | null;
  readonly virtualSeconds: number;
  readonly traceHash: string;
  /** Everything that the observer found, by code; empty for a mesh as it should be. */
  readonly violations: readonly ViolationCode[];
}

/** What happened in a scenario, counted. */
export interface ScenarioDetails {
  readonly events: number;
  readonly steps: number;
  readonly stableCertificates: number;
  /** Acknowledged events that went with the only disk that had them. */
  readonly lostWithDisk: number;
  readonly refusals: Readonly<Record<string, number>>;
  /** Faults that took place, by type. */
  readonly faults: Readonly<Record<string, number>>;
  readonly workload: Readonly<Record<string, number>>;
  readonly messages: Readonly<Record<string, number>>;
  readonly clockAheadMs: number;
  readonly mailbox: { readonly queued: number; readonly cap: number };
  /** The first of them. */
  readonly violations: readonly Violation[];
  readonly stateHash: string;
}

/** What a scenario came to. */
export interface ScenarioOutcome {
  readonly summary: ScenarioSummary;
  readonly details: ScenarioDetails;
}

export function outcomeOf(
  run: SimulationRun,
  final: FinalState,
  fastThroughputRatio: number | null = null,
): ScenarioOutcome {
  const { observer, mesh, spec } = run;
  return {
    summary: {
      type: "summary",
      profile: spec.profile,
      seed: spec.seed,
      nodes: spec.nodes,
      converged: final.rootsEqual && final.statesEqual,
      lostAcknowledged: final.lostAcknowledged,
      lostStable: final.lostStable,
      overdrafts: observer.violations.of("OVERDRAFT"),
      rootsEqual: final.rootsEqual,
      orphanedThoughts: final.orphanedThoughts,
      fastThroughputRatio,
      virtualSeconds: mesh.world.nowMs() / 1_000,
      traceHash: observer.trace.digest(),
      violations: observer.violations.codes(),
    },
    details: {
      events: observer.catalog.size,
      steps: mesh.world.steps,
      stableCertificates: observer.certificates.count,
      lostWithDisk: final.lostWithDisk,
      refusals: Object.fromEntries(observer.refusals),
      faults: Object.fromEntries(run.faults.happened),
      workload: run.workload.counts,
      messages: mesh.world.network.counts,
      clockAheadMs: observer.clockAheadMs,
      mailbox: observer.mailbox,
      violations: observer.violations.kept,
      stateHash: final.state,
    },
  };
}
