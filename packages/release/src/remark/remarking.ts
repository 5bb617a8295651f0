import type { Reason } from "../decision/reason.ts";
import type { EvaluationInput } from "../evaluation/evaluation-input.ts";
import type { AnsweredCase } from "../evaluation/judge-case.ts";

/** What stands behind a reason now, and what would change it in this very case. */
export interface Said {
  readonly now: readonly string[];
  readonly cures: readonly string[];
}

/** Null: it has nothing to say of this reason. */
export type Remarking = (reason: Reason, input: EvaluationInput, answered: AnsweredCase) => Said | null;
