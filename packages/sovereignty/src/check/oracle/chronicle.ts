import type { Rule, RuleId } from "../../law/rule.ts";
import type { ContradictionType, Target } from "../../world/target.ts";
import type { WorldState } from "../../world/world-state.ts";

/** A contradiction as the judge of the check has seen it. */
export interface NotedContradiction {
  readonly id: string;
  readonly contradiction: ContradictionType;
  /** Null where it was the law's identity that was missing. */
  readonly target: Target | null;
  readonly blockers: readonly RuleId[];
  readonly state: WorldState;
}

/** What the judge of the check keeps of a run, by itself. */
export interface Chronicle {
  /** Epochs, each computed anew. */
  readonly chain: readonly string[];
  readonly accepted: readonly {
    readonly contradiction: ContradictionType;
    readonly episode: number;
    readonly regime: number;
  }[];
  /** The rules as the accepted Repair A left them. */
  readonly rulesAfterA: readonly Rule[] | null;
  readonly noted: ReadonlyMap<string, NotedContradiction>;
}

export const episodeOfA = ({ accepted }: Chronicle): number | null =>
  accepted.find(({ contradiction }) => contradiction === "A")?.episode ?? null;

/** R5: every link of the chain is there and no other, and each repair has left its link in a rule. */
export const isTheSameLaw = (
  { chain, accepted }: Chronicle,
  rules: readonly Rule[],
  epochChain: readonly string[],
): boolean =>
  epochChain.join() === chain.join() &&
  accepted.every((_repair, index) => rules.some(({ repairEpoch }) => repairEpoch === chain[index + 1]));
