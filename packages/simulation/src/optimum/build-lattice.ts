import { PlimsollError } from "@plimsoll/foundation";
import type { ClusterSpec } from "../cluster/cluster-spec.ts";
import { type ActionRules, cleaned, hotCells, scaled, unchanged } from "./action-outcomes.ts";
import { type Arrival, arrivalAt, averageLoadOf } from "./arrival.ts";
import { applyDrift, type DriftChains } from "./drift-product.ts";
import { birthDeathChain, firstLevels } from "./birth-death-chain.ts";
import { checkLattice } from "./check-lattice.ts";
import { CELLS, cpuLevelOf, type GridBox, gridBox, memoryLevelOf, POSITIONS } from "./grid-box.ts";
import type { LatticeCluster } from "./lattice-cluster.ts";
import { splitLevels, uniformLevels } from "./level-split.ts";
import { outcomeTable } from "./outcome-table.ts";

/** How finely the exact optimum divides the cluster. */
export interface LatticeOptions {
  /** Levels of CPU and of memory, evenly from 0 to 1; by default 4. */
  readonly levels?: number;
  /** Levels of the budget, evenly from 0 to full; by default 21. */
  readonly budgetLevels?: number;
  /** Steps of drift between two actions; by default 1. With 4, an action on 2 × 2 faces the decay it would face on 4 × 4. */
  readonly driftSteps?: number;
  /** What a reward one step later is worth now, in (0, 1]; by default 0.99. */
  readonly discount?: number;
  /** Priority of each of the four cells; by default the spec's own by turns, each as often as its weight says. */
  readonly priorities?: readonly number[];
  /** Memory added per step besides the even drift, by cell; by default the spec's own by turns. */
  readonly leaks?: readonly number[];
}

/**
 * The lattice of a spec of 2 × 2 cells. Rewards, fines, thresholds and the order of a step are the spec's; what falls
 * between two levels goes to either with the chances that keep its mean.
 * @throws {PlimsollError} `LATTICE_UNSUPPORTED` for what a lattice state does not hold, `LATTICE_DRIFT_TOO_FAST`,
 * `LATTICE_PROBABILITIES`.
 */
export function latticeCluster(spec: ClusterSpec, options: LatticeOptions = {}): LatticeCluster {
  const { levels = 4, budgetLevels = 21, driftSteps = 1, discount = 0.99 } = options;
  const priorities = options.priorities ?? byTurns(tickets(spec));
  const leaks = options.leaks ?? byTurns(spec.drift.leaks);
  refuseUnsupported(spec, { levels, budgetLevels, driftSteps, discount, priorities, leaks });
  const drift = driftChains(spec, leaks, levels, driftSteps);
  const box = gridBox(levels, spec.oom.endsAt === 1 ? levels - 1 : levels);
  const rules = { spec, priorities, box, top: levels - 1 };
  const lattice = {
    spec,
    priorities,
    leaks,
    discount,
    levels,
    budgetLevels,
    states: levels ** (2 * CELLS) * POSITIONS * budgetLevels,
    box,
    boxStates: box.size * POSITIONS * budgetLevels,
    drift,
    boxDrift: { cpu: drift.cpu, memory: drift.memory.map((chain) => firstLevels(chain, box.memoryLevels)) },
    ...arrivals(rules, drift),
    departureReward: byGrid(box, (grid) => spec.shaping.weight * averageLoadOf(box, grid, rules.top)),
    ...actions(rules),
    ...payments(spec, budgetLevels),
    start: {
      cpu: uniformLevels(spec.start.cpuBelow, levels),
      memory: uniformLevels(spec.start.memoryBelow, levels),
    },
  };
  checkLattice(lattice);
  return lattice;
}

const byGrid = (box: GridBox, valueOf: (grid: number) => number): Float64Array =>
  Float64Array.from({ length: box.size }, (_, grid) => valueOf(grid));

const tickets = ({ priorities }: ClusterSpec): number[] =>
  priorities.flatMap(({ priority, weight }) => Array.from({ length: weight }, () => priority));

const byTurns = (values: readonly number[]): number[] =>
  Array.from({ length: CELLS }, (_, cell) => values[cell % values.length] as number);

/** Increments of `steps` steps: means and variances add up. Feedback counts the memory before them. */
function driftChains({ drift }: ClusterSpec, leaks: readonly number[], levels: number, steps: number): DriftChains {
  const top = levels - 1;
  const memoryMean = (leak: number, level: number): number => drift.memory.mean + leak + (drift.feedback * level) / top;
  return {
    cpu: birthDeathChain(levels, () => ({
      mean: steps * drift.cpu.mean * top,
      variance: steps * (drift.cpu.sigma * top) ** 2,
    })),
    memory: leaks.map((leak) =>
      birthDeathChain(levels, (level) => ({
        mean: steps * memoryMean(leak, level) * top,
        variance: steps * (drift.memory.sigma * top) ** 2,
      })),
    ),
  };
}

