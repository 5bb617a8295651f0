import { justificationText } from "../../agent/justification.ts";
import type { Law } from "../../law/law.ts";
import { ACTION_IDS, type ActionId, actionsIn, classOfAction } from "../../world/action.ts";
import { reachOf } from "../oracle/law-reading.ts";
import type { Ending } from "./witness.ts";

/** What an agent may hand in at a free step. */
export interface Conduct {
  readonly label: string;
  readonly texts: readonly string[];
  /** How the episode then ends; null where an action is executed. */
  readonly ending: Ending;
}

/** A conduct amid noise, and the same without it. */
export interface NoisyConduct extends Conduct {
  readonly quiet: Conduct;
}

/** A justification of an action by the permission that the law has for it. */
function permitted(law: Law, action: ActionId): string {
  const permission = law.rules.find((rule) => rule.type === "PERMISSION" && (reachOf(rule) & bitOf(action)) !== 0)?.id;
  const rule = permission ?? "R0";
  const claims = [{ predicate: "PERMITS", args: [rule, classOfAction(action)] }] as const;
  return justificationText({ action, ruleRefs: [rule], claims });
}

/** A justification that says of a ban what is not so. */
const falsely = (action: ActionId): string =>
  justificationText({ action, ruleRefs: ["R0"], claims: [{ predicate: "FORBIDS", args: ["R0", "MOVE"] }] });

const bitOf = (action: ActionId): number => 1 << Number(action[1]);

const GARBAGE = '{"action_id":"A0","rule_refs":[],"claims":[]}';

export const doing = (law: Law, action: ActionId): Conduct => ({
  label: action,
  texts: [permitted(law, action)],
  ending: null,
});

/** One action among everything that must not come through: texts that are none, false claims, and what the mask does not hold. */
export const doingAmidNoise = (law: Law, mask: number, action: ActionId): NoisyConduct => ({
  quiet: doing(law, action),
  label: `${action} amid noise`,
  texts: [
    GARBAGE,
    "not a text of the DSL",
    ...actionsIn(mask)
      .filter((each) => each !== action)
      .map(falsely),
    ...outside(mask).map((each) => permitted(law, each)),
    permitted(law, action),
  ],
  ending: null,
});

const outside = (mask: number): readonly ActionId[] => ACTION_IDS.filter((action) => (mask & bitOf(action)) === 0);

/** No answer at all. */
export const NOTHING: Conduct = {
  label: "nothing",
  texts: [],
  ending: { code: "HALT / DELIBERATION_FAILURE", detail: "NOTHING_JUSTIFIED" },
};

const NOT_COMPILED = { code: "HALT / COMPILATION_FAILURE", detail: "NOTHING_COMPILED" } as const;
const OUTSIDE = { code: "HALT / NO_FEASIBLE_ACTIONS", detail: "NOTHING_FEASIBLE_JUSTIFIED" } as const;
const DROPPED = { code: "HALT / NO_FEASIBLE_ACTIONS", detail: "ALL_JUSTIFICATIONS_DROPPED" } as const;

/** Every way to do nothing that counts. */
export const everyHalt = (law: Law, mask: number): readonly Conduct[] => [
  NOTHING,
  { label: "garbage", texts: [GARBAGE], ending: NOT_COMPILED },
  { label: "false claims", texts: actionsIn(mask).map(falsely), ending: DROPPED },
  {
    label: "what the mask does not hold",
    texts: outside(mask).map((action) => permitted(law, action)),
    ending: OUTSIDE,
  },
];
