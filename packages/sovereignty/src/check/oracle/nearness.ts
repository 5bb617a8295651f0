import { type PhysicsRules, step } from "../../world/physics.ts";
import type { Target } from "../../world/target.ts";
import { everyGridState } from "../../world/valuation.ts";
import type { ItemType, WorldState } from "../../world/world-state.ts";

/** Where no number of steps leads. */
const NEVER = 255;
const ACTIONS = 7;
const ITEMS: readonly (ItemType | null)[] = [null, "A", "B", "C"];

/** What is collected when every zone is served bears no label, and is a thing to carry all the same. */
const UNLABELLED = ITEMS.length;

const cargoOf = ({ inventory, itemType }: WorldState): number =>
  inventory > 0 && itemType === null ? UNLABELLED : ITEMS.indexOf(itemType);

const numberOf = (state: WorldState): number =>
  (((state.regime * 25 + state.cell) * (UNLABELLED + 1) + cargoOf(state)) * 8 + state.served) * 2 +
  (state.stamped ? 1 : 0);

/** The world as a graph: for every state, by number, where each action leads. */
interface WorldGraph {
  readonly states: readonly WorldState[];
  readonly successors: Uint16Array;
  readonly distances: Map<string, Uint8Array>;
}

const GRAPHS = new WeakMap<PhysicsRules, WorldGraph>();

function graphOf(physics: PhysicsRules): WorldGraph {
  const known = GRAPHS.get(physics);
  if (known !== undefined) return known;
  const labelled = [...everyGridState()];
  const unlabelled = labelled.filter(({ itemType }) => itemType === null).map((state) => ({ ...state, inventory: 1 }));
  const states = [...labelled, ...unlabelled];
  const successors = new Uint16Array(states.length * ACTIONS);
  for (const state of states)
    for (let action = 0; action < ACTIONS; action += 1)
      successors[numberOf(state) * ACTIONS + action] = numberOf(step(physics, state, action));
  const graph = { states, successors, distances: new Map<string, Uint8Array>() };
  GRAPHS.set(physics, graph);
  return graph;
}

const isMet = ({ served, stamped }: WorldState, target: Target): boolean =>
  target.kind === "STAMP_CARGO" ? stamped : (served & bitOfZone(target.targetId)) !== 0;

export const bitOfZone = (zone: string): number => (zone === "ZONE_A" ? 1 : zone === "ZONE_B" ? 2 : 4);

/** Fewest steps to a target from every state, by search over the world alone: no closed form, no assumption on the way. */
function distancesTo({ states, successors, distances }: WorldGraph, target: Target): Uint8Array {
  const known = distances.get(target.targetId);
  if (known !== undefined) return known;
  const found = new Uint8Array(states.length).fill(NEVER);
  for (const state of states) if (isMet(state, target)) found[numberOf(state)] = 0;
  for (let depth = 1; layerFound(successors, found, depth); depth += 1);
  distances.set(target.targetId, found);
  return found;
}

function layerFound(successors: Uint16Array, found: Uint8Array, depth: number): boolean {
  let isGrowing = false;
  for (let state = 0; state < found.length; state += 1)
    for (let action = 0; action < ACTIONS && found[state] === NEVER; action += 1)
      if (found[successors[state * ACTIONS + action]!] === depth - 1) {
        found[state] = depth;
        isGrowing = true;
      }
  return isGrowing;
}

/** Steps to a deposit or to the stamp; null where there is no way. */
export function stepsTo(physics: PhysicsRules, state: WorldState, target: Target): number | null {
  const steps = distancesTo(graphOf(physics), target)[numberOf(state)]!;
  return steps === NEVER ? null : steps;
}

/** The actions that bring a target nearer, as bits. A delivery is one deposit away, with its own item on the spot, or not in sight. */
export function nearerBy(physics: PhysicsRules, state: WorldState, target: Target): number {
  if (target.kind === "DELIVER") return isInReach(state, target.targetId) ? 32 : 0;
  const graph = graphOf(physics);
  const distances = distancesTo(graph, target);
  const here = numberOf(state);
  let nearer = 0;
  for (let action = 0; action < ACTIONS; action += 1)
    if (distances[graph.successors[here * ACTIONS + action]!]! < distances[here]!) nearer |= 1 << action;
  return nearer;
}

const isInReach = ({ cell, itemType, served }: WorldState, zone: "ZONE_A" | "ZONE_B"): boolean =>
  (served & bitOfZone(zone)) === 0 &&
  (zone === "ZONE_A" ? cell === 10 && itemType === "A" : cell === 2 && itemType === "B");
