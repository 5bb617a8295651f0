import type { ReasonCode } from "../decision/reason-code.ts";
import type { Reason } from "../decision/reason.ts";
import type { EvaluationInput } from "../evaluation/evaluation-input.ts";
import type { AnsweredCase } from "../evaluation/judge-case.ts";
import { escalated } from "../evolution/evolve.ts";
import { onCopies } from "./on-copies.ts";
import { onCycles } from "./on-cycles.ts";
import { onHardLine } from "./on-hard-line.ts";
import { onRisk } from "./on-risk.ts";
import type { Remarking } from "./remarking.ts";
import { screeningFaults } from "./screening-faults.ts";

/** What stands behind one reason, now, and what would change it in this very case. Made of what was judged, and recorded nowhere. */
export interface ReasonRemark {
  /** Its place among the reasons of the decision, from 0. */
  readonly reason: number;
  readonly code: ReasonCode;
  readonly now: readonly string[];
  readonly cures: readonly string[];
}

/** What a reader is told beside a decision. It changes nothing of it and is no part of any record. */
export interface Remarks {
  /** Conditions of the screening claim that fail. */
  readonly screening: readonly string[];
  readonly reasons: readonly ReasonRemark[];
  /** Provisional safeguards that no person has confirmed for so long as the policy waits (RS-193). */
  readonly unconfirmed: readonly string[];
}

/** The figures and names behind a decision, for people who have its text alone. */
export const remarksOn = (input: EvaluationInput, answered: AnsweredCase): Remarks => ({
  screening: screeningFaults(answered.judged.verified, input.policy.verification),
  reasons: answered.decision.reasons.flatMap((reason, place) => remarkOn(reason, place, input, answered)),
  unconfirmed: escalated(answered.judged.evolved.cycle.kept, input.nowMs, input.policy.evolution).map(({ id }) => id),
});

const REMARKING: readonly Remarking[] = [onRisk, onHardLine, onCycles, onCopies];

function remarkOn(
  reason: Reason,
  place: number,
  input: EvaluationInput,
  answered: AnsweredCase,
): readonly ReasonRemark[] {
  const said = REMARKING.flatMap((remark) => remark(reason, input, answered) ?? []);
  if (said.length === 0) return [];
  const now = said.flatMap((each) => each.now);
  return [{ reason: place, code: reason.code, now, cures: said.flatMap(({ cures }) => cures) }];
}
