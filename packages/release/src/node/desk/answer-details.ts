import type { EffectiveLevel } from "../../level/effective-level.ts";
import { FULL_USE } from "../../modulation/modulate.ts";
import type { Bodies, LeverCommand } from "../../record/bodies.ts";
import type { Evaluation } from "../../evaluation/evaluate.ts";
import type { Remarks } from "../../remark/remarks.ts";

/** What a person wants to know beside the answer. */
export interface AnswerDetails {
  /** T spent on it, and left after it. */
  readonly spentT: number;
  readonly balanceT: number;
  /** The line that fixed the level; null where none did. */
  readonly threshold: string | null;
  readonly levelBecause: EffectiveLevel["because"];
  /** A screening claim that was set and is not carried. */
  readonly screening: Bodies["level.derived"]["screening"] | null;
  /** How far the levers are turned after it, and the orders that it gave. */
  readonly standing: {
    readonly share: number;
    readonly isOrdered: boolean;
    readonly commands: readonly LeverCommand[];
  };
  /** Conditions of screening that fail, and what stands behind each reason. */
  readonly remarks: Remarks;
  /** The screening claim that the dossier sets; null: none. */
  readonly screeningClaim: string | null;
  /** Sources and logs that nobody sealed: they are not whole. */
  readonly unsealed: readonly string[];
}

export function detailsOf(
  { drafts, remarks }: Pick<Evaluation, "drafts" | "remarks">,
  screeningClaim: string | null,
  unsealed: readonly string[],
): AnswerDetails {
  const budget = drafts.find((draft) => draft.kind === "budget.changed")?.body;
  const level = drafts.find((draft) => draft.kind === "level.derived")?.body;
  const modulated = drafts.find((draft) => draft.kind === "modulation.ordered")?.body;
  const { setPoint = FULL_USE, commands = [] } = modulated ?? {};
  const share = setPoint.isPaused ? 0 : setPoint.share;
  return {
    screening: level?.screening ?? null,
    standing: { share, isOrdered: share < FULL_USE.share || commands.length > 0, commands },
    spentT: budget?.entries.reduce((sum, { amount }) => sum + amount, 0) ?? 0,
    balanceT: budget?.balance ?? 0,
    threshold: level?.threshold ?? null,
    levelBecause: level?.because ?? "threshold",
    remarks,
    screeningClaim,
    unsealed,
  };
}
