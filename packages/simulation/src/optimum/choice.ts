import { CLEAN, DOWN, LEFT, RIGHT, SCALE, UP } from "../cluster/actions.ts";
import type { LatticeCluster } from "./lattice-cluster.ts";
import { POSITIONS } from "./grid-box.ts";

/**
 * What an agent on a 2 × 2 torus can choose: up and down lead to the same cell, left and right too. Numbered as in
 * tables of choices.
 */
export const CHOICES = ["vertical", "horizontal", "clean", "scale"] as const;
export const CHOICE_COUNT = CHOICES.length;
export const VERTICAL = 0;
export const HORIZONTAL = 1;
export const CLEANING = 2;
export const SCALING = 3;

/** The choice of each of the six actions. */
export const CHOICE_OF_ACTION: readonly number[] = [UP, DOWN, LEFT, RIGHT, CLEAN, SCALE].map((action) => {
  if (action === CLEAN) return CLEANING;
  if (action === SCALE) return SCALING;
  return action === UP || action === DOWN ? VERTICAL : HORIZONTAL;
});

/** What a choice comes to in a state, before drift. Reused by callers, so that sweeps allocate nothing. */
export interface Consequence {
  /** Of the outcome table. */
  row: number;
  reward: number;
  position: number;
  /** Budget levels paid surely, and the chance of one more. */
  paid: number;
  paidMore: number;
}

export const noConsequence = (): Consequence => ({ row: 0, reward: 0, position: 0, paid: 0, paidMore: 0 });

/** Fills in what `choice` comes to at (grid, position, budget level): the one place where the rules of actions meet. */
export function consequenceOf(
  lattice: LatticeCluster,
  choice: number,
  grid: number,
  position: number,
  budget: number,
  into: Consequence,
): void {
  into.row = grid;
  into.position = position;
  into.paid = 0;
  into.paidMore = 0;
  into.reward = (lattice.departureReward[grid] as number) - lattice.spec.timePenalty;
  if (choice === CLEANING) clean(lattice, grid, position, budget, into);
  else if (choice === SCALING) scale(lattice, grid, budget, into);
  else into.position = choice === VERTICAL ? position ^ 2 : position ^ 1;
}

function clean(lattice: LatticeCluster, grid: number, position: number, budget: number, into: Consequence): void {
  if (budget < lattice.cleanFrom) {
    into.reward -= lattice.spec.clean.deniedFine;
    return;
  }
  into.row = lattice.box.size + grid * POSITIONS + position;
  into.reward += lattice.outcomes.rewards[into.row] as number;
  into.paid = lattice.cleanPayment.whole;
  into.paidMore = lattice.cleanPayment.part;
}

function scale(lattice: LatticeCluster, grid: number, budget: number, into: Consequence): void {
  const hot = lattice.hot[grid] as number;
  const count = Math.min(hot, lattice.scalable[budget] as number);
  if (count === 0) {
    into.reward -= hot === 0 ? lattice.spec.scale.idleFine : lattice.spec.scale.deniedFine;
    return;
  }
  into.row = lattice.box.size * (1 + POSITIONS) + grid * POSITIONS + count - 1;
  into.reward += lattice.outcomes.rewards[into.row] as number;
  const payment = lattice.scalePayments[count] as { whole: number; part: number };
  into.paid = payment.whole;
  into.paidMore = payment.part;
}
