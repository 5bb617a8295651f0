import { justificationText } from "../../agent/justification.ts";
import type { Law } from "../../law/law.ts";
import type { RuleId } from "../../law/rule.ts";
import { ACTION_IDS, type ActionId, actionsIn, classOfAction } from "../../world/action.ts";
import type { Target } from "../../world/target.ts";
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

/** What a conduct is made of: the law that permits, and what is owed at this step, if anything is. */
export interface Ground {
  readonly law: Law;
  readonly mask: number;
  readonly owed: Target | null;
}

/** A justification of an action by the permission that the law has for it. */
function permitted({ law }: Ground, action: ActionId): string {
  const rule = permissionFor(law, action);
  const claims = [{ predicate: "PERMITS", args: [rule, classOfAction(action)] }] as const;
  return justificationText({ action, ruleRefs: [rule], claims });
}

/** A justification of an action of the mask: where something is owed, that the action brings it nearer. */
function grounded(ground: Ground, action: ActionId): string {
  if (ground.owed === null) return permitted(ground, action);
  const rule = permissionFor(ground.law, action);
  const claims = [{ predicate: "PROGRESS_ACTION", args: [rule, action, ground.owed.targetId] }] as const;
  return justificationText({ action, ruleRefs: [rule], claims });
}

const permissionFor = (law: Law, action: ActionId): RuleId =>
  law.rules.find((rule) => rule.type === "PERMISSION" && (reachOf(rule) & bitOf(action)) !== 0)?.id ?? "R0";

/** A justification that says of a ban what is not so. */
const falsely = (action: ActionId): string =>
  justificationText({ action, ruleRefs: ["R0"], claims: [{ predicate: "FORBIDS", args: ["R0", "MOVE"] }] });

const bitOf = (action: ActionId): number => 1 << Number(action[1]);

const GARBAGE = '{"action_id":"A0","rule_refs":[],"claims":[]}';

export const doing = (ground: Ground, action: ActionId): Conduct => ({
  label: action,
  texts: [grounded(ground, action)],
  ending: null,
});

/** One action among everything that must not come through: texts that are none, false claims, and what the mask does not hold. */
export const doingAmidNoise = (ground: Ground, action: ActionId): NoisyConduct => ({
  quiet: doing(ground, action),
  label: `${action} amid noise`,
  texts: [
    GARBAGE,
    "not a text of the DSL",
    ...actionsIn(ground.mask)
      .filter((each) => each !== action)
      .map(falsely),
    ...outside(ground.mask).map((each) => permitted(ground, each)),
    grounded(ground, action),
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

/** Every way to do nothing that counts. What is permitted and beside the point stands only where nothing is owed. */
export const everyHalt = (ground: Ground): readonly Conduct[] => [
  NOTHING,
  { label: "garbage", texts: [GARBAGE], ending: NOT_COMPILED },
  { label: "false claims", texts: actionsIn(ground.mask).map(falsely), ending: DROPPED },
  {
    label: "what the mask does not hold",
    texts: outside(ground.mask).map((action) => permitted(ground, action)),
    ending: ground.owed === null ? OUTSIDE : DROPPED,
  },
];
