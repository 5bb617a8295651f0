import type { EvaluationInput } from "../evaluation/evaluation-input.ts";
import type { Shipping } from "../evolution/policy-standing.ts";
import type { Policy } from "../policy/policy.ts";
import type { ReleaseRecord } from "../record/record.ts";
import type { Framework } from "./framework/framework.ts";

/** A record with its body. The body is undefined where it is withheld, or about another subject and so not in this pack. */
export interface PackRecord {
  readonly record: ReleaseRecord;
  readonly body: unknown;
}

/** Everything that the documents of a pack are made of. */
export interface PackMaterial {
  /** The evaluation whose decision the pack is about. */
  readonly evaluation: string;
  /** The whole log, in its order. */
  readonly records: readonly PackRecord[];
  /** The policy that it was decided under. */
  readonly policy: Policy;
  /** What was evaluated, whole; null where it is withheld. */
  readonly input: EvaluationInput | null;
  readonly frameworks: readonly Framework[];
  /** What ships with the program that makes the documents: by it the policy is held against what others judge by. */
  readonly ships: Shipping;
}
