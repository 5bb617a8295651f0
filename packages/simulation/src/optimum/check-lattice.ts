import { PlimsollError } from "@plimsoll/foundation";
import type { BirthDeathChain } from "./birth-death-chain.ts";
import type { LatticeCluster } from "./lattice-cluster.ts";

/** Rounding of sums of a few hundred chances. */
const TOLERANCE = 1e-12;

/**
 * Refuses a lattice whose chances are none: every row of a chain, of the outcomes and of the start must consist of
 * numbers in [0, 1] that sum to 1, and every outcome must lie inside the box.
 * @throws {PlimsollError} `LATTICE_PROBABILITIES` naming the row.
 */
export function checkLattice(lattice: LatticeCluster): void {
  checkChain("cpu drift", lattice.drift.cpu);
  for (const [cell, chain] of lattice.drift.memory.entries()) checkChain(`memory drift of cell ${cell}`, chain);
  checkOutcomes(lattice);
  checkRow("start cpu", lattice.start.cpu);
  checkRow("start memory", lattice.start.memory);
  const splits = [lattice.recovery, lattice.cleanPayment, ...lattice.scalePayments];
  for (const { part } of splits) checkRow("payment", [part, 1 - part]);
}

function checkChain(name: string, { levels, down, stay, up }: BirthDeathChain): void {
  for (let level = 0; level < levels; level += 1)
    checkRow(`${name} ${level}`, [down[level] ?? Number.NaN, stay[level] ?? Number.NaN, up[level] ?? Number.NaN]);
  if (down[0] !== 0 || up[levels - 1] !== 0) throw notChances(name, "a move beyond the levels");
}

function checkOutcomes({ box, outcomes }: LatticeCluster): void {
  const { offsets, grids, chances } = outcomes;
  for (let row = 0; row + 1 < offsets.length; row += 1)
    checkRow(`outcomes ${row}`, chances.subarray(offsets[row], offsets[row + 1]));
  if (grids.some((grid) => grid >= box.size)) throw notChances("outcomes", "a grid outside the box");
}

function checkRow(name: string, chances: ArrayLike<number>): void {
  let sum = 0;
  for (let place = 0; place < chances.length; place += 1) {
    const chance = chances[place] as number;
    if (!(chance >= -TOLERANCE && chance <= 1 + TOLERANCE)) throw notChances(name, `a chance of ${chance}`);
    sum += chance;
  }
  if (!(Math.abs(sum - 1) <= TOLERANCE)) throw notChances(name, `a sum of ${sum}`);
}

const notChances = (name: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "LATTICE_PROBABILITIES",
    expected: `chances in [0, 1] that sum to 1 in ${name}`,
    received,
    fix: "build the lattice with latticeCluster and leave its tables as they are",
  });
