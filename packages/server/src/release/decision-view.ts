import type { Digest } from "@plimsoll/foundation";
import type { KernelWord } from "@plimsoll/release";
import type { GateAnswer, ReleaseGate } from "@plimsoll/release/node";
import type { DecisionStanding, DecisionView } from "./release-reading.ts";
import type { ToldDecision } from "./told-release.ts";

/** Who says what stands: the gate of the release log, at one moment, with the kernel's word. */
export interface Judging {
  readonly gate: ReleaseGate;
  readonly nowMs: number;
  readonly kernelWord: (artifacts: readonly Digest[]) => readonly KernelWord[];
}

export function decisionView(told: ToldDecision, judging: Judging): DecisionView {
  const { decision, evaluation, digest, pack } = told;
  const answer = gateAnswer(told, judging);
  const standing = standingOf(told, answer, judging.nowMs);
  const { subject, action, colour, decidedAtMs, expiresAtMs, level, votes, reasons } = decision;
  return {
    evaluation,
    subject,
    action,
    colour,
    at: decidedAtMs,
    expiresAt: expiresAtMs,
    decisionDigest: digest,
    level,
    votes,
    reasons: reasons.map(textOf),
    wouldChange: reasons.map(({ wouldChange }) => wouldChange),
    standing,
    standingReasons: isOver(standing) && !answer.admission.isAllowed ? answer.admission.reasons.map(textOf) : [],
    pack,
  };
}

/** The gate is asked for the very thing that was decided. */
const gateAnswer = ({ decision, artifacts, pack }: ToldDecision, { gate, nowMs, kernelWord }: Judging): GateAnswer => {
  const { subject, subjectDigest, dossier, action } = decision;
  return gate.check({ subject, subjectDigest, dossier, action, artifacts, pack }, nowMs, kernelWord);
};

function standingOf(told: ToldDecision, { admission, evaluation }: GateAnswer, nowMs: number): DecisionStanding {
  if (told.isWithdrawn) return "withdrawn";
  if (evaluation !== null && evaluation !== told.evaluation) return "replaced";
  if (admission.isAllowed) return "in force";
  if (told.decision.colour !== "GREEN") return "refused";
  return nowMs >= told.decision.expiresAtMs ? "expired" : "void";
}

/** Of another standing the gate's reasons are those of the decision itself, or of another one. */
const isOver = (standing: DecisionStanding): boolean => standing === "void" || standing === "expired";

const textOf = ({ code, detail }: { readonly code: string; readonly detail: string }) => ({ code, text: detail });
