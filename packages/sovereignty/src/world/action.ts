/** The seven actions of TriDemandV430, by their ids. */
export type ActionId = "A0" | "A1" | "A2" | "A3" | "A4" | "A5" | "A6";

/** What a rule of the law permits or prohibits. `WAIT` is reserved: no action is of it. */
export type ActionClass = "MOVE" | "COLLECT" | "DEPOSIT" | "STAMP" | "WAIT" | "ANY";

/** A set of actions: bit i stands for Ai. */
export type ActionSet = number;

export const ACTION_IDS: readonly ActionId[] = ["A0", "A1", "A2", "A3", "A4", "A5", "A6"];

export const MOVE_NORTH = 0;
export const MOVE_SOUTH = 1;
export const MOVE_EAST = 2;
export const MOVE_WEST = 3;
export const COLLECT = 4;
export const DEPOSIT = 5;
export const STAMP = 6;

export const NO_ACTIONS: ActionSet = 0;

export const ACTIONS_OF_CLASS: Readonly<Record<ActionClass, ActionSet>> = {
  MOVE: 0b000_1111,
  COLLECT: 0b001_0000,
  DEPOSIT: 0b010_0000,
  STAMP: 0b100_0000,
  WAIT: 0,
  ANY: 0b111_1111,
};

export const isActionId = (text: string): text is ActionId => /^A[0-6]$/.test(text);

export const numberOfAction = (action: ActionId): number => Number(action[1]);

export const setOfActions = (actions: Iterable<ActionId>): ActionSet => {
  let set = NO_ACTIONS;
  for (const action of actions) set |= 1 << numberOfAction(action);
  return set;
};

/** The ids in a set, in their own order. */
export const actionsIn = (set: ActionSet): readonly ActionId[] => IDS_OF_SET[set]!;

/** The class that an action is of, other than `ANY`. */
export const classOfAction = (action: ActionId): ActionClass => CLASS_OF_NUMBER[numberOfAction(action)]!;

const CLASS_OF_NUMBER: readonly ActionClass[] = ["MOVE", "MOVE", "MOVE", "MOVE", "COLLECT", "DEPOSIT", "STAMP"];

/** All 128 sets, so that asking for the ids of one costs nothing. */
const IDS_OF_SET: readonly (readonly ActionId[])[] = Array.from({ length: 128 }, (_, set) =>
  ACTION_IDS.filter((_id, number) => (set & (1 << number)) !== 0),
);
