import { PlimsollError } from "@plimsoll/foundation";
import { ACTION_COUNT, CLEAN, DOWN, RIGHT } from "../cluster/actions.ts";
import { loadOf, ownCell } from "../policies/cluster-view.ts";
import type { Policy } from "../policies/policy.ts";
import { CHOICE_COUNT, CHOICE_OF_ACTION } from "./choice.ts";
import type { LatticeCluster } from "./lattice-cluster.ts";
import { latticeSight, type LatticeSight } from "./lattice-sight.ts";
import { sweepStates } from "./sweep-states.ts";

/** A policy without memory on the lattice: chances of choices by what a state shows. */
export interface LatticePolicy {
  readonly name: string;
  /**
   * Chances of the six actions, which MUST be in [0, 1] and sum to 1. The sight moves on afterwards and MUST NOT be kept.
   */
  chances(sight: LatticeSight): ArrayLike<number>;
}

/** Chances by state · CHOICE_COUNT + choice; all 0 in states that have ended. */
export type ChoiceTable = Float64Array;

/**
 * Asks a policy in every state once.
 * @throws {PlimsollError} `LATTICE_POLICY_INVALID` where an answer is no set of chances.
 */
export function choiceTableOf(lattice: LatticeCluster, policy: LatticePolicy): ChoiceTable {
  const table = new Float64Array(lattice.boxStates * CHOICE_COUNT);
  const sight = latticeSight(lattice);
  sweepStates(lattice, (state, grid, position, budget) => {
    sight.moveTo(grid, position, budget);
    const chances = policy.chances(sight);
    checkChances(policy.name, chances);
    for (let action = 0; action < ACTION_COUNT; action += 1) {
      const place = state * CHOICE_COUNT + (CHOICE_OF_ACTION[action] as number);
      table[place] = (table[place] as number) + (chances[action] as number);
    }
  });
  return table;
}

function checkChances(name: string, chances: ArrayLike<number>): void {
  let sum = 0;
  let valid = chances.length === ACTION_COUNT;
  for (let action = 0; action < chances.length; action += 1) {
    const chance = chances[action] as number;
    valid &&= chance >= 0 && chance <= 1;
    sum += chance;
  }
  if (valid && Math.abs(sum - 1) <= 1e-9) return;
  throw new PlimsollError({
    code: "LATTICE_POLICY_INVALID",
    expected: `six chances that sum to 1 from ${name}`,
    received: Array.from(chances).join(", "),
    fix: "give the chances of up, down, left, right, clean and scale",
  });
}

/** Each action surely, by number. */
const SURELY: readonly Float64Array[] = Array.from({ length: ACTION_COUNT }, (_, sure) =>
  Float64Array.from({ length: ACTION_COUNT }, (_unused, action) => (action === sure ? 1 : 0)),
);

/** A policy that answers with one action's number. */
export const decidedPolicy = (name: string, decide: (sight: LatticeSight) => number): LatticePolicy => ({
  name,
  chances: (sight) => SURELY[decide(sight)] ?? [],
});

/**
 * A policy of the package as it stands, fed with the observation or the full sight that the lattice state gives. Only for
 * policies that remember nothing and draw nothing: what one answers is taken for its answer in that state for ever.
 */
export function statelessPolicy(lattice: LatticeCluster, policy: Policy): LatticePolicy {
  const key = { low: 0, high: 0 };
  if (policy.needs === "observation") {
    const decider = policy.start(lattice.spec, key);
    return decidedPolicy(policy.name, (sight) => decider.act(sight.observation()));
  }
  const decider = policy.start(lattice.spec, key);
  return decidedPolicy(policy.name, (sight) => decider.act(sight.view));
}

/** All six actions alike likely. */
export const uniformPolicy: LatticePolicy = {
  name: "random",
  chances: () => UNIFORM,
};
const UNIFORM = new Float64Array(ACTION_COUNT).fill(1 / ACTION_COUNT);

/**
 * The blind sweep without its step counter: right on even cells and down on odd ones is its walk round the 2 × 2 torus
 * from an even start; from an odd one the original goes the other way round.
 */
export const sweepOnLattice: LatticePolicy = decidedPolicy("sweep", ({ view }) => {
  const own = ownCell(view);
  if (loadOf(view, own) >= view.spec.clean.wasteBelow) return CLEAN;
  return (view.y + view.x) % 2 === 0 ? RIGHT : DOWN;
});