/** Fines are expected over the drift from every grid of the box to every grid there is. */
function arrivals({ spec, priorities, box, top }: ActionRules, drift: DriftChains) {
  const all = gridBox(box.cpuLevels, top + 1);
  const at = Array.from({ length: all.size }, (_, grid): Arrival => arrivalAt(spec, priorities, all, grid, top));
  const rewards = Float64Array.from(at, ({ reward }) => reward);
  const expected = applyDrift(all, drift, 1, rewards, new Float64Array(all.size));
  return {
    ended: Uint8Array.from({ length: box.size }, (_, grid) => (at[sameGrid(box, grid, all)]?.ends === true ? 1 : 0)),
    arrivalReward: byGrid(box, (grid) => expected[sameGrid(box, grid, all)] as number),
  };
}

function sameGrid(from: GridBox, grid: number, to: GridBox): number {
  let number = 0;
  for (let cell = 0; cell < CELLS; cell += 1) {
    number += cpuLevelOf(from, grid, cell) * (to.strides[cell] as number);
    number += memoryLevelOf(from, grid, cell) * (to.strides[CELLS + cell] as number);
  }
  return number;
}

function actions(rules: ActionRules) {
  const grids = Array.from({ length: rules.box.size }, (_, grid) => grid);
  const cells = Array.from({ length: CELLS }, (_, cell) => cell);
  const hot = Uint8Array.from(grids, (grid) => hotCells(rules, grid).length);
  const scaledRow = (grid: number, count: number) =>
    count > (hot[grid] as number) ? unchanged(grid) : scaled(rules, grid, count);
  const rows = [
    ...grids.map(unchanged),
    ...grids.flatMap((grid) => cells.map((cell) => cleaned(rules, grid, cell))),
    ...grids.flatMap((grid) => cells.map((cell) => scaledRow(grid, cell + 1))),
  ];
  return { hot, outcomes: outcomeTable(rows) };
}

/** A budget level pays for a cost that it reaches; so paying one level more by chance never overdraws. */
function payments({ budget }: ClusterSpec, budgetLevels: number) {
  const unit = budget.full / (budgetLevels - 1);
  const cleanPayment = splitLevels(budget.clean / unit);
  const scalable = (level: number): number => Math.min(CELLS, Math.floor((level * unit) / budget.scale + 1e-9));
  return {
    recovery: splitLevels(budget.recovery / unit),
    cleanPayment,
    cleanFrom: cleanPayment.whole + (cleanPayment.part > 0 ? 1 : 0),
    scalePayments: Array.from({ length: CELLS + 1 }, (_, count) => splitLevels((count * budget.scale) / unit)),
    scalable: Uint8Array.from({ length: budgetLevels }, (_, level) => scalable(level)),
  };
}

function refuseUnsupported(spec: ClusterSpec, options: Required<LatticeOptions>): void {
  const fault = faultOf(spec, options);
  if (fault === undefined) return;
  throw new PlimsollError({
    code: "LATTICE_UNSUPPORTED",
    expected: fault,
    received: `spec ${spec.name}, ${options.levels} levels, ${options.budgetLevels} of budget`,
    fix: "take a spec of 2 × 2 cells without reversion, bursts and restarts, and 2 to 8 levels",
  });
}

function faultOf(spec: ClusterSpec, options: Required<LatticeOptions>): string | undefined {
  const { levels, budgetLevels, driftSteps, discount, priorities, leaks } = options;
  const { drift, events } = spec;
  if (spec.width !== 2 || spec.height !== 2) return "a grid of 2 × 2 cells";
  if (drift.leaks.length > CELLS)
    return "at most four leaks, one for each cell: which one leaks is no part of a lattice state";
  if (drift.reversion !== 0) return "no reversion: what memory reverts to is no part of a lattice state";
  if (events.burst.chance !== 0 || events.restart.chance !== 0)
    return "no bursts and no restarts: cells drift independently";
  if (!isWhole(levels, 2, 8)) return "2 to 8 levels";
  if (!isWhole(budgetLevels, 2, 1_001)) return "2 to 1001 levels of budget";
  if (!isWhole(driftSteps, 1, 1_000)) return "1 to 1000 drift steps";
  if (!(discount > 0 && discount <= 1)) return "a discount in (0, 1]";
  if (priorities.length !== CELLS || !priorities.every((priority) => priority >= 0 && priority <= 1))
    return "four priorities in [0, 1]";
  if (leaks.length !== CELLS || !leaks.every((leak) => leak >= 0 && leak <= 0.1)) return "four leaks in [0, 0.1]";
  return undefined;
}

const isWhole = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;
