import { type ActionSet, COLLECT, DEPOSIT, MOVE_WEST, STAMP } from "./action.ts";
import { cellAfterMove, SOURCE, STAMP_LOCATION, zoneAt } from "./grid.ts";
import type { ItemType, Regime, WorldState } from "./world-state.ts";

/** What the two profiles of the world do differently, as data: it is frozen with everything else. */
export interface PhysicsRules {
  /** A collect is without effect from this many items on. */
  readonly inventoryMax: number;
  /** `alternating`: one label for the whole inventory, which every collect flips between A and B. */
  readonly labelling: "alternating" | "first_unserved";
  readonly stampNeedsCargo: boolean;
  /** Regimes in which a deposit has no effect before the stamp. */
  readonly stampNeededIn: readonly Regime[];
}

/** The candidate's world (reference §12.2): regime 2 can be solved, and what is collected is labelled by demand. */
export const CLEAN_PHYSICS: PhysicsRules = {
  inventoryMax: 1,
  labelling: "first_unserved",
  stampNeedsCargo: true,
  stampNeededIn: [1],
};

/** The public original's world (reference §2.3), in which regime 2 has no solution (§11 T1). */
export const PUBLISHED_PHYSICS: PhysicsRules = {
  inventoryMax: 3,
  labelling: "alternating",
  stampNeedsCargo: false,
  stampNeededIn: [1, 2],
};

/** The state after an action (by its number, 0 to 6). One that cannot take effect costs its step and changes nothing else. */
export function step(rules: PhysicsRules, state: WorldState, action: number): WorldState {
  if (action <= MOVE_WEST) return { ...state, cell: cellAfterMove(state.cell, action), step: state.step + 1 };
  if ((physicallyPossible(rules, state) & (1 << action)) === 0) return { ...state, step: state.step + 1 };
  if (action === COLLECT) return collected(rules, state);
  return action === DEPOSIT ? deposited(state) : { ...state, stamped: true, step: state.step + 1 };
}

/** The actions that would take effect: the feasibility oracle of the world. Moves always do, even against the edge. */
export function physicallyPossible(rules: PhysicsRules, state: WorldState): ActionSet {
  let possible = 0b1111;
  if (state.cell === SOURCE && state.inventory < rules.inventoryMax) possible |= 1 << COLLECT;
  if (mayDeposit(rules, state)) possible |= 1 << DEPOSIT;
  if (state.cell === STAMP_LOCATION && (state.inventory > 0 || !rules.stampNeedsCargo)) possible |= 1 << STAMP;
  return possible;
}

/** Whether a deposit would have no effect for want of the stamp. */
export const lacksStamp = (rules: PhysicsRules, { regime, stamped }: WorldState): boolean =>
  !stamped && rules.stampNeededIn.includes(regime);

function mayDeposit(rules: PhysicsRules, state: WorldState): boolean {
  const zone = zoneAt(state.cell);
  return zone >= 0 && state.inventory > 0 && (state.served & (1 << zone)) === 0 && !lacksStamp(rules, state);
}

const collected = (rules: PhysicsRules, state: WorldState): WorldState => ({
  ...state,
  inventory: state.inventory + 1,
  itemType: rules.labelling === "alternating" ? (state.itemType === "A" ? "B" : "A") : firstUnserved(state.served),
  step: state.step + 1,
});

function deposited(state: WorldState): WorldState {
  const inventory = state.inventory - 1;
  return {
    ...state,
    served: state.served | (1 << zoneAt(state.cell)),
    inventory,
    itemType: inventory === 0 ? null : state.itemType,
    step: state.step + 1,
  };
}

function firstUnserved(served: number): ItemType | null {
  if ((served & 0b001) === 0) return "A";
  if ((served & 0b010) === 0) return "B";
  return (served & 0b100) === 0 ? "C" : null;
}
