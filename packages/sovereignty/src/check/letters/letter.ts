import { lawRepair, repairText } from "../../law/law-repair.ts";
import type { PatchOperation } from "../../law/patch.ts";
import type { Rule, RuleId } from "../../law/rule.ts";
import type { Regime } from "../../world/world-state.ts";
import type { Chronicle } from "../oracle/chronicle.ts";
import type { Proposal } from "../oracle/proposal.ts";

/** Where a repair is asked for, as far as who writes one can tell. */
export interface RepairPlace {
  readonly ownEntryId: string;
  readonly blockers: readonly RuleId[];
  readonly regime: Regime;
  readonly chronicle: Chronicle;
  readonly rules: readonly Rule[];
}

/** Something that an adversary may submit, wherever a repair is asked for. */
export interface Letter {
  readonly label: string;
  readonly write: (place: RepairPlace) => Proposal;
}

type Said = Omit<Proposal, "label" | "text" | "isWellFormed">;

/** What is right in all points but the patches. */
export const rightly = (
  { ownEntryId, blockers, regime, chronicle }: RepairPlace,
  patches: readonly PatchOperation[],
): Said => ({
  traceEntryId: ownEntryId,
  ruleIds: blockers,
  patches,
  priorEpoch: chronicle.chain.at(-1)!,
  contradiction: regime === 2 ? "B" : "A",
  regimeAtSubmission: regime === 2 ? 2 : 1,
});

export const letter = (label: string, say: (place: RepairPlace) => Said): Letter => ({
  label,
  write: (place) => {
    const said = say(place);
    return { ...said, label, isWellFormed: true, text: () => repairText(lawRepair(said)) };
  },
});

/** A text that JCOMP must refuse; it is made from one that is right. */
export const malformed = (label: string, spoil: (place: RepairPlace) => string): Letter => ({
  label,
  write: (place) => ({ ...rightly(place, []), label, isWellFormed: false, text: () => spoil(place) }),
});
