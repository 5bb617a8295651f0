import { type ClusterLosses, ungovernedLosses } from "../fleet/clusters.ts";
import { HOUR_MS, type RehearsalPlan, STEP_MS } from "../rehearsal-plan.ts";
import { rehearse, type RehearsalOutcome } from "../rehearse.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type Invariant, invariantsOf } from "./invariants.ts";

/** One scenario: under the rehearsed policy, under the one it is compared with, and with nobody governing. */
export interface ScenarioVerdict {
  readonly scenario: Scenario;
  readonly outcome: RehearsalOutcome;
  readonly against: RehearsalOutcome | null;
  readonly ungoverned: ClusterLosses;
  /** Of the rehearsed policy. */
  readonly invariants: readonly Invariant[];
}

export interface LabelledPolicy {
  readonly label: string;
  readonly policy: RehearsalPlan["policy"];
}

export interface ScenarioRehearsal {
  readonly plan: RehearsalPlan;
  /** What tables call the plan's policy: policies of two files may have one name. */
  readonly label: string;
  readonly against: LabelledPolicy | null;
  readonly flapsMax: number;
  readonly onProgress: (policy: string, share: number) => void;
}

export function rehearseScenario({ plan, label, against, flapsMax, onProgress }: ScenarioRehearsal): ScenarioVerdict {
  const played = (labelled: LabelledPolicy): RehearsalOutcome => ({
    ...rehearse({ ...plan, policy: labelled.policy }, { onProgress: (share) => onProgress(labelled.label, share) }),
    policy: labelled.label,
  });
  const outcome = played({ label, policy: plan.policy });
  return {
    scenario: plan.scenario,
    outcome,
    against: against === null ? null : played(against),
    ungoverned: ungovernedLosses(plan.world, plan.clusters, Math.floor((plan.hours * HOUR_MS) / STEP_MS), plan.seed),
    invariants: invariantsOf(outcome, flapsMax),
  };
}

export const brokenIn = ({ invariants }: ScenarioVerdict): readonly Invariant[] =>
  invariants.filter(({ holds }) => !holds);
