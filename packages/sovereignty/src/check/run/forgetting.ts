import type { Law } from "../../law/law.ts";
import type { Rule } from "../../law/rule.ts";

/** What may become of a law between two episodes. */
export interface Forgetting {
  readonly label: string;
  readonly changed: (law: Law, initial: Law) => Law;
}

export const KEPT: Forgetting = { label: "keeps its law", changed: (law) => law };

const UNKNOWN_EPOCH = "f".repeat(64);

const unmarked = ({ repairEpoch: _mark, ...rule }: Rule): Rule => rule;

/** Rules revert, marks or links are lost, links are made up: everything but the whole law. */
export const FORGETTINGS: readonly Forgetting[] = [
  { label: "reverts to the first law", changed: (_law, initial) => initial },
  { label: "loses its last epoch", changed: (law) => ({ ...law, epochChain: law.epochChain.slice(0, -1) }) },
  { label: "loses its first epoch", changed: (law) => ({ ...law, epochChain: law.epochChain.slice(1) }) },
  { label: "has no epoch left", changed: (law) => ({ ...law, epochChain: [] }) },
  {
    label: "makes up its last epoch",
    changed: (law) => ({ ...law, epochChain: [...law.epochChain.slice(0, -1), UNKNOWN_EPOCH] }),
  },
  { label: "has an epoch too many", changed: (law) => ({ ...law, epochChain: [...law.epochChain, UNKNOWN_EPOCH] }) },
  { label: "keeps its epochs, reverts its rules", changed: (law, { rules }) => ({ ...law, rules }) },
  { label: "keeps its rules without their marks", changed: (law) => ({ ...law, rules: law.rules.map(unmarked) }) },
];

export const REVERTS_ALL = FORGETTINGS[0]!;
export const REVERTS_RULES = FORGETTINGS[6]!;
