import { PlimsollError } from "@plimsoll/foundation";

/** What an action does to the world, as far as damping is concerned. */
export type ActionKind = "move" | "repair" | "scale" | "rest" | "reproduce";

export interface CataloguedAction {
  readonly name: string;
  readonly kind: ActionKind;
}

/** The actions of an environment by number, and which kinds hasten its collapse. */
export interface ActionCatalogue {
  readonly actions: readonly CataloguedAction[];
  /** Kinds that damping may suppress. `rest` never is: something must always be allowed. */
  readonly hastening: readonly Exclude<ActionKind, "rest">[];
}

/**
 * The Gardener's actions. The original's action 5 is both resting and breeding, so that its safe action breeds; here they are two, and
 * a breeder on a clean cell can be stopped.
 */
export const GARDENER_ACTIONS: ActionCatalogue = {
  actions: [
    { name: "up", kind: "move" },
    { name: "down", kind: "move" },
    { name: "left", kind: "move" },
    { name: "right", kind: "move" },
    { name: "clean", kind: "repair" },
    { name: "rest", kind: "rest" },
    { name: "reproduce", kind: "reproduce" },
  ],
  hastening: ["move", "reproduce"],
};

/** The Gardener's safe action: clean where the own cell is dirtier than the threshold (0.10 in the original), else rest. */
export const gardenerSafeAction = (ownDirt: number, cleanThreshold = 0.1): number => (ownDirt > cleanThreshold ? 4 : 5);

/** Whether damping may suppress the action. Throws `CONTROL_ACTION` for a number that is none. */
export const hastens = ({ actions, hastening }: ActionCatalogue, action: number): boolean =>
  (hastening as readonly ActionKind[]).includes(actionAt(actions, action).kind);

/** The action's name. Throws `CONTROL_ACTION` for a number that is none. */
export const actionName = ({ actions }: ActionCatalogue, action: number): string => actionAt(actions, action).name;

/** The action, if it can be the safe one: it must not hasten anything. Throws `CONTROL_ACTION`. */
export function checkedSafeAction(catalogue: ActionCatalogue, action: number): number {
  if (!hastens(catalogue, action)) return action;
  throw actionFault("a safe action that does not hasten collapse", actionName(catalogue, action));
}

function actionAt(actions: readonly CataloguedAction[], action: number): CataloguedAction {
  const found = actions[action];
  if (found !== undefined) return found;
  throw actionFault(`an action from 0 to ${actions.length - 1}`, `${action}`);
}

const actionFault = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "CONTROL_ACTION",
    expected,
    received,
    fix: "name an action of the catalogue; rest is always safe",
  });
