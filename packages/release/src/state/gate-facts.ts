import type { KernelWord } from "../evaluation/kernel-word.ts";
import type { Digest } from "@plimsoll/foundation";
import type { Decision } from "../decision/decision.ts";
import type { Action } from "../dossier/subject.ts";
import type { UseFacts } from "../gate/admit.ts";
import { policyInForce, type ReleaseState } from "./release-state.ts";
import { subjectOf } from "./site-facts-of.ts";
import type { StandingDecision, SubjectState } from "./subject-state.ts";

/** What a log says to the gate: the decision that stands, and what happened since. */
export interface GateFacts {
  /** Null where there is none, where it was withdrawn, and where the log cannot be trusted. */
  readonly decision: Decision | null;
  readonly evaluation: string | null;
  readonly voidedBy: UseFacts["voidedBy"];
  readonly hasPack: boolean;
  /** In force now; null where none was adopted. */
  readonly policy: Digest | null;
  /** Why the log cannot be trusted. */
  readonly faults: readonly string[];
}

/**
 * For one action on one subject. The latest decision alone counts: neither an earlier one nor a withdrawn one comes back.
 *
 * @param kernel the kernel's word on the artifacts, now
 */
export function gateFacts(
  state: ReleaseState,
  subjectId: string,
  action: Action,
  kernel: readonly KernelWord[],
): GateFacts {
  const subject = subjectOf(state, subjectId);
  const standing = state.faults.length > 0 ? null : standingOf(subject, action);
  return {
    decision: standing?.decision ?? null,
    evaluation: standing?.evaluation ?? null,
    voidedBy: [...(standing === null ? [] : happenedSince(standing.sequence, subject, state)), ...kernel],
    hasPack: standing !== null && state.packs.has(standing.evaluation),
    policy: policyInForce(state)?.policy ?? null,
    faults: state.faults,
  };
}

function standingOf({ decisions, evaluations }: SubjectState, action: Action): StandingDecision | null {
  const standing = decisions[action];
  if (standing === undefined) return null;
  const isWithdrawn = evaluations.some(
    ({ evaluation, outcome }) => evaluation === standing.evaluation && outcome === "withdrawn",
  );
  return isWithdrawn ? null : standing;
}

function happenedSince(sequence: number, subject: SubjectState, state: ReleaseState): UseFacts["voidedBy"] {
  const last = (mark: "incident" | "pause" | "stop"): number => Math.max(subject.marks[mark], state.marks[mark]);
  const isPaused = last("pause") > sequence || subject.pause.state !== "STABLE";
  return [
    ...(last("incident") > sequence ? (["incident"] as const) : []),
    ...(isPaused ? (["pause"] as const) : []),
    ...(last("stop") > sequence ? (["stop"] as const) : []),
  ];
}
