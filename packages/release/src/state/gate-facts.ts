import type { KernelWord } from "../evaluation/kernel-word.ts";
import type { Digest } from "@plimsoll/foundation";
import type { Decision } from "../decision/decision.ts";
import { subjectKey } from "../record/subject-key.ts";
import type { Action } from "../dossier/subject.ts";
import type { UseFacts } from "../gate/admit.ts";
import { artifactsEver, kinKeysOf } from "./kin.ts";
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

/** The kernel's word on weights, now. Null: there is no kernel to ask. */
export type AskKernel = (artifacts: readonly Digest[]) => readonly KernelWord[] | null;

/**
 * For one action on one subject. The latest decision alone counts: neither an earlier one nor a withdrawn one comes back. What
 * happened to the same weights under another name happened to it, and the kernel is asked about every weight that it ever had.
 *
 * @param artifacts of the dossier at hand
 */
export function gateFacts(
  state: ReleaseState,
  subjectId: string,
  action: Action,
  askKernel: AskKernel,
  artifacts: readonly Digest[] = [],
): GateFacts {
  const subject = subjectOf(state, subjectId);
  const standing = state.faults.length > 0 ? null : standingOf(subject, action);
  const kin = kinKeysOf(state, subjectKey(subjectId), artifacts).flatMap((key) => state.subjects.get(key) ?? []);
  const kernel = askKernel(artifactsEver(state, subjectId, artifacts));
  return {
    decision: standing?.decision ?? null,
    evaluation: standing?.evaluation ?? null,
    voidedBy: [
      ...(standing === null ? [] : happenedSince(standing.sequence, { subject, kin, state })),
      ...(kernel ?? (state.isKernelAsked ? ["no answer of the kernel" as const] : [])),
    ],
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

interface Since {
  readonly subject: SubjectState;
  /** The same weights under other names. */
  readonly kin: readonly SubjectState[];
  readonly state: ReleaseState;
}

function happenedSince(sequence: number, { subject, kin, state }: Since): UseFacts["voidedBy"] {
  const all = [subject, ...kin];
  const last = (mark: "incident" | "pause" | "stop"): number =>
    Math.max(state.marks[mark], ...all.map(({ marks }) => marks[mark]));
  const isPaused = last("pause") > sequence || all.some(({ pause }) => pause.state !== "STABLE");
  const isOtherwiseDecided = kin.some(({ decisions }) =>
    Object.values(decisions).some((each) => each.sequence > sequence && each.decision.colour !== "GREEN"),
  );
  return [
    ...(last("incident") > sequence ? (["incident"] as const) : []),
    ...(isPaused ? (["pause"] as const) : []),
    ...(last("stop") > sequence ? (["stop"] as const) : []),
    ...(isOtherwiseDecided ? (["another answer on these weights"] as const) : []),
    ...(state.safeguardsSince > sequence ? (["safeguards"] as const) : []),
  ];
}
