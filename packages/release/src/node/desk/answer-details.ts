import type { EffectiveLevel } from "../../level/effective-level.ts";
import type { Draft } from "../../record/bodies.ts";

/** What a person wants to know beside the answer. */
export interface AnswerDetails {
  /** T spent on it, and left after it. */
  readonly spentT: number;
  readonly balanceT: number;
  /** The line that fixed the level; null where none did. */
  readonly threshold: string | null;
  readonly levelBecause: EffectiveLevel["because"];
  /** Sources and logs that nobody sealed: they are not whole. */
  readonly unsealed: readonly string[];
}

export function detailsOf(drafts: readonly Draft[], unsealed: readonly string[]): AnswerDetails {
  const budget = drafts.find((draft) => draft.kind === "budget.changed")?.body;
  const level = drafts.find((draft) => draft.kind === "level.derived")?.body;
  return {
    spentT: budget?.entries.reduce((sum, { amount }) => sum + amount, 0) ?? 0,
    balanceT: budget?.balance ?? 0,
    threshold: level?.threshold ?? null,
    levelBecause: level?.because ?? "threshold",
    unsealed,
  };
}
